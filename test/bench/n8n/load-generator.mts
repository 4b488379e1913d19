import { Pool } from 'undici';

import { percentile } from '../support/statistics.mts';
import type { Target } from './targets.mts';

/** Which deliveries are sent: signed with the right key, or with another one. */
export type Kind = 'authentic' | 'forged';

/** What came of a time under load. */
interface Load {
	/** Requests that got the answer that they should get. */
	answered: number;
	/** The others, by status; `none` where no answer came. */
	unexpected: Record<string, number>;
	/** Milliseconds until the last answer. */
	elapsed: number;
	/** Milliseconds in which 95 of 100 were answered. */
	p95: number;
}

/** How long an answer may take, in milliseconds. */
const TIMEOUT = 30_000;

/** Keeps a number of connections busy for a time in milliseconds, each with one request at a time. */
export async function keepBusy(target: Target, kind: Kind, connections: number, milliseconds: number): Promise<Load> {
	const started = performance.now();
	return await send(target, kind, connections, () => performance.now() - started < milliseconds);
}

/**
 * Sends a number of authentic deliveries at once, each over a connection of its own.
 *
 * @returns the answers, and how many of the right ones came within that many milliseconds
 */
export async function burst(target: Target, count: number, within: number): Promise<{ load: Load; inTime: number }> {
	let left = count;
	let inTime = 0;
	const onAnswer = (taken: number, expected: boolean) => {
		if (expected && taken <= within) inTime += 1;
	};
	const load = await send(target, 'authentic', count, () => left-- > 0, onAnswer);
	return { load, inTime };
}

async function send(
	target: Target,
	kind: Kind,
	connections: number,
	goOn: () => boolean,
	onAnswer: (taken: number, expected: boolean) => void = () => undefined,
): Promise<Load> {
	const pools = target.origins.map(
		(origin) => new Pool(origin, { connections, headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT }),
	);
	const unexpected: Record<string, number> = {};
	const taken: number[] = [];
	const started = performance.now();
	const work = async (_: unknown, index: number) => {
		const pool = pools[index % pools.length];
		while (goOn()) {
			const request = target.request(kind);
			const sentAt = performance.now();
			const status = await post(pool, request);
			const milliseconds = performance.now() - sentAt;
			const expected = status === String(target.expected[kind]);
			onAnswer(milliseconds, expected);
			if (expected) taken.push(milliseconds);
			else unexpected[status] = (unexpected[status] ?? 0) + 1;
		}
	};
	try {
		await Promise.all(Array.from({ length: connections }, work));
	} finally {
		await Promise.all(pools.map(async (pool) => await pool.destroy()));
	}
	return {
		answered: taken.length,
		unexpected,
		elapsed: performance.now() - started,
		p95: taken.length === 0 ? Number.NaN : percentile(taken, 0.95),
	};
}

async function post(pool: Pool, { path, headers, body }: ReturnType<Target['request']>): Promise<string> {
	try {
		const response = await pool.request({ path, method: 'POST', headers, body });
		await response.body.dump();
		return String(response.statusCode);
	} catch {
		return 'none';
	}
}
