import { collectGarbage } from '../../support/garbage.mts';

/** What is measured side by side, by name: each does its work once. A promise is waited for. */
export type Contenders = Record<string, () => unknown>;

/** How long a contender runs before it is measured, in nanoseconds: V8 compiles in stages, and more code takes longer. */
const WARM_UP = 1e9;

/**
 * Measures each contender once a round. Each round begins with another one, so that none always runs in the wake of the same neighbour.
 * @param sampleMs how long one measurement takes at the least, in milliseconds
 * @returns nanoseconds of this process's CPU time per run, by contender and round
 */
export async function measureRounds(
	contenders: Contenders,
	rounds: number,
	sampleMs: number,
): Promise<Record<string, number[]>> {
	const names = Object.keys(contenders);
	const counts: Record<string, number> = {};
	for (const name of names) counts[name] = await calibrate(contenders[name], sampleMs * 1e6);
	const samples = Object.fromEntries(names.map((name) => [name, [] as number[]]));
	for (let round = 0; round < rounds; round++) {
		for (const turn of names.keys()) {
			const name = names[(round + turn) % names.length];
			// Nobody is to clean up after a neighbour. Where many runs make a sample, each has its own garbage to collect.
			if (counts[name] < 10) collectGarbage();
			samples[name].push((await time(contenders[name], counts[name])) / counts[name]);
		}
	}
	return samples;
}

/** Warms a contender up, then finds how many of its runs take so many nanoseconds. */
async function calibrate(run: () => unknown, wanted: number): Promise<number> {
	for (let warm = 0; warm < WARM_UP; ) warm += await time(run, 1);
	for (let count = 1; ; ) {
		const taken = await time(run, count);
		if (taken >= wanted) return count;
		count = Math.ceil(count * Math.min(10, Math.max(1.2, (wanted / Math.max(taken, 1)) * 1.05)));
	}
}

/** Nanoseconds of CPU time: other programs do not count then, and garbage collection on other threads does. */
async function time(run: () => unknown, count: number): Promise<number> {
	const start = process.cpuUsage();
	for (let done = 0; done < count; done++) {
		const result = run();
		if (result instanceof Promise) await result;
	}
	const { user, system } = process.cpuUsage(start);
	return (user + system) * 1_000;
}
