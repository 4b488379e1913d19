import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';

import { runCommand } from '../../harness/command.mts';
import { ensureNode } from '../../harness/node-runtime.mts';
import { inRepository } from '../../harness/paths.mts';

/** Where figures are: what decides something for whoever runs n8n, and everything else. */
const PAGES = [inRepository('docs', 'performance.md'), inRepository('test', 'bench', 'README.md')];

/**
 * Prints figures and where they come from and, with `--write` on the command line, puts them into docs/performance.md and
 * test/bench/README.md.
 * @param sections paragraphs and tables by the name of their place in one of the pages, `<!-- figures: NAME -->`
 * @param node the version of Node that did the work, where that was not the one that runs n8n
 * @throws Error when neither page has such a place
 */
export async function report(sections: Record<string, string[]>, node?: string): Promise<void> {
	const write = process.argv.includes('--write');
	const pages = await Promise.all(PAGES.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
	const origin = await originOf(node);
	for (const [name, paragraphs] of Object.entries(sections)) {
		const figures = [origin, ...paragraphs].join('\n\n');
		console.log(`\n${name}\n\n${figures}`);
		const place = new RegExp(`(?<=<!-- figures: ${name} -->\n).*?(?=<!-- end -->)`, 's');
		const page = pages.find(({ text }) => place.test(text));
		if (page === undefined) {
			if (write) throw new Error(`No page has a place for ${name}`);
			continue;
		}
		page.text = page.text.replace(place, () => `${figures}\n`);
	}
	if (write) await Promise.all(pages.map(async ({ file, text }) => await writeFile(file, text)));
}

/** Says when, from which commit and on what machine figures are. */
async function originOf(node?: string): Promise<string> {
	const day = new Date().toISOString().slice(0, 10);
	const commit = (await runCommand('git', ['rev-parse', '--short', 'HEAD'], { cwd: inRepository() })).trim();
	const version = node ?? (await runCommand((await ensureNode()).node, ['--version'])).trim();
	const machine = `${os.cpus().length} × ${os.cpus()[0].model.trim()}`;
	return `Measured on ${day} at commit ${commit}, with Node ${version} on ${machine}; load average ${os.loadavg()[1].toFixed(1)}.`;
}
