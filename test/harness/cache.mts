import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { lock } from 'proper-lockfile';

const { AI_MEDIA_WEBHOOKS_CACHE, XDG_CACHE_HOME } = process.env;
const userCache = XDG_CACHE_HOME || path.join(os.homedir(), '.cache');

/** The folder for what is made once and used by every checkout: Node and n8n installations, what Node compiles of them, and empty databases. */
export const cacheRoot = path.resolve(AI_MEDIA_WEBHOOKS_CACHE || path.join(userCache, 'n8n-nodes-ai-media-webhooks'));

/** A folder of the cache. `fill` fills it unless some process has completed that; it may find what an interrupted attempt left there. */
export async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
	const folder = path.join(cacheRoot, name);
	const marker = path.join(folder, '.complete');
	if (existsSync(marker)) return folder;
	await mkdir(folder, { recursive: true });
	await locked(folder, async () => {
		if (existsSync(marker)) return;
		await fill(folder);
		await writeFile(marker, `${new Date().toISOString()}\n`);
	});
	return folder;
}

/** Does some work while no other process does work under the same name; waits for its turn. Returns what the work returns. */
export async function locked<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
	const retries = { forever: true, minTimeout: 1_000, maxTimeout: 1_000 };
	const release = await lock(file, { realpath: false, stale: 60_000, retries });
	return await work().finally(release);
}
