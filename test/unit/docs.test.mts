/** What the pages show is what the code does, and what they point to is there. */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import type { DeliveryDefinition } from '../../nodes/shared/delivery/definition.ts';
import { shapeBody } from './support/providers.mts';
import type { JsonObject } from '../../nodes/shared/util/json.ts';
import type { Resource } from '../../nodes/shared/operations/operation.ts';
import { listingRvaDelivery } from '../../nodes/ListingRva/delivery.ts';
import { listingRvaResources } from '../../nodes/ListingRva/resources/index.ts';
import { vigthoriaDelivery } from '../../nodes/Vigthoria/delivery.ts';
import { vigthoriaResources } from '../../nodes/Vigthoria/resources/index.ts';
import { virtualStagingAiDelivery } from '../../nodes/VirtualStagingAi/delivery.ts';
import { virtualStagingAiResources } from '../../nodes/VirtualStagingAi/resources/index.ts';
import { inRepository } from '../harness/paths.mts';
import { expectNone, expectSameEntries } from '../support/expect-none.mts';

const definitions = [listingRvaDelivery, vigthoriaDelivery, virtualStagingAiDelivery];

const providerPages: Array<[page: string, definition: DeliveryDefinition, resources: readonly Resource[]]> = [
	['docs/listingrva.md', listingRvaDelivery, listingRvaResources],
	['docs/vigthoria.md', vigthoriaDelivery, vigthoriaResources],
	['docs/virtual-staging-ai.md', virtualStagingAiDelivery, virtualStagingAiResources],
];

const read = async (page: string): Promise<string> => await readFile(inRepository(page), 'utf8');

async function pages(): Promise<string[]> {
	const folders = ['', 'docs', 'examples', 'test/bench', 'test/simulator'];
	const files = folders.map(async (folder) =>
		(await readdir(inRepository(folder))).map((name) => path.posix.join(folder, name)),
	);
	return (await Promise.all(files)).flat().filter((name) => name.endsWith('.md'));
}

/** The headings of a page, as GitHub makes anchors of them. */
const anchorsOf = (content: string): string[] =>
	[...content.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);

const sample = /<!-- body: (\w+) -->\n```json\n([\s\S]*?)```[\s\S]*?<!-- item -->\n```json\n([\s\S]*?)```/g;

/** The bodies that a page shows, each with the item that it says comes of it. */
const samplesIn = (content: string) =>
	[...content.matchAll(sample)].map(([, provider, body, item]) => ({
		definition: definitions.find((definition) => definition.provider === provider),
		body: JSON.parse(body) as JsonObject,
		item: JSON.parse(item) as JsonObject,
	}));

describe('the documentation', () => {
	it.each(['README.md', '.github/ISSUE_TEMPLATE/bug.yml'])(
		'names in %s the n8n versions of build/n8n-versions.json, and no other',
		async (page) => {
			const versions = Object.values(JSON.parse(await read('build/n8n-versions.json')) as Record<string, string>);
			const shown = [...(await read(page)).matchAll(/\b\d+\.\d{2,}\.\d+\b/g)].map(([version]) => version);
			expect(shown).not.toEqual([]);
			expectNone(
				shown.filter((version) => !versions.includes(version)),
				`${page} names other n8n versions than build/n8n-versions.json: change the page.`,
			);
		},
	);

	it("runs the tests of n8n's contexts in the current version", async () => {
		const { current } = JSON.parse(await read('build/n8n-versions.json')) as { current: string };
		const { devDependencies } = JSON.parse(await read('package.json')) as { devDependencies: Record<string, string> };
		expect(devDependencies['n8n-core']).toBe(current);
	});

	it.each(['README.md', ...providerPages.map(([page]) => page)])(
		'shows in %s the items that really come of its bodies',
		async (page) => {
			const shown = samplesIn(await read(page));
			expect(shown.length).toBeGreaterThan(0);
			for (const { definition, body, item } of shown) {
				const event = definition && shapeBody(definition, body, 'digest');
				// The page does not repeat the body.
				expect(event).toEqual({ ...item, body });
			}
		},
	);

	it.each(providerPages)('names in %s every event', async (page, { events }) => {
		const content = await read(page);
		const missing = Object.keys(events).filter((event) => {
			// A page may write `family.one`, `.other`.
			const member = `\`.${event.split('.')[1]}\``;
			return !content.includes(`\`${event}\``) && !content.includes(member);
		});
		expectNone(missing, `Add these events to the section "Events" of ${page}.`);
	});

	it.each(providerPages)('lists in %s every operation, and no other', async (page, _definition, resources) => {
		const rows = [...(await read(page)).matchAll(/^\| ([^|>]+) > ([^|]+) \|/gm)];
		const listed = rows.flatMap(([, resource, operations]) =>
			operations.split(', ').map((operation) => `${resource} > ${operation}`),
		);
		const real = resources.flatMap(({ name, operations }) =>
			operations.map((operation) => `${name} > ${operation.name}`),
		);
		expectSameEntries(listed, real, `The table of operations in ${page} must list each as "| Resource > Operation |".`);
	});

	it('names commands that exist', async () => {
		const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
		const missing: string[] = [];
		for (const page of await pages()) {
			for (const [, script] of (await read(page)).matchAll(/npm run ([\w:-]+)/g)) {
				if (!Object.hasOwn(scripts, script)) missing.push(`${page}: npm run ${script}`);
			}
		}
		expectNone(missing, 'These pages name commands that package.json does not have under "scripts": correct the page.');
	});

	it('names tests that exist', async () => {
		const missing: string[] = [];
		for (const page of await pages()) {
			for (const [file] of (await read(page)).matchAll(/\btest\/[\w/.-]+\.mts\b/g)) {
				if (!existsSync(inRepository(file))) missing.push(`${page}: ${file}`);
			}
		}
		expectNone(missing, 'These pages name tests that are not there: write where the test is now.');
	});

	it("is where the editor's help leads", async () => {
		const blob = 'https://github.com/n8n-nodes-ai-media-webhooks/n8n-nodes-ai-media-webhooks/blob/main/';
		const files = (await readdir(inRepository('nodes'), { recursive: true })).filter((file) =>
			file.endsWith('.node.json'),
		);
		expect(files.length).toBeGreaterThan(0);
		for (const file of files) {
			const { resources } = JSON.parse(await read(`nodes/${file}`)) as {
				resources: Record<'primaryDocumentation' | 'credentialDocumentation', [{ url: string }]>;
			};
			const [{ url: page }] = resources.primaryDocumentation;
			expect([...providerPages.map(([name]) => name), 'docs/signed-webhooks.md'].map((name) => blob + name)).toContain(
				page,
			);
			expect(resources.credentialDocumentation).toEqual([{ url: `${page}#set-up` }]);
			expect(anchorsOf(await read(page.slice(blob.length)))).toContain('set-up');
		}
	});

	it('shows every picture of docs/images, and no other', async () => {
		const shown: string[] = [];
		for (const page of await pages()) {
			for (const [, file] of (await read(page)).matchAll(/\bsrc(?:set)?="([^"]+)"/g)) {
				shown.push(path.posix.join(path.posix.dirname(page), file));
			}
		}
		const there = (await readdir(inRepository('docs/images'))).map((name) => `docs/images/${name}`);
		expectSameEntries(
			[...new Set(shown)],
			there,
			'Each picture of docs/images is shown by a page. Missing ones: show or delete the file. Too much: take it with `npm run docs:images`, or correct the address.',
		);
	});

	it('has at most 24,000 words, without what is generated', async () => {
		const generated = ['docs/senders.md', 'docs/operations.md'];
		const names = (await pages()).filter((page) => /^(?:README|SECURITY|CONTRIBUTING|docs\/[\w-]+)\.md$/.test(page));
		const contents = names.filter((page) => !generated.includes(page)).map(read);
		const words = (await Promise.all(contents)).flatMap((content) => content.split(/\s+/).filter(Boolean));
		expect(words.length).toBeLessThanOrEqual(24_000);
	});

	it('has pictures of at most 2.6 MB together', async () => {
		const folder = inRepository('docs/images');
		const sizes = (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size);
		expect((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2_600_000);
	});

	it('links to files and headings that exist', async () => {
		const broken: string[] = [];
		for (const page of await pages()) {
			const links = (await read(page)).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g);
			for (const [link, file, anchor] of links) {
				const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
				const reached =
					existsSync(inRepository(target)) && (anchor === undefined || anchorsOf(await read(target)).includes(anchor));
				if (!reached) broken.push(`${page}: ${link}`);
			}
		}
		expectNone(broken, 'These links lead to no file, or to no heading of it: correct the link, or keep the heading.');
	});
});
