import {
	listingRvaSwitches,
	openQuestions,
	type Switch,
	vigthoriaSwitches,
	virtualStagingAiSwitches,
} from '../simulator/contrary/index.mts';
import type { ProviderName } from '../simulator/index.mts';
import { pairsOf, readings } from './support/cases.mts';
import { flowsOf } from './support/suite.mts';

const switches: Record<ProviderName, ReadonlyArray<Pick<Switch<never>, 'name' | 'readings'>>> = {
	listingRva: listingRvaSwitches,
	virtualStagingAi: virtualStagingAiSwitches,
	vigthoria: vigthoriaSwitches,
};

describe.each(Object.keys(switches) as ProviderName[])('the switches of %s', (provider) => {
	const names = switches[provider].map(({ name }) => name);
	const answered = openQuestions[provider].flatMap(({ answeredBy }) =>
		typeof answeredBy === 'string' ? [] : answeredBy,
	);

	it('stand for every open question that has no reason to be left out', () => {
		expect(answered.filter((name) => !names.includes(name))).toEqual([]);
		for (const { answeredBy } of openQuestions[provider]) expect(answeredBy.length).toBeGreaterThan(0);
	});

	it('each stand for an open question', () => {
		expect(names.filter((name) => !answered.includes(name))).toEqual([]);
	});

	it('have different names', () => {
		expect(new Set(names).size).toBe(names.length);
	});

	it('are exercised, every reading of them, alone and in a pair', () => {
		const all = switches[provider].flatMap(({ name, readings: values }) =>
			Object.keys(values).map((value) => `${name}: ${value}`),
		);
		expect(all.filter((name) => !readings[provider].some((reading) => reading.name === name))).toEqual([]);
		expect(readings[provider].filter((reading) => flowsOf(provider, [reading]).length === 0)).toEqual([]);
		const paired = new Set(pairsOf(readings[provider], 1).flatMap((pair) => pair.map(({ name }) => name)));
		expect(all.filter((name) => !paired.has(name))).toEqual([]);
	});
});
