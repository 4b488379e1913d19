import { type ProviderName, type Simulator, startSimulator } from '../../simulator/index.mts';
import {
	type Flow,
	listingRvaSwitches,
	type Switch,
	vigthoriaSwitches,
	virtualStagingAiSwitches,
} from '../../simulator/contrary/index.mts';

/** A running simulator that follows some readings of the documents. */
export interface Case {
	simulator: Simulator;
	provider: ProviderName;
	/** Throws unless one of the readings excuses the flow. */
	mayFail(flow: Flow, failure: unknown): void;
}

/** One reading by its name. */
export interface NamedReading {
	/** `<switch>: <reading>` */
	name: string;
	switchName: string;
	/** What it bears on. */
	flows: readonly Flow[];
	apply: (simulator: Simulator) => void;
	mayFail: readonly Flow[];
}

function named<Service>(
	switches: ReadonlyArray<Switch<Service>>,
	serviceOf: (simulator: Simulator) => Service,
): NamedReading[] {
	return switches.flatMap(({ name, flows, readings }) =>
		Object.entries(readings).map(([value, { apply, mayFail }]) => ({
			name: `${name}: ${value}`,
			switchName: name,
			flows,
			apply: (simulator: Simulator) => apply(serviceOf(simulator), simulator),
			mayFail,
		})),
	);
}

/** The readings of each provider's documents. */
export const readings: Readonly<Record<ProviderName, NamedReading[]>> = {
	listingRva: named(listingRvaSwitches, ({ listingRva }) => listingRva),
	virtualStagingAi: named(virtualStagingAiSwitches, ({ virtualStagingAi }) => virtualStagingAi),
	vigthoria: named(vigthoriaSwitches, ({ vigthoria }) => vigthoria),
};

/**
 * Runs a flow against the simulator with some readings.
 *
 * @param provider whose
 * @param chosen the readings; none is the simulator's own behaviour
 * @param flow what the user does
 */
export async function withReadings(
	provider: ProviderName,
	chosen: readonly NamedReading[],
	flow: (one: Case) => Promise<void>,
): Promise<void> {
	const simulator = await startSimulator();
	try {
		Object.assign(simulator.vigthoria.policy, { baseDelayMs: 10 });
		for (const { apply } of chosen) apply(simulator);
		await flow({
			simulator,
			provider,
			mayFail(name, failure) {
				if (!chosen.some(({ mayFail }) => mayFail.includes(name))) throw failure;
			},
		});
	} finally {
		await simulator.close();
	}
}

/** A number generator that gives the same numbers every time (mulberry32). */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * Pairs of readings of different switches; the same ones every time, and each reading in one of them at least.
 *
 * @param all what is paired
 * @param rounds how many partners each reading gets
 */
export function pairsOf(all: readonly NamedReading[], rounds: number): Array<[NamedReading, NamedReading]> {
	const random = seeded(12);
	const pairs = new Map<string, [NamedReading, NamedReading]>();
	for (let round = 0; round < rounds; round += 1) {
		for (const one of all) {
			const others = all.filter(({ switchName }) => switchName !== one.switchName);
			const other = others[Math.floor(random() * others.length)];
			pairs.set([one.name, other.name].sort().join(' + '), [one, other]);
		}
	}
	return [...pairs.values()];
}
