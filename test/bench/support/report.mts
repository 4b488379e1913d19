import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';

import { runCommand } from '../../harness/command.mts';
import { ensureNode } from '../../harness/node-runtime.mts';
import { inRepository } from '../../harness/paths.mts';

/**
 * Prints figures and where they come from and, with `--write` on the command line, puts them into docs/performance.md.
 * @param sections paragraphs and tables by the name of their place in the page, `<!-- figures: NAME -->`
 * @param node the version of Node that did the work, where that was not the one that runs n8n
 * @throws Error when the page has no such place
 */
export async function report(sections: Record<string, string[]>, node?: string): Promise<void> {
	const file = inRepository('docs', 'performance.md');
	let page = await readFile(file, 'utf8');
	const write = process.argv.includes('--write');
	const day = new Date().toISOString().slice(0, 10);
	const version = node ?? (await runCommand((await ensureNode()).node, ['--version'])).trim();
	const machine = `${os.cpus().length} × ${os.cpus()[0].model.trim()}`;
	const others = `${os.loadavg()[1].toFixed(1)} programs wanted a core on average`;
	for (const [name, paragraphs] of Object.entries(sections)) {
		const text = [`Measured on ${day} with Node ${version}, on ${machine}, while ${others}.`, ...paragraphs].join(
			'\n\n',
		);
		console.log(`\n${name}\n\n${text}`);
		const place = new RegExp(`(?<=<!-- figures: ${name} -->\n).*?(?=<!-- end -->)`, 's');
		if (write && !place.test(page)) throw new Error(`The page has no place for ${name}`);
		page = page.replace(place, () => `${text}\n`);
	}
	if (write) await writeFile(file, page);
}
