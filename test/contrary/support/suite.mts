import type { Flow } from '../../simulator/contrary/index.mts';
import type { ProviderName } from '../../simulator/index.mts';
import * as actions from './action-flows.mts';
import { type Case, type NamedReading, pairsOf, readings, withReadings } from './cases.mts';
import * as triggers from './trigger-flows.mts';

interface NamedFlow {
	flow: Flow;
	name: string;
	run: (one: Case) => Promise<void>;
}

const named = (flow: Flow, run: NamedFlow['run'], name: string = flow): NamedFlow => ({ flow, name, run });

const { orders } = actions;
const received = [
	named('publish', triggers.publish),
	named('receive', triggers.receive),
	named('files', triggers.files),
	named('list', actions.list),
];

/** What a user does with each provider. */
const flows: Readonly<Record<ProviderName, NamedFlow[]>> = {
	listingRva: [
		...received,
		named('unpublish', triggers.unpublish),
		named('create', actions.create(orders.image)),
		named('wait', actions.wait(orders.image), 'generate and wait'),
		named('download', actions.download),
		named('update', actions.update),
		named('rotate', actions.rotate),
		named('refused', actions.refused(orders.image)),
	],
	virtualStagingAi: [
		...received,
		named('catchUp', triggers.catchUp, 'catch up'),
		named('create', actions.create(orders.render)),
		named('wait', actions.createAndWait, 'create and wait'),
		named('refused', actions.refused(orders.render)),
	],
	vigthoria: [
		...received,
		named('catchUp', triggers.catchUp, 'catch up'),
		named('create', actions.create(orders.music), 'create music'),
		named('create', actions.create(orders.video), 'create a video'),
		named('wait', actions.wait(orders.music), 'generate music and wait'),
		named('wait', actions.wait(orders.video), 'generate a video and wait'),
		named('refused', actions.refused(orders.music)),
	],
};

/** The flows on which one of some readings bears. */
export const flowsOf = (provider: ProviderName, chosen: readonly NamedReading[]): NamedFlow[] =>
	flows[provider].filter(({ flow }) => chosen.some((reading) => reading.flows.includes(flow)));

/**
 * Runs a provider's flows as documented, and over every reading that bears on them.
 *
 * @param provider whose
 */
export function testEveryReading(provider: ProviderName): void {
	describe('as documented', () => {
		test.each(flows[provider])('$name', async ({ run }) => {
			await withReadings(provider, [], run);
		});
	});
	describe.each(readings[provider])('$name', (reading) => {
		test.each(flowsOf(provider, [reading]))('$name', async ({ run }) => {
			await withReadings(provider, [reading], run);
		});
	});
}

/**
 * Runs a provider's flows over pairs of readings.
 *
 * @param provider whose
 * @param rounds how many partners each reading gets
 */
export function testPairs(provider: ProviderName, rounds: number): void {
	const pairs = pairsOf(readings[provider], rounds).map((pair) => ({
		name: pair.map(({ name }) => name).join(' + '),
		pair,
	}));
	describe.each(pairs)('$name', ({ pair }) => {
		// Whether anything is found depends on the answers to orders and jobs as well: single readings tell enough.
		test.each(flowsOf(provider, pair).filter(({ flow }) => flow !== 'catchUp'))('$name', async ({ run }) => {
			await withReadings(provider, pair, run);
		});
	});
}
