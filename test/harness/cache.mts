import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sleep } from './sleep.mts';

const MARKER = '.complete';
const HEARTBEAT_MS = 5_000;
const STALE_AFTER_MS = 60_000;

/** The folder for what is downloaded once and used by every checkout: Node and n8n installations. */
function cacheRoot(): string {
	const chosen = process.env.AI_MEDIA_WEBHOOKS_CACHE;
	if (chosen) return path.resolve(chosen);
	const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
	return path.join(base, 'n8n-nodes-ai-media-webhooks');
}

/**
 * A folder of the cache, filled by `fill` unless that was completed earlier, by whatever process. `fill` gets the
 * folder and may find in it what an interrupted attempt has left. The marker that says "complete" is written last.
 */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
	const folder = path.join(cacheRoot(), name);
	const marker = path.join(folder, MARKER);
	if (existsSync(marker)) return folder;
	await mkdir(folder, { recursive: true });
	await locked(`${folder}.lock`, async () => {
		if (existsSync(marker)) return;
		await fill(folder);
		await writeFile(marker, `${new Date().toISOString()}\n`);
	});
	return folder;
}

/**
 * Does some work while no other process does work under the same lock; waits for its turn.
 * @param lock the path of a folder that does not exist; the folder it is in must
 */
export async function locked(lock: string, work: () => Promise<void>): Promise<void> {
	// mkdir succeeds for exactly one of several processes, on every file system. The holder touches the folder
	// regularly; one that has not been touched for a minute belongs to a process that is gone.
	while (!(await acquire(lock))) await sleep(1_000);
	const heartbeat = setInterval(() => {
		const now = new Date();
		utimes(lock, now, now).catch(() => undefined);
	}, HEARTBEAT_MS);
	heartbeat.unref();
	try {
		await work();
	} finally {
		clearInterval(heartbeat);
		await rm(lock, { recursive: true, force: true });
	}
}

async function acquire(lock: string): Promise<boolean> {
	try {
		await mkdir(lock);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const age = await stat(lock).then(
		({ mtimeMs }) => Date.now() - mtimeMs,
		() => 0,
	);
	if (age > STALE_AFTER_MS) {
		// Only one of several waiting processes can rename the folder away; the others find it gone.
		const aside = `${lock}.stale-${process.pid}`;
		await rename(lock, aside).catch(() => undefined);
		await rm(aside, { recursive: true, force: true });
	}
	return false;
}
