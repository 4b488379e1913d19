import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { locked } from './cache.mts';
import { npm } from './npm.mts';
import { inRepository, repositoryRoot } from './paths.mts';

const SOURCES = ['nodes', 'credentials', 'build', 'package.json', 'tsconfig.json', 'gulpfile.js', 'gulpfile.mjs', 'gulpfile.cjs'];

/** Builds the package, unless `dist` is newer than every source (or `SKIP_BUILD=1`). */
async function ensureBuilt(): Promise<void> {
	if (!process.env.SKIP_BUILD) await locked(buildLock(), buildIfNeeded);
}

/**
 * Builds the package where that is needed, and packs it, as it would be published, into a temporary folder.
 * @returns the tarball's path
 */
export async function packTarball(): Promise<string> {
	await ensureBuilt();
	return await packFolder(repositoryRoot());
}

/** Packs any npm package's folder and returns the tarball's path. */
export async function packFolder(folder: string): Promise<string> {
	const destination = await mkdtemp(path.join(os.tmpdir(), 'n8n-tarball-'));
	await npm(['pack', '--ignore-scripts', '--pack-destination', destination], { cwd: folder });
	const [name] = await readdir(destination);
	if (name === undefined) throw new Error(`npm pack has made no tarball of ${folder}`);
	return path.join(destination, name);
}

// Two test runs of one checkout that build at the same time would empty `dist` under each other's hands.
function buildLock(): string {
	const checkout = createHash('sha256').update(repositoryRoot()).digest('hex').slice(0, 12);
	return path.join(os.tmpdir(), `n8n-nodes-ai-media-webhooks-build-${checkout}`);
}

async function buildIfNeeded(): Promise<void> {
	if (await isBuilt()) return;
	console.error('Building the package');
	await npm(['run', 'build'], { cwd: repositoryRoot() });
}

async function isBuilt(): Promise<boolean> {
	const built = await newestChange(inRepository('dist'));
	const changes = await Promise.all(SOURCES.map(async (source) => await newestChange(inRepository(source))));
	return built > 0 && changes.every((changed) => changed < built);
}

/** When the latest change of a file, or of the files in a folder, was made (milliseconds); 0 if there is none. */
async function newestChange(target: string): Promise<number> {
	if (!existsSync(target)) return 0;
	const { mtimeMs } = await stat(target);
	const entries = await readdir(target, { recursive: true, withFileTypes: true }).catch(() => []);
	const files = entries.filter((entry) => entry.isFile());
	if (files.length === 0) return mtimeMs;
	const times = await Promise.all(
		files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).mtimeMs),
	);
	return Math.max(...times);
}
