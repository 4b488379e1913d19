import { collectGarbage } from '../../support/garbage.mts';

/** Something to be measured beside others. */
export interface Contender {
	name: string;
	/** Does the work once. A promise is waited for. */
	run: () => unknown;
}

interface RoundsOptions {
	rounds: number;
	/** How long one measurement takes at the least, in milliseconds. */
	sampleMs: number;
}

/**
 * Measures contenders in interleaved rounds: each round measures all of them once, and begins with another one than
 * the round before, so that none of them always runs in the wake of the same neighbour.
 *
 * @returns nanoseconds of this process's CPU time per run, by contender and round
 */
export async function measureRounds(
	contenders: readonly Contender[],
	{ rounds, sampleMs }: RoundsOptions,
): Promise<Map<string, number[]>> {
	const runs = new Map<string, number>();
	for (const contender of contenders) runs.set(contender.name, await calibrate(contender, sampleMs));

	const results = new Map(contenders.map(({ name }) => [name, [] as number[]]));
	for (let round = 0; round < rounds; round++) {
		for (let turn = 0; turn < contenders.length; turn++) {
			const contender = contenders[(round + turn) % contenders.length];
			const count = runs.get(contender.name) ?? 1;
			// Nobody is to clean up after a neighbour. Where many runs make a sample, each has its own garbage to collect.
			if (count < 10) collectGarbage();
			results.get(contender.name)?.push((await time(contender, count)) / count);
		}
	}
	return results;
}

/** How long a contender runs before it is measured, in nanoseconds: V8 compiles in stages, and more code takes longer. */
const WARM_UP = 300e6;

/** Warms the contender up, then finds how many of its runs fill a sample. */
async function calibrate(contender: Contender, sampleMs: number): Promise<number> {
	const wanted = sampleMs * 1e6;
	for (let warm = 0; warm < WARM_UP; ) warm += await time(contender, 1);
	let count = 1;
	for (;;) {
		const taken = await time(contender, count);
		if (taken >= wanted) return count;
		count = Math.ceil(count * Math.min(10, Math.max(1.2, (wanted / Math.max(taken, 1)) * 1.05)));
	}
}

/**
 * Takes the CPU time, not the time on the clock: whatever else the machine is busy with does not count then, and
 * garbage collection on other threads does.
 *
 * @returns nanoseconds
 */
async function time({ run }: Contender, count: number): Promise<number> {
	const start = process.cpuUsage();
	for (let done = 0; done < count; done++) {
		const result = run();
		if (result instanceof Promise) await result;
	}
	const { user, system } = process.cpuUsage(start);
	return (user + system) * 1_000;
}
