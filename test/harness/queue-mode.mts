import { rm } from 'node:fs/promises';
import { type TestDatabase, createDatabase } from './database.mts';
import { type N8nInstance, type StartOptions, startN8n } from './n8n-instance.mts';
import { chosenN8nVersion, ensureN8n } from './n8n-install.mts';
import { createQueue } from './redis.mts';
import { createUserFolder } from './user-folder.mts';

/** How to start an n8n of several processes. */
type QueueModeOptions = Pick<StartOptions, 'version' | 'tarball' | 'env' | 'logLevel'> & {
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
export async function startQueueMode(options: QueueModeOptions): Promise<QueueModeN8n> {
	const { version = chosenN8nVersion(), tarball, env, logLevel, webhooks, workers } = options;
	const n8n = await ensureN8n(version);
	const userFolder = await createUserFolder(tarball, n8n.node);
	const database = await createDatabase(n8n);
	const queue = createQueue(n8n);
	const started: N8nInstance[] = [];
	const dispose = async () => {
		await Promise.all(started.map(async (instance) => await instance.dispose()));
		await Promise.all([queue.drop(), database.drop()]);
		if (!process.env.KEEP_N8N) await rm(userFolder, { recursive: true, force: true, maxRetries: 3 });
	};
	const start = async (more: StartOptions) => {
		const instance = await startN8n({ version, env, logLevel, userFolder, database, queue, ...more });
		started.push(instance);
		return instance;
	};
	// Each writes an event log of its own, as on machines of their own.
	const several = async (count: number, more: StartOptions) =>
		await Promise.all(
			Array.from({ length: count }, async (_, index) =>
				await start({ ...more, env: { ...env, N8N_EVENTBUS_LOGWRITER_LOGBASENAME: `n8nEventLog-${index}` } }),
			),
		);
	try {
		const main = await start({ role: 'main' });
		const [webhookProcesses, workerProcesses] = await Promise.all([
			several(webhooks, { role: 'webhook', webhookUrl: main.url }),
			several(workers, { role: 'worker', webhookUrl: main.url }),
		]);
		return { main, webhooks: webhookProcesses, workers: workerProcesses, database, dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}
