import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const REMOVE_KEYS = "for _, key in ipairs(redis.call('keys', ARGV[1])) do redis.call('del', key) end";

/**
 * A part of the Redis that `REDIS_URL` names, else of the local one: keys with a prefix of their own, apart from other runs.
 * @returns what tells n8n to share its executions between processes there, and how to remove the keys
 */
export function createQueue() {
	const { hostname: host, port: given } = new URL(process.env.REDIS_URL || 'redis://127.0.0.1:6379');
	const port = Number(given || 6379);
	const prefix = `ai-media-webhooks-${randomBytes(6).toString('hex')}`;
	const env = {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: host,
		QUEUE_BULL_REDIS_PORT: String(port),
		QUEUE_BULL_PREFIX: prefix,
		N8N_REDIS_KEY_PREFIX: prefix,
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	};
	const drop = async () => {
		const socket = connect(port, host);
		socket.write(`EVAL "${REMOVE_KEYS}" 0 *${prefix}*\r\nQUIT\r\n`);
		const answer = await text(socket);
		if (answer.startsWith('-')) throw new Error(`Redis did not remove the keys: ${answer}`);
	};
	return { env, drop };
}
