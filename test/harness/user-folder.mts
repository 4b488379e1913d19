import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { npm } from './npm.mts';

/**
 * An empty n8n user folder, in the system's folder for temporary files, with community packages in it.
 * @param packages the tarballs that `npm pack` has made of them; none leaves n8n without community packages
 * @param node the Node binary that will run n8n
 */
export async function createUserFolder(packages: string | readonly string[] | undefined, node: string): Promise<string> {
	const userFolder = await mkdtemp(path.join(os.tmpdir(), 'n8n-user-'));
	const tarballs = [packages ?? []].flat();
	if (tarballs.length > 0) await installPackages(userFolder, tarballs, node);
	return userFolder;
}

/** Puts community packages into a user folder, the way n8n's documentation tells users to do it by hand. */
async function installPackages(userFolder: string, tarballs: readonly string[], node: string): Promise<void> {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	await writeFile(path.join(nodes, 'package.json'), '{"name":"installed-nodes","private":true}\n');
	await npm(
		['install', ...tarballs, '--omit=peer', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'],
		{ cwd: nodes, node },
	);
}
