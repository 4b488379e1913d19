import { rm } from 'node:fs/promises';

import { createDatabase } from './database.mts';
import { type N8nInstance, type StartOptions, startN8n } from './n8n-instance.mts';
import { createQueue } from './redis.mts';
import { createUserFolder } from './user-folder.mts';

/**
 * Starts an n8n of a main process, two that receive production webhooks and two that run executions, over one PostgreSQL and one Redis.
 * @returns the processes and the database; `dispose` stops them and removes the database, the keys in Redis, and the user folder
 */
export async function startQueueMode(env: Record<string, string>) {
	const userFolder = await createUserFolder();
	const database = await createDatabase();
	const queue = createQueue();
	const started: N8nInstance[] = [];
	const dispose = async () => {
		await Promise.all(started.map(async (instance) => await instance.dispose()));
		await Promise.all([queue.drop(), database.drop()]);
		if (!process.env.KEEP_N8N) await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
	};
	const start = async (more: StartOptions) => {
		const instance = await startN8n({
			userFolder,
			...more,
			env: { ...database.env, ...queue.env, ...env, ...more.env },
		});
		started.push(instance);
		return instance;
	};
	try {
		// The main process creates the database's tables.
		const main = await start({ role: 'main' });
		// Each writes an event log of its own, as on machines of their own.
		const startOne = async (role: 'webhook' | 'worker', index: number) =>
			await start({ role, webhookUrl: main.url, env: { N8N_EVENTBUS_LOGWRITER_LOGBASENAME: `n8nEventLog-${index}` } });
		const startTwo = async (role: 'webhook' | 'worker') => await Promise.all([startOne(role, 0), startOne(role, 1)]);
		const [webhooks, workers] = await Promise.all([startTwo('webhook'), startTwo('worker')]);
		return { main, webhooks, workers, database, dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}
