/** A secret in the static data of a workflow counts only where the trigger itself has put it there. */
import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, type ListeningTrigger } from './support/open-trigger.mts';
import { providerNamed, providers } from './support/providers.mts';

afterEach(closeHosts);

const MINUTE = 60_000;
const PLANTED = 'a secret that somebody else has written';

/** Puts a registration into the static data, as whoever may write the workflow can. */
const plant = ({ setUp, url }: ListeningTrigger, state: IDataObject) => {
	setUp.staticData.global = { [`${setUp.node?.id}:production`]: { url, endpointId: 'wh_1', ...state } };
};

const current = () => ({ secret: PLANTED });
const replaced = (ahead = MINUTE) => ({ replaced: { secret: PLANTED, until: Date.now() + ahead } });

describe.each(providers.filter(({ name }) => name !== 'listingRva'))(
	'the $name trigger, which registers no endpoint',
	(provider) => {
		it.each([
			['secret', current],
			['replaced secret', replaced],
		])('accepts no %s from the static data', async (_, state) => {
			const trigger = await listen(provider);
			plant(trigger, state());
			expect(await deliver(trigger, { secret: PLANTED })).toMatchObject(answers.unauthorized);
			expect(trigger.host.executions).toEqual([]);
		});
	},
);

describe('the ListingRVA AI trigger', () => {
	const planted = async (state: () => IDataObject) => {
		const trigger = await listen(providerNamed('listingRva'));
		plant(trigger, state());
		return await deliver(trigger, { secret: PLANTED });
	};

	it('accepts the secret of the endpoint that it has registered', async () => {
		expect(await planted(current)).toMatchObject(answers.received);
	});

	it('accepts it after the public address of n8n has changed', async () => {
		const trigger = await listen(providerNamed('listingRva'));
		const url = `https://former.example.com/webhook/${trigger.setUp.node?.webhookId}/webhook`;
		plant(trigger, { url, secret: PLANTED });
		expect(await deliver(trigger, { secret: PLANTED })).toMatchObject(answers.received);
	});

	it.each([
		['secret', current],
		['replaced secret', replaced],
	])("accepts no %s of another node's endpoint", async (_, state) => {
		const url = `https://n8n.example.com/webhook/${randomUUID()}/webhook`;
		expect(await planted(() => ({ ...state(), url }))).toMatchObject(answers.unauthorized);
	});

	it.each([
		['is accepted before its time is over', 4 * MINUTE, answers.received],
		['is not accepted after that', -1, answers.unauthorized],
		['is not accepted for longer than a replaced secret ever is', 6 * MINUTE, answers.unauthorized],
		['is not accepted for ever', 9e15, answers.unauthorized],
		['is not accepted without an end', NaN, answers.unauthorized],
	])('has a replaced secret that %s', async (_, ahead, answer) => {
		expect(await planted(() => replaced(ahead))).toMatchObject(answer);
	});
});
