import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { locked } from './cache.mts';
import { npm } from './command.mts';
import { inRepository } from './paths.mts';

const SOURCES = ['nodes', 'credentials', 'build', 'package.json', 'tsconfig.json', 'gulpfile.js'];
/** What npm puts into the tarball. */
const CONTENTS = ['dist', 'package.json', 'README.md', 'LICENSE.md'];
/** Where the tarball is. */
const PACKED = path.join('node_modules', '.packed');

/**
 * Builds the package, unless `dist` is newer than every source (or `SKIP_BUILD=1`), and packs it as it would be published, unless
 * that has been done since.
 * @returns the path of the tarball
 */
export async function packTarball(): Promise<string> {
	// Two test runs of one checkout that build at the same time would empty `dist` under each other's hands.
	return await locked(inRepository('node_modules', '.build'), async () => {
		if (!process.env.SKIP_BUILD) await buildIfNeeded();
		return await packIfNeeded();
	});
}

/** Packs any npm package's folder and returns the tarball's path. */
export async function packFolder(folder: string): Promise<string> {
	return await packInto(await mkdtemp(path.join(os.tmpdir(), 'n8n-tarball-')), folder);
}

async function packInto(destination: string, folder: string): Promise<string> {
	await npm(folder, ['pack', '--ignore-scripts', '--pack-destination', destination]);
	const [name] = await readdir(destination);
	if (name === undefined) throw new Error(`npm pack has made no tarball of ${folder}`);
	return path.join(destination, name);
}

async function packIfNeeded(): Promise<string> {
	const destination = inRepository(PACKED);
	const [name] = await readdir(destination).catch(() => []);
	if (name !== undefined && (await isUpToDate(path.join(PACKED, name), CONTENTS))) return path.join(destination, name);
	await rm(destination, { recursive: true, force: true });
	await mkdir(destination);
	return await packInto(destination, inRepository());
}

async function buildIfNeeded(): Promise<void> {
	if (await isUpToDate('dist', SOURCES)) return;
	console.error('Building the package');
	// All of `npm run build` but the smaller packages, which are not packed here.
	await npm(inRepository(), ['exec', '--', 'gulp', '--series', 'compile', 'schemas', 'bundle']);
}

async function isUpToDate(made: string, sources: readonly string[]): Promise<boolean> {
	const [madeAt, ...changes] = await Promise.all([made, ...sources].map(newestChange));
	return changes.every((changed) => changed < madeAt);
}

/** When a file, or anything in a folder, was changed last (milliseconds); 0 if it is not there. */
async function newestChange(name: string): Promise<number> {
	const inFolder = await readdir(inRepository(name), { recursive: true }).catch(() => []);
	const files = [name, ...inFolder.map((file) => path.join(name, file))];
	const times = files.map(async (file) => (await stat(inRepository(file)).catch(() => ({ mtimeMs: 0 }))).mtimeMs);
	return Math.max(...(await Promise.all(times)));
}
