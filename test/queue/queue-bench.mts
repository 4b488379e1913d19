import { connect } from 'node:net';

import type { TestDatabase } from '../harness/database.mts';
import type { N8nInstance } from '../harness/n8n-instance.mts';
import { inRepository } from '../harness/paths.mts';
import { sleep } from '../harness/sleep.mts';
import { startQueueMode } from '../harness/queue-mode.mts';
import { startSimulator } from '../simulator/index.mts';
import { furnish, type Workbench } from '../support/workbench.mts';

/** A workbench whose n8n consists of several processes. */
export interface QueueBench extends Workbench {
	/** The two processes that receive. */
	receivers: N8nInstance[];
	/** The two processes that run executions. */
	workers: N8nInstance[];
	database: TestDatabase;
}

/**
 * Starts n8n in queue mode, with two processes that receive and two that execute.
 *
 * @throws a message that says what to start where there is no PostgreSQL or no Redis
 */
export async function openQueueBench(): Promise<QueueBench> {
	await requireServer('PostgreSQL', 'DATABASE_URL', 'postgres://postgres@127.0.0.1:5432/postgres');
	await requireServer('Redis', 'REDIS_URL', 'redis://127.0.0.1:6379');
	const simulator = await startSimulator();
	const { main, webhooks, workers, database, dispose } = await startQueueMode({
		// What docs/performance.md recommends for many deliveries. The other suites run with n8n's default.
		N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
		// By default n8n 2 fails what a dead worker had in hand and overwrites its data. Without this check the
		// execution stays as it was stored, with the event in it.
		QUEUE_WORKER_STALLED_INTERVAL: '0',
		NODE_OPTIONS: `--require ${inRepository('test', 'queue', 'clock.cjs')}`,
	});
	const bench = await furnish(main, simulator, dispose);
	return { ...bench, receivers: webhooks, workers, database };
}

/** Lets eleven minutes pass for one process, longer than a receiving process remembers what it acknowledged. */
export async function letMinutesPass({ pid }: N8nInstance): Promise<void> {
	process.kill(pid, 'SIGUSR2');
	await sleep(1_000);
}

async function requireServer(name: string, variable: string, otherwise: string): Promise<void> {
	const { hostname, port } = new URL(process.env[variable] || otherwise);
	const defaultPort = name === 'Redis' ? 6379 : 5432;
	await new Promise<void>((resolve, reject) => {
		const socket = connect({ host: hostname, port: Number(port || defaultPort), timeout: 3_000 });
		const fail = () => {
			socket.destroy();
			reject(
				new Error(
					`The queue tests need ${name}, and ${hostname}:${port || defaultPort} does not answer. Start one there, or set ${variable} to where it is.`,
				),
			);
		};
		socket.once('error', fail);
		socket.once('timeout', fail);
		socket.once('connect', () => {
			socket.destroy();
			resolve();
		});
	});
}
