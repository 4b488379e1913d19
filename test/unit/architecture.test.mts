/** The folders depend on each other only as docs/architecture.md says. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { inRepository } from '../harness/paths.mts';

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
