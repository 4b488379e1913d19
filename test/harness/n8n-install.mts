import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.mts';
import { runCommand } from './command.mts';
import { type NodeRuntime, ensureNode } from './node-runtime.mts';
import { npm } from './npm.mts';

/** The current version. The tests also run on 1.123.81, the last of the previous major. */
const CURRENT_VERSION = '2.41.1';

// These dependencies of n8n point to places outside the registry, or to releases that are no longer there.
const OVERRIDES: Record<string, Record<string, string>> = {
	'2.41.1': { linkedom: '0.18.14' },
	'1.123.81': { linkedom: '0.18.12', xlsx: '0.18.5' },
};

/** An n8n that is ready to be started. */
export type InstalledN8n = {
	version: string;
	/** The Node binary to start it with. */
	node: string;
	/** n8n's command line program, a JavaScript file. */
	bin: string;
	/** The folder of the installation; its `node_modules` has everything that n8n depends on. */
	root: string;
};

/** The version that the environment variable `N8N_VERSION` asks for, or the current one. */
export const chosenN8nVersion = (): string => process.env.N8N_VERSION || CURRENT_VERSION;

/**
 * An n8n of this version, from the cache, or installed into it (some minutes, about 3 GB).
 * @throws Error with npm's output when the installation fails twice.
 */
export async function ensureN8n(version: string = chosenN8nVersion()): Promise<InstalledN8n> {
	const runtime = await ensureNode();
	const root = await cached(`n8n-${version}`, async (folder) => {
		console.error(`Installing n8n ${version}, which takes some minutes`);
		await installPackages(folder, version);
		await buildSqlite(folder, runtime);
	});
	return { version, node: runtime.node, bin: cliOf(root), root };
}

const packageFolder = (root: string): string => path.join(root, 'node_modules', 'n8n');

const cliOf = (root: string): string => path.join(packageFolder(root), 'bin', 'n8n');

// npm writes this file when an installation is complete, so its presence tells a finished one from a broken one.
const npmFinished = (folder: string): boolean =>
	existsSync(path.join(folder, 'node_modules', '.package-lock.json'));

async function installedVersion(folder: string): Promise<string | undefined> {
	if (!npmFinished(folder)) return undefined;
	const manifest = await readFile(path.join(packageFolder(folder), 'package.json'), 'utf8').catch(() => '{}');
	return (JSON.parse(manifest) as { version?: string }).version;
}

async function installPackages(folder: string, version: string): Promise<void> {
	if ((await installedVersion(folder)) === version) return;
	await mkdir(folder, { recursive: true });
	const manifest = { private: true, dependencies: { n8n: version }, overrides: OVERRIDES[version] };
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
	const install = async () =>
		await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
	try {
		await install();
	} catch (error) {
		console.error(`npm install failed, trying once more: ${(error as Error).message}`);
		await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
		await install();
	}
}

async function buildSqlite(folder: string, { node, headers }: NodeRuntime): Promise<void> {
	if (await sqliteLoads(folder, node)) return;
	await npm(['rebuild', 'sqlite3', '--ignore-scripts=false'], {
		cwd: folder,
		node,
		// The environment wins over the user's .npmrc, where a nodedir for another Node may be set.
		env: headers === undefined ? {} : { npm_config_nodedir: headers },
	});
	if (!(await sqliteLoads(folder, node))) {
		throw new Error(`sqlite3 was built in ${folder} but does not load`);
	}
}

async function sqliteLoads(folder: string, node: string): Promise<boolean> {
	const program =
		"const { Database } = require('sqlite3'); new Database(':memory:', (error) => process.exit(error ? 1 : 0));";
	return await runCommand(node, ['-e', program], { cwd: folder }).then(
		() => true,
		() => false,
	);
}
