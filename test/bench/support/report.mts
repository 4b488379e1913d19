import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';

import { inRepository } from '../../harness/paths.mts';

const PAGE = inRepository('docs', 'performance.md');
const END = '<!-- end -->';

/**
 * Prints a benchmark's figures and, with `--write` on the command line, puts them into docs/performance.md, so that
 * nobody types a figure.
 *
 * @param sections paragraphs and tables by the name of their place in the page, `<!-- figures: NAME -->`
 * @param node the version of Node that did the work, where that was not this process
 * @throws Error when the page has no such place
 */
export async function report(sections: Record<string, string[]>, node = process.version): Promise<void> {
	let page = await readFile(PAGE, 'utf8');
	const write = process.argv.includes('--write');
	for (const [name, paragraphs] of Object.entries(sections)) {
		const text = [origin(node), ...paragraphs].join('\n\n');
		console.log(`\n${name}\n\n${text}`);
		if (write) page = filledIn(page, name, text);
	}
	if (write) await writeFile(PAGE, page);
}

/** Says in one sentence where figures come from; those of different machines may not be compared. */
function origin(node: string): string {
	const [cpu] = os.cpus();
	const others = `${os.loadavg()[1].toFixed(1)} programs wanted a core on average`;
	const day = new Date().toISOString().slice(0, 10);
	return `Measured on ${day} with Node ${node}, on ${os.cpus().length} × ${cpu.model.trim()}, while ${others}.`;
}

function filledIn(page: string, name: string, text: string): string {
	const begin = `<!-- figures: ${name} -->`;
	const start = page.indexOf(begin);
	const stop = page.indexOf(END, start);
	if (start === -1 || stop === -1) throw new Error(`The page has no place for ${name}`);
	return `${page.slice(0, start + begin.length)}\n${text}\n${page.slice(stop)}`;
}
