import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';

import { runCommand } from '../../harness/command.mts';
import { ensureNode } from '../../harness/node-runtime.mts';
import { inRepository } from '../../harness/paths.mts';

const PAGE = inRepository('docs', 'performance.md');

/**
 * Prints a benchmark's figures and, with `--write` on the command line, puts them into docs/performance.md, so that
 * nobody types a figure.
 *
 * @param sections paragraphs and tables by the name of their place in the page, `<!-- figures: NAME -->`
 * @param node the version of Node that did the work, where that was not the one that runs n8n
 * @throws Error when the page has no such place
 */
export async function report(sections: Record<string, string[]>, node?: string): Promise<void> {
	let page = await readFile(PAGE, 'utf8');
	const write = process.argv.includes('--write');
	const origin = originOf(node ?? (await runCommand((await ensureNode()).node, ['--version'])).trim());
	for (const [name, paragraphs] of Object.entries(sections)) {
		const text = [origin, ...paragraphs].join('\n\n');
		console.log(`\n${name}\n\n${text}`);
		const place = new RegExp(`(?<=<!-- figures: ${name} -->\n).*?(?=<!-- end -->)`, 's');
		if (write && !place.test(page)) throw new Error(`The page has no place for ${name}`);
		page = page.replace(place, () => `${text}\n`);
	}
	if (write) await writeFile(PAGE, page);
}

/** Says in one sentence where figures come from; those of different machines may not be compared. */
function originOf(node: string): string {
	const [cpu] = os.cpus();
	const others = `${os.loadavg()[1].toFixed(1)} programs wanted a core on average`;
	const day = new Date().toISOString().slice(0, 10);
	return `Measured on ${day} with Node ${node}, on ${os.cpus().length} × ${cpu.model.trim()}, while ${others}.`;
}
