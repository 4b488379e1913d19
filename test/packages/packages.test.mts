/** The smaller packages: each is whole, has nothing that it does not need, and keeps n8n's rules for verified packages. */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { npm } from '../harness/command.mts';
import { inRepository } from '../harness/paths.mts';
import { compiledContents, type Manifest, sourceContents } from '../support/package-contents.mts';
import { buildServicePackages, type Service, type ServicePackages, services } from '../support/service-packages.mts';

// Compiling the packages takes its time on a busy machine.
jest.setTimeout(240_000);

/** n8n reads all of a package when it starts. The catalogue of senders is the larger part of Signed Webhook. */
const maxBytesOf = ({ folder }: Service) => (folder === 'SignedWebhook' ? 160_000 : 90_000);

/** The sections of n8n's template for the README of a community node. */
const SECTIONS = ['Installation', 'Operations', 'Credentials', 'Compatibility', 'Usage', 'Resources', 'Version history'];

const NOTHING_WRONG = { missing: [], superfluous: [] };

let packages: ServicePackages;

beforeAll(async () => {
	packages = await buildServicePackages();
});

afterAll(async () => {
	await packages?.remove();
});

const folderOf = ({ name }: Service): string => packages.folders.get(name) ?? '';
const readIn = async (service: Service, file: string) => await readFile(path.join(folderOf(service), file), 'utf8');
const manifestOf = async (service: Service) =>
	JSON.parse(await readIn(service, 'package.json')) as Manifest & Record<string, unknown>;

describe.each(services)('$name', (service) => {
	it('has every compiled file that n8n needs, and no other', async () => {
		expect(await compiledContents(folderOf(service))).toEqual(NOTHING_WRONG);
	});

	it('has every source that it is compiled from, and no other', async () => {
		expect(await sourceContents(folderOf(service))).toEqual(NOTHING_WRONG);
	});

	it('has the nodes of one folder and their credential', async () => {
		const { n8n } = await manifestOf(service);
		const { folder } = service;
		const catchUp = ['VirtualStagingAi', 'Vigthoria'].includes(folder) ? ['CatchUpTrigger'] : [];
		const nodes = ['', ...catchUp, 'Trigger'].map((node) => `dist/nodes/${folder}/${folder}${node}.node.js`);
		expect(n8n.nodes).toEqual(nodes);
		expect(n8n.credentials).toEqual([`dist/credentials/${folder}Api.credentials.js`]);
	});

	it("has the combined package's version, n8n's strict mode and no dependencies", async () => {
		const project = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as Record<string, unknown>;
		const manifest = await manifestOf(service);
		const { version, license, author, repository, peerDependencies } = project;
		expect(manifest).toMatchObject({ version, license, author, repository, peerDependencies, n8n: { strict: true } });
		expect(manifest).not.toHaveProperty('dependencies');
		expect(manifest.keywords).toContain('n8n-community-node-package');
	});

	it(`is published with its pages and compiled files only, in less than ${maxBytesOf(service) / 1000} kB`, async () => {
		const output = await npm(folderOf(service), ['pack', '--dry-run', '--json', '--ignore-scripts']);
		const [{ files, size }] = JSON.parse(output) as [{ files: Array<{ path: string }>; size: number }];
		const others = files.map((file) => file.path).filter((file) => !file.startsWith('dist/'));
		expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE.md', 'README.md', 'package.json']);
		expect(size).toBeLessThan(maxBytesOf(service));
	});

	it("has a README with the sections of n8n's template, whose links work anywhere", async () => {
		const readme = await readIn(service, 'README.md');
		expect([...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(SECTIONS);
		const links = [...readme.matchAll(/\]\(([^)]+)\)|src="([^"]+)"/g)].map(([, link, picture]) => link ?? picture);
		expect(links.filter((link) => !/^(?:https:|#)/.test(link))).toEqual([]);
		expect(readme).not.toMatch(/undefined|\.\. /);
		const inProject = links.flatMap((link) => /\/(?:blob|raw)\/main\/([^#]+)/.exec(link)?.slice(1) ?? []);
		expect(inProject.length).toBeGreaterThan(5);
		expect(inProject.filter((file) => !existsSync(inRepository(file)))).toEqual([]);
	});
});

it('only the README of the nodes for any service says that they are for self-hosted n8n', async () => {
	const selfHosted = await Promise.all(
		services.map(async (service) => [
			service.name,
			(await readIn(service, 'README.md')).includes('This package is for self-hosted n8n.'),
		]),
	);
	expect(selfHosted.filter(([, isSaid]) => isSaid)).toEqual([['n8n-nodes-signed-webhook', true]]);
});

describe('the comparison with what a package needs', () => {
	let folder: string;
	const [service] = services;
	const inFolder = (file: string) => path.join(folder, file);

	beforeEach(async () => {
		// Inside the copy of the project, where Node finds the modules that n8n provides.
		folder = await mkdtemp(path.join(folderOf(service), '..', 'changed-'));
		await cp(folderOf(service), folder, { recursive: true });
	});

	afterEach(async () => {
		await rm(folder, { recursive: true });
	});

	it.each([
		'dist/nodes/ListingRva/listingRva.dark.svg',
		'dist/nodes/ListingRva/__schema__/v2.0.0/job/get.json',
		'dist/nodes/ListingRva/__schema__/v2.0.0.json',
	])('notices that %s is missing', async (file) => {
		await rm(inFolder(file));
		expect(await compiledContents(folder)).toEqual({ ...NOTHING_WRONG, missing: [file] });
	});

	it.each(['dist/nodes/ListingRva/index.js', 'dist/nodes/ListingRva/ListingRva.node.json'])(
		'fails without %s, which is loaded',
		async (file) => {
			await rm(inFolder(file));
			await expect(compiledContents(folder)).rejects.toThrow('Cannot find module');
		},
	);

	it.each(['dist/nodes/ListingRva/unused.js', 'dist/nodes/ListingRva/__schema__/v1.0.0.json', 'dist/docs/picture.svg'])(
		'notices that %s is not needed',
		async (file) => {
			await cp(inFolder('package.json'), inFolder(file), { recursive: true });
			expect(await compiledContents(folder)).toEqual({ ...NOTHING_WRONG, superfluous: [file] });
		},
	);

	it('notices that a source is not needed', async () => {
		await writeFile(inFolder('nodes/shared/unused.ts'), 'export {};\n');
		expect(await sourceContents(folder)).toEqual({ ...NOTHING_WRONG, superfluous: ['nodes/shared/unused.ts'] });
	});
});

it('a package is not built where an import leads nowhere', async () => {
	const root = await mkdtemp(path.join(os.tmpdir(), 'broken-import-'));
	try {
		for (const part of ['nodes', 'credentials']) await cp(inRepository(part), path.join(root, part), { recursive: true });
		await rm(path.join(root, 'nodes/Vigthoria/delivery.ts'));
		const { sourcesOf } = require(inRepository('build/packages/sources.js')) as {
			sourcesOf(root: string, folder: string): Promise<unknown>;
		};
		await expect(sourcesOf(root, 'Vigthoria')).rejects.toThrow(/imports \.\/delivery, which is not there/);
	} finally {
		await rm(root, { recursive: true });
	}
});
