import { cp, mkdtemp, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { cached } from './cache.mts';
import { npmInstall, runCommand } from './command.mts';
import { n8nEnvironment } from './n8n-environment.mts';
import { ensureN8n } from './n8n-install.mts';
import { packTarball } from './pack.mts';

/**
 * A new n8n user folder, in the system's folder for temporary files, with an empty database, and with community packages in it,
 * installed the way n8n's documentation tells users to do it by hand.
 * @param tarballs the community packages as `npm pack` has made them, else this package's
 */
export async function createUserFolder(tarballs?: readonly string[]): Promise<string> {
	const packages = tarballs ?? [await packTarball()];
	const userFolder = await mkdtemp(path.join(os.tmpdir(), 'n8n-user-'));
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	await npmInstall(nodes, { name: 'installed-nodes' }, [...packages, '--omit=peer', '--legacy-peer-deps']);
	await copyDatabase(path.join(userFolder, '.n8n'));
	return userFolder;
}

/** Copies an empty database of this version: the migrations that make one take n8n a third of its first start. */
async function copyDatabase(destination: string): Promise<void> {
	const { version, node, bin } = await ensureN8n();
	const folder = await cached(`database-${version}`, async (userFolder) => {
		const settings = { role: 'main', port: 5678, userFolder, webhookUrl: '', logLevel: 'error' } as const;
		await runCommand(node, [bin, 'list:workflow'], { cwd: userFolder, env: n8nEnvironment(version, settings) });
	});
	const source = path.join(folder, '.n8n');
	const files = (await readdir(source)).filter((name) => name.startsWith('database.sqlite'));
	await Promise.all(files.map(async (name) => await cp(path.join(source, name), path.join(destination, name))));
}
