import { randomBytes } from 'node:crypto';
import type { QueueConnection } from './n8n-environment.mts';
import type { InstalledN8n } from './n8n-install.mts';
import { requireFromN8n } from './n8n-modules.mts';

/** The part of a Redis that one test run uses. */
type TestQueue = QueueConnection & {
	/** Removes the run's keys. */
	drop(): Promise<void>;
};

type RedisClient = {
	keys(pattern: string): Promise<string[]>;
	del(...keys: string[]): Promise<number>;
	disconnect(): void;
};
type RedisModule = { Redis: new (options: { host: string; port: number }) => RedisClient };

/** A key prefix of its own on the Redis that `REDIS_URL` names, else on the local one. */
export function createQueue(n8n: InstalledN8n): TestQueue {
	const url = new URL(process.env.REDIS_URL || 'redis://127.0.0.1:6379');
	const queue = {
		host: url.hostname,
		port: Number(url.port || 6379),
		prefix: `ai-media-webhooks-${randomBytes(6).toString('hex')}`,
	};
	return {
		...queue,
		drop: async () => {
			const { Redis } = requireFromN8n<RedisModule>(n8n, 'ioredis');
			const client = new Redis({ host: queue.host, port: queue.port });
			try {
				const keys = await client.keys(`*${queue.prefix}*`);
				if (keys.length > 0) await client.del(...keys);
			} finally {
				client.disconnect();
			}
		},
	};
}
