import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { npmInstall } from './command.mts';
import { packTarball } from './pack.mts';

/**
 * An empty n8n user folder, in the system's folder for temporary files, with community packages in it, installed the
 * way n8n's documentation tells users to do it by hand.
 * @param tarballs the community packages as `npm pack` has made them, else this package's
 */
export async function createUserFolder(tarballs?: readonly string[]): Promise<string> {
	const packages = tarballs ?? [await packTarball()];
	const userFolder = await mkdtemp(path.join(os.tmpdir(), 'n8n-user-'));
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	await npmInstall(nodes, { name: 'installed-nodes' }, [...packages, '--omit=peer', '--legacy-peer-deps']);
	return userFolder;
}
