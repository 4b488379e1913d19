/** A delivery of another sender than the chosen one: the editor says whose it is, nobody else learns anything. */
import type { INodeParameters, NodeOperationError } from 'n8n-workflow';

import { secretFor } from '../../support/documented/catalogue-signer.mts';
import { deliveryOf, type FactsDelivery, factsBySender } from '../../support/documented/facts.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { listen, type Receiver, trigger, useReceivers } from './support/receiver.mts';

const REFUSED = { status: 401, body: '{"error":"unauthorized"}' };

const log = useReceivers();

/** A sender of the catalogue with its secret. */
function playing(value: string) {
	const facts = factsBySender[value];
	const { secret, signingKey } = secretFor(facts.signs);
	const make = (url: string, options: Partial<FactsDelivery> = {}) =>
		deliveryOf(value, facts, { now: Date.now(), url, signingKey, ...options });
	return { secret, make };
}

/** What the editor shows of the last delivery. */
async function shownBy({ setUp, host }: Receiver): Promise<{ title: string; text: string }> {
	const execution = host.executions[host.executions.length - 1];
	const items = 'items' in execution ? execution.items : [];
	const context = makeExecuteContext({ ...setUp, items });
	const error = (await trigger.execute.call(context).catch((thrown: unknown) => thrown)) as NodeOperationError;
	return { title: error.message, text: error.description ?? '' };
}

async function refusal(sender: string, parameters: INodeParameters, secret?: string, options?: Partial<FactsDelivery>) {
	const { make, secret: own } = playing(sender);
	const receiver = await listen(parameters, { webhookSecret: secret ?? own }, { testing: true });
	expect(await receiver.send(make(receiver.publicUrl, options))).toEqual(REFUSED);
	return await shownBy(receiver);
}

it('names the sender that signed it with the secret', async () => {
	const { title, text } = await refusal('stripe', { sender: 'gitHub' });
	expect(title).toBe('A delivery was refused: it has no x-hub-signature-256 header');
	expect(text).toBe(
		'This delivery is signed as Stripe signs, with your secret: choose Stripe as Sender. The sender was answered; the workflow did not start. Execute the step again to listen for the next delivery.',
	);
	expect(log.warnings.join()).not.toContain('Stripe');
});

it('names a sender that signs the address', async () => {
	expect((await refusal('square', { sender: 'gitHub' })).text).toContain('signed as Square signs, with your secret');
});

it('names the row to choose in place of settings', async () => {
	const settings = { sender: 'custom', signatureHeader: 'X-Hub-Signature-256' };
	expect((await refusal('gitHub', settings)).text).toMatch(
		/^It begins with "sha256=": enter that as Signature Prefix\. This delivery is signed as GitHub signs, with your secret: choose GitHub as Sender\./,
	);
});

it('gives the settings that fit where no row does', async () => {
	const { make, secret } = playing('stripe');
	const receiver = await listen(
		{ sender: 'custom', signatureHeader: 'X-Acme-Signature', signedContent: '{body}' },
		{ webhookSecret: secret },
		{ testing: true },
	);
	const { headers, ...request } = make(receiver.publicUrl);
	const { 'stripe-signature': signature, ...others } = headers;
	const made = { ...request, headers: { ...others, 'X-Acme-Signature': signature } };
	expect(await receiver.send(made)).toEqual(REFUSED);
	expect((await shownBy(receiver)).text).toContain(
		'choose Any Other Service as Sender, with Signature Header "x-acme-signature", Signature Format Pairs, Signed Content "{timestamp}.{body}".',
	);
});

it('names the sender whose header it is where the secret is another one', async () => {
	expect((await refusal('stripe', { sender: 'gitHub' }, 'another-secret-of-theirs')).text).toMatch(
		/^The stripe-signature header is Stripe's, but it is signed with another secret/,
	);
});

it('names a sender whose header is there where the node has no credential', async () => {
	const receiver = await listen({ sender: 'gitHub' }, undefined, { testing: true });
	expect((await receiver.send(playing('stripe').make(receiver.publicUrl))).status).not.toBe(200);
	expect((await shownBy(receiver)).text).toMatch(
		/^The stripe-signature header is Stripe's: choose Stripe as Sender, and enter its secret in the credential\./,
	);
});

it('says no more than the refusal where the chosen sender is the one', async () => {
	const { title, text } = await refusal('stripe', { sender: 'stripe' }, 'another-secret-of-theirs');
	expect(title).toBe('A delivery was refused: its signature does not match');
	expect(text).toMatch(/^Either it is forged, /);
});

it('says of the chosen sender that it signs the address', async () => {
	const signedUrl = 'https://proxy.example.com/elsewhere';
	expect((await refusal('square', { sender: 'square', options: { signedUrl } })).text).toContain(
		'enter it as the sender knows it (Signed URL in the options of the trigger)',
	);
});

it('reads no body of more than 256 KB for it', async () => {
	const extra = 'x'.repeat(256 * 1024);
	expect((await refusal('stripe', { sender: 'gitHub' }, undefined, { extra })).text).not.toContain('Stripe');
});

it('looks once a second', async () => {
	const { make, secret } = playing('stripe');
	const receiver = await listen({ sender: 'gitHub' }, { webhookSecret: secret }, { testing: true });
	const texts: string[] = [];
	for (let count = 0; count < 2; count++) {
		expect(await receiver.send(make(receiver.publicUrl))).toEqual(REFUSED);
		texts.push((await shownBy(receiver)).text);
	}
	expect(texts.map((text) => text.includes('Stripe'))).toEqual([true, false]);
});

it('does nothing in production', async () => {
	const { make, secret } = playing('stripe');
	const receiver = await listen({ sender: 'gitHub' }, { webhookSecret: secret });
	expect(await receiver.send(make(receiver.publicUrl))).toEqual(REFUSED);
	expect(receiver.host.executions).toEqual([]);
	expect(log.warnings.join()).not.toContain('Stripe');
});
