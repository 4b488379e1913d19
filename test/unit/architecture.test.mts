/** The folders depend on each other only as docs/architecture.md says, and what providers have in common is shared. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { inRepository } from '../harness/paths.mts';

/** So many identical lines in a row are a copy: they belong into nodes/shared. */
const COPY = 6;

const KERNEL = 'shared/delivery';
const SHARED = 'shared';

let imports: Array<{ from: string; to: string; typeOnly: boolean }>;

beforeAll(async () => {
	const nodes = inRepository('nodes');
	const files = (await readdir(nodes, { recursive: true })).filter((file) => file.endsWith('.ts'));
	const found = files.map(async (from) => {
		const source = await readFile(path.join(nodes, from), 'utf8');
		return [...source.matchAll(/^(import|export)( type)?\b[^;]*? from '([^']+)';/gms)].map(([, , type, to]) => ({
			from,
			to: to.startsWith('.') ? path.join(path.dirname(from), to) : to,
			typeOnly: type !== undefined,
		}));
	});
	imports = (await Promise.all(found)).flat();
});

const inFolder = (folder: string) => (file: string) => file.startsWith(`${folder}${path.sep}`);
const importsOf = (folder: string) => imports.filter(({ from }) => inFolder(folder)(from));
const isOurs = (to: string) => /^(shared|[A-Z])/.test(to);

describe('the layers', () => {
	it('have imports to look at', () => {
		expect(importsOf(KERNEL).length).toBeGreaterThan(5);
		expect(importsOf('Vigthoria').length).toBeGreaterThan(5);
	});

	it('keep the kernel free of n8n, of HTTP and of everything else of ours', () => {
		const foreign = importsOf(KERNEL).filter(
			({ to }) => !inFolder(KERNEL)(to) && to !== 'node:crypto' && !to.startsWith('zod/v4'),
		);
		expect(foreign).toEqual([]);
	});

	it('keep what is shared free of any provider', () => {
		expect(importsOf(SHARED).filter(({ to }) => isOurs(to) && !inFolder(SHARED)(to))).toEqual([]);
	});

	it('keep providers apart from each other', () => {
		const mixed = imports.filter(({ from, to }) => {
			const [own] = from.split(path.sep);
			return own !== SHARED && isOurs(to) && !inFolder(own)(to) && !inFolder(SHARED)(to);
		});
		expect(mixed).toEqual([]);
	});
});

/** The lines of a file that say something: no imports, no blank lines, no mere brackets, all without indentation. */
const tellingLines = (source: string): string[] =>
	source
		.replace(/^import\b[^;]*? from '[^']+';$/gm, '')
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => /\w/.test(line));

const blocksOf = (lines: string[]): string[] =>
	lines.slice(COPY - 1).map((_, start) => lines.slice(start, start + COPY).join('\n'));

describe('a provider', () => {
	it(`repeats no block of ${COPY} lines of another one`, async () => {
		const nodes = inRepository('nodes');
		const files = (await readdir(nodes, { recursive: true })).filter((file) => file.endsWith('.ts') && !inFolder(SHARED)(file));
		const firstIn = new Map<string, string>();
		const copies: string[] = [];
		for (const file of files) {
			const [provider] = file.split(path.sep);
			for (const block of blocksOf(tellingLines(await readFile(path.join(nodes, file), 'utf8')))) {
				const first = firstIn.get(block) ?? file;
				firstIn.set(block, first);
				if (!inFolder(provider)(first)) copies.push(`${first} and ${file}:\n${block}`);
			}
		}
		expect(firstIn.size).toBeGreaterThan(500);
		expect(copies).toEqual([]);
	});
});
