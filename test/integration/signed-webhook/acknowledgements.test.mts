/** Senders that demand a certain body of an answer. */
import { secretFor } from '../../support/documented/catalogue-signer.mts';
import { deliveryOf, factsBySender } from '../../support/documented/facts.mts';
import { listen, useReceivers } from './support/receiver.mts';

useReceivers();

describe.each(['airtable', 'xero'])('%s', (sender) => {
	it('gets an empty answer to every delivery: accepted, repeated, ignored and refused', async () => {
		const { secret, signingKey } = secretFor(factsBySender[sender].signs);
		const receiver = await listen({ sender }, { webhookSecret: secret });
		const silent = await listen({ sender, events: ['another.event'] }, { webhookSecret: secret });
		const deliver = async (to: typeof receiver, key = signingKey) => {
			const made = deliveryOf(sender, factsBySender[sender], { now: Date.now(), url: to.publicUrl, signingKey: key });
			return await to.send(made);
		};
		expect(await deliver(receiver)).toEqual({ status: 200, body: '' });
		expect(receiver.items).toHaveLength(1);
		expect(await deliver(receiver)).toEqual({ status: 200, body: '' });
		expect(receiver.items).toHaveLength(1);
		expect(await deliver(silent)).toEqual({ status: 200, body: '' });
		expect(await deliver(receiver, secretFor(factsBySender[sender].signs).signingKey)).toEqual({
			status: 401,
			body: '',
		});
		expect(silent.items).toEqual([]);
	});
});

it('the others get JSON', async () => {
	const { secret, signingKey } = secretFor(factsBySender.box.signs);
	const receiver = await listen({ sender: 'box' }, { webhookSecret: secret });
	const made = deliveryOf('box', factsBySender.box, { now: Date.now(), url: receiver.publicUrl, signingKey });
	expect(await receiver.send(made)).toEqual({ status: 200, body: '{"received":true}' });
	expect(await receiver.send(made)).toEqual({ status: 200, body: '{"received":true,"duplicate":true}' });
});
