/** A source of random choices that gives the same ones again for the same seed. */
export interface Random {
	/** @returns an integer from 0 to below the limit */
	below(limit: number): number;
	/** @returns whether something happens that has this probability */
	chance(probability: number): boolean;
	pick<T>(choices: readonly T[]): T;
	bytes(length: number): Buffer;
}

/** The seed of this run: the one of an earlier run through `FUZZ_SEED`, else a new one. */
export const seed = Number(process.env.FUZZ_SEED || Date.now() % 2 ** 31);

/** The generator mulberry32: short, fast, and good enough to find odd inputs. */
export function createRandom(start: number): Random {
	let state = start;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	return {
		below,
		chance: (probability) => next() < probability,
		pick: (choices) => choices[below(choices.length)],
		bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
	};
}
