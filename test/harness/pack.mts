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
	let tarball = '';
	// Two test runs of one checkout that build at the same time would empty `dist` under each other's hands.
	await locked(inRepository('node_modules', '.build'), async () => {
		if (!process.env.SKIP_BUILD) await buildIfNeeded();
		tarball = await packIfNeeded();
	});
	return tarball;
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
	const [packed, ...changes] = await Promise.all([PACKED, ...CONTENTS].map(newestChange));
	const destination = inRepository(PACKED);
	if (changes.some((changed) => changed >= packed)) {
		await rm(destination, { recursive: true, force: true });
		await mkdir(destination);
		return await packInto(destination, inRepository());
	}
	const [name] = await readdir(destination);
	return path.join(destination, name);
}

async function buildIfNeeded(): Promise<void> {
	const [built, ...changes] = await Promise.all(['dist', ...SOURCES].map(newestChange));
	if (changes.every((changed) => changed < built)) return;
	console.error('Building the package');
	// All of `npm run build` but the smaller packages, which are not packed here.
	await npm(inRepository(), ['exec', '--', 'gulp', '--series', 'compile', 'schemas', 'bundle']);
}

/** When a file, or anything in a folder, was changed last (milliseconds); 0 if it is not there. */
async function newestChange(name: string): Promise<number> {
	const inFolder = await readdir(inRepository(name), { recursive: true }).catch(() => []);
	const files = [name, ...inFolder.map((file) => path.join(name, file))];
	const times = files.map(async (file) => (await stat(inRepository(file)).catch(() => ({ mtimeMs: 0 }))).mtimeMs);
	return Math.max(...(await Promise.all(times)));
}
