/** The folders depend on each other only as docs/architecture.md says, and what providers have in common is shared. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { inRepository } from '../harness/paths.mts';
import { expectNone, expectSameEntries } from '../support/expect-none.mts';

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
const sentence = ({ from, to }: { from: string; to: string }) => `nodes/${from} imports ${to}`;
const isOurs = (to: string) => /^(shared|[A-Z])/.test(to);

/** Each room with the rooms that it may import from, besides itself. */
const rooms: Readonly<Record<string, readonly string[]>> = {
	util: [],
	event: ['util'],
	tokens: ['event', 'util'],
	delivery: ['event', 'tokens', 'util'],
	n8n: ['util'],
	idempotency: ['n8n', 'util'],
	http: ['event', 'n8n', 'util'],
	endpoints: ['http', 'n8n', 'util'],
	'test-events': ['delivery', 'endpoints', 'event', 'http', 'n8n', 'tokens', 'util'],
	trigger: ['delivery', 'endpoints', 'event', 'http', 'idempotency', 'n8n', 'test-events', 'tokens', 'util'],
	operations: ['delivery', 'endpoints', 'event', 'http', 'n8n', 'test-events', 'trigger', 'util'],
	waiting: ['delivery', 'event', 'http', 'idempotency', 'n8n', 'operations', 'tokens', 'trigger', 'util'],
	catchup: ['delivery', 'event', 'http', 'idempotency', 'n8n', 'trigger', 'util'],
};

const roomOf = (file: string) => /^shared\/([\w-]+)\//.exec(file)?.[1];

describe('the rooms', () => {
	it('have imports to look at', () => {
		expect(importsOf(KERNEL).length).toBeGreaterThan(5);
		expect(importsOf('Vigthoria').length).toBeGreaterThan(5);
	});

	it('keep the kernel free of n8n, of HTTP and of all rooms above it', () => {
		const kernel = ['util', 'event', 'tokens', 'delivery'];
		const foreign = imports.filter(
			({ from, to, typeOnly }) =>
				kernel.includes(roomOf(from) ?? '') &&
				!kernel.includes(roomOf(to) ?? '') &&
				to !== 'node:crypto' &&
				// What the editor shows of an event is data of n8n's types, and its schema is built once.
				!(typeOnly && (to === 'zod/v4' || (to === 'n8n-workflow' && roomOf(from) === 'event'))) &&
				!(to === 'zod/v4' && from === path.join(SHARED, 'event', 'schema.ts')),
		);
		expectNone(
			foreign.map(sentence),
			'The kernel (util, event, tokens and delivery in nodes/shared) imports node:crypto and types only. Put what needs more into a room above it: docs/architecture.md has the rooms.',
		);
	});

	it('import nothing that n8n does not provide', () => {
		const provided = ['n8n-workflow', 'zod/v4', 'node:crypto'];
		expectNone(
			imports.filter(({ to }) => !isOurs(to) && !provided.includes(to)).map(sentence),
			`The published package has no dependencies: code in nodes/ may import ${provided.join(', ')} only.`,
		);
	});

	it('use only the rooms that they may use', () => {
		const forbidden = importsOf(SHARED).filter(({ from, to }) => {
			const [own, other] = [roomOf(from), roomOf(to)];
			return own !== undefined && other !== undefined && own !== other && !rooms[own]?.includes(other);
		});
		expectNone(
			forbidden.map(sentence),
			'A room imports another that its row of `rooms` (test/unit/architecture.test.mts) does not name. Move the code into a room that both may import or, if the new arrow goes down, add it to `rooms` and to the picture in docs/architecture.md.',
		);
	});

	it('are all in the table, and the table has no circle', () => {
		const found = new Set(importsOf(SHARED).map(({ from }) => roomOf(from)));
		expectSameEntries(
			Object.keys(rooms),
			[...found].map(String),
			'`rooms` in test/unit/architecture.test.mts must have a row for each folder of nodes/shared, and docs/architecture.md too.',
		);
		const reachable = (room: string): string[] => rooms[room].flatMap((next) => [next, ...reachable(next)]);
		for (const room of Object.keys(rooms)) expect(reachable(room)).not.toContain(room);
	});

	it('are described in docs/architecture.md, and so are the hooks of a trigger', async () => {
		const page = await readFile(inRepository('docs', 'architecture.md'), 'utf8');
		const firstColumn = (heading: string) => {
			const section = page.slice(page.indexOf(`\n## ${heading}\n`) + 1).split('\n## ')[0];
			return [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name).sort();
		};
		expectSameEntries(
			firstColumn('The rooms'),
			Object.keys(rooms),
			'The table "The rooms" in docs/architecture.md must have a row for each folder of nodes/shared.',
		);
		const definition = await readFile(inRepository('nodes', SHARED, 'trigger', 'definition.ts'), 'utf8');
		const hooks = [...definition.matchAll(/^\t(\w+)\?\(/gm)].map(([, name]) => name);
		expectSameEntries(
			firstColumn('The hooks of a trigger'),
			hooks,
			'The table "The hooks of a trigger" in docs/architecture.md must have a row for each hook of nodes/shared/trigger/definition.ts.',
		);
	});

	it('are named in docs/architecture.md, with all other folders but those of resources', async () => {
		const page = await readFile(inRepository('docs', 'architecture.md'), 'utf8');
		const nodes = inRepository('nodes');
		const entries = await readdir(nodes, { recursive: true, withFileTypes: true });
		const folders = entries
			.filter((entry) => entry.isDirectory())
			.map((entry) => path.relative(nodes, path.join(entry.parentPath, entry.name)))
			.filter((folder) => !folder.includes(`${path.sep}resources${path.sep}`));
		expect(folders.length).toBeGreaterThan(Object.keys(rooms).length);
		expect(folders.filter((folder) => !new RegExp(`\\b${path.basename(folder)}/?\``).test(page))).toEqual([]);
	});

	it('have no files that import each other in a circle', () => {
		const next = new Map<string, string[]>();
		for (const { from, to } of imports) {
			if (isOurs(to)) next.set(from, [...(next.get(from) ?? []), `${to}.ts`, path.join(to, 'index.ts')]);
		}
		const done = new Set<string>();
		const circles: string[] = [];
		const visit = (file: string, trail: readonly string[]): void => {
			if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' > '));
			if (done.has(file) || trail.includes(file)) return;
			for (const each of next.get(file) ?? []) visit(each, [...trail, file]);
			done.add(file);
		};
		for (const file of next.keys()) visit(file, []);
		expectNone(circles, 'These files import each other in a circle. Move what they share into a file of its own.');
	});

	it('name no provider, and import from none', async () => {
		expectNone(
			importsOf(SHARED)
				.filter(({ to }) => isOurs(to) && !inFolder(SHARED)(to))
				.map(sentence),
			"nodes/shared imports no provider. Let the provider hand over what differs, in its definition or its operation's parameters.",
		);
		const nodes = inRepository('nodes');
		const files = (await readdir(path.join(nodes, SHARED), { recursive: true })).filter((file) => file.endsWith('.ts'));
		const named: string[] = [];
		for (const file of files) {
			const source = await readFile(path.join(nodes, SHARED, file), 'utf8');
			const [provider] = /listing ?rva|virtual ?staging|vsai|vigthoria/i.exec(source) ?? [];
			if (provider !== undefined) named.push(`nodes/${SHARED}/${file}: ${provider}`);
		}
		expectNone(
			named,
			'Code and comments in nodes/shared name no provider. Move the line into the folder of the provider.',
		);
	});

	it('write to the log in one place, which names node and workflow and bounds the lines', async () => {
		const nodes = inRepository('nodes');
		const files = (await readdir(nodes, { recursive: true })).filter((file) => file.endsWith('.ts'));
		const writing: string[] = [];
		for (const file of files) {
			const source = await readFile(path.join(nodes, file), 'utf8');
			if (/logger\.(?:info|warn|error)\b/.test(source)) writing.push(file);
		}
		expectSameEntries(
			writing,
			[path.join(SHARED, 'n8n', 'log.ts')],
			'Only nodes/shared/n8n/log.ts writes to the log: call its functions.',
		);
	});

	it('keep providers apart from each other', () => {
		const mixed = imports.filter(({ from, to }) => {
			const [own] = from.split(path.sep);
			return own !== SHARED && isOurs(to) && !inFolder(own)(to) && !inFolder(SHARED)(to);
		});
		expectNone(
			mixed.map(sentence),
			'A provider imports from nodes/shared and its own folder only. Move what both need to nodes/shared.',
		);
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
		const files = (await readdir(nodes, { recursive: true })).filter(
			(file) => file.endsWith('.ts') && !inFolder(SHARED)(file),
		);
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
		expectNone(
			copies,
			`Two providers have ${COPY} lines in common. Move them to nodes/shared, or say the difference as data.`,
		);
	});
});
