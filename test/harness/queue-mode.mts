import { rm } from 'node:fs/promises';

import { type TestDatabase, createDatabase } from './database.mts';
import { type N8nInstance, type StartOptions, startN8n } from './n8n-instance.mts';
import { createQueue } from './redis.mts';
import { createUserFolder } from './user-folder.mts';

/** How to start an n8n of several processes. */
type QueueModeOptions = Pick<StartOptions, 'tarball' | 'env' | 'logLevel'> & {
	/** How many processes receive production webhooks. */
	webhooks: number;
	/** How many processes run executions. */
	workers: number;
};

/** An n8n of several processes, over one PostgreSQL database and one Redis. */
type QueueModeN8n = {
	main: N8nInstance;
	webhooks: N8nInstance[];
	workers: N8nInstance[];
	database: TestDatabase;
	/** Stops every process and removes the database, the keys in Redis, and the user folder. */
	dispose(): Promise<void>;
};

/** Starts a main process, which creates the database's tables, then the others beside one another. */
export async function startQueueMode({ tarball, env, logLevel, ...counts }: QueueModeOptions): Promise<QueueModeN8n> {
	const userFolder = await createUserFolder(tarball);
	const database = await createDatabase();
	const queue = createQueue();
	const started: N8nInstance[] = [];
	const dispose = async () => {
		await Promise.all(started.map(async (instance) => await instance.dispose()));
		await Promise.all([queue.drop(), database.drop()]);
		if (!process.env.KEEP_N8N) await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
	};
	const start = async (more: StartOptions) => {
		const instance = await startN8n({ logLevel, userFolder, ...more, env: { ...database.env, ...queue.env, ...env, ...more.env } });
		started.push(instance);
		return instance;
	};
	try {
		const main = await start({ role: 'main' });
		// Each writes an event log of its own, as on machines of their own.
		const startOne = async (role: 'webhook' | 'worker', index: number) =>
			await start({ role, webhookUrl: main.url, env: { N8N_EVENTBUS_LOGWRITER_LOGBASENAME: `n8nEventLog-${index}` } });
		const several = async (role: 'webhook' | 'worker', count: number) =>
			await Promise.all(Array.from({ length: count }, async (_, index) => await startOne(role, index)));
		const [webhooks, workers] = await Promise.all([several('webhook', counts.webhooks), several('worker', counts.workers)]);
		return { main, webhooks, workers, database, dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}
