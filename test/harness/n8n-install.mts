import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { cached } from './cache.mts';
import { npm, npmInstall, runCommand } from './command.mts';
import { ensureNode } from './node-runtime.mts';
import { inRepository } from './paths.mts';
import { sizeOf, withProgress } from './progress.mts';

/** The versions that are supported by name: the current one, and the last of the major before it. */
const named: Readonly<Record<string, string>> = JSON.parse(
	readFileSync(inRepository('build', 'n8n-versions.json'), 'utf8'),
) as Record<string, string>;

// These dependencies of n8n point to places outside the registry, or to releases that are no longer there. By its major.
const OVERRIDES: Record<string, Record<string, string>> = {
	'2': { linkedom: '0.18.14' },
	'1': { linkedom: '0.18.12', xlsx: '0.18.5' },
};

/** What an n8n 2 takes on the disk; an n8n 1 takes two thirds of it. */
const USUAL_SIZE = '2.8 GB';

/** The version that the environment variable `N8N_VERSION` asks for, as a number or by name; the current one by default. */
export function chosenN8nVersion(): string {
	const asked = process.env.N8N_VERSION || 'current';
	return named[asked] ?? asked;
}

/**
 * An n8n of this version, from the cache, or installed into it (some minutes, about 3 GB).
 * @returns n8n's command line program, a JavaScript file, and the Node binary to start it with
 * @throws Error with npm's output when the installation fails twice.
 */
export async function ensureN8n(version: string = chosenN8nVersion()) {
	const { node } = await ensureNode();
	const root = await cached(`n8n-${version}`, async (folder) => {
		console.error(`Installing n8n ${version} into ${folder}: once, usually in 3 to 8 minutes`);
		const manifest = { dependencies: { n8n: version }, overrides: OVERRIDES[version.split('.')[0]] };
		const describe = async () => {
			const size = await sizeOf(folder);
			return `n8n ${version}: ${size === '0.0' ? 'npm looks for the packages' : `${size} of about ${USUAL_SIZE}`}`;
		};
		await withProgress(describe, async () => {
			await npmInstall(folder, manifest).catch(async (error: Error) => {
				console.error(`npm install failed, trying once more: ${error.message}`);
				await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
				await npmInstall(folder, manifest);
			});
			await buildSqlite(folder, node);
		});
	});
	return { version, node, bin: path.join(root, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/** Builds the native module of n8n's database, and tries it. */
async function buildSqlite(folder: string, node: string): Promise<void> {
	const prefix = path.resolve(path.dirname(node), '..');
	const hasHeaders = existsSync(path.join(prefix, 'include', 'node', 'node.h'));
	// The environment wins over the user's .npmrc, where a nodedir for another Node may be set.
	await npm(
		folder,
		['rebuild', 'sqlite3', '--ignore-scripts=false'],
		node,
		hasHeaders ? { npm_config_nodedir: prefix } : {},
	);
	const program =
		"const { Database } = require('sqlite3'); new Database(':memory:', (error) => { if (error) throw error; });";
	await runCommand(node, ['-e', program], { cwd: folder });
}
