/** A sender that tells the trigger its secret, in n8n-core's contexts and over real HTTP. */
import { randomBytes } from 'node:crypto';

import { deliveryOf, factsBySender } from '../../support/documented/facts.mts';
import { letTimePass } from '../triggers/support/clock.mts';
import { collectWarnings } from '../triggers/support/warnings.mts';
import { closeReceivers, listen, type Receiver, trigger } from './support/receiver.mts';

const MINUTE = 60_000;

afterEach(async () => {
	jest.restoreAllMocks();
	await closeReceivers();
});

const publish = async (receiver: Receiver) => await trigger.webhookMethods.default.create.call(receiver.hooks);

async function published() {
	const warnings = collectWarnings();
	const receiver = await listen({ sender: 'asana' });
	await publish(receiver);
	return { receiver, warnings };
}

const newSecret = () => randomBytes(32).toString('hex');

/** Sends what Asana sends while a webhook is created. */
async function tell({ url }: Receiver, secret: string) {
	const response = await fetch(url, { method: 'POST', headers: { 'x-hook-secret': secret } });
	return {
		status: response.status,
		body: await response.text(),
		secret: response.headers.get('x-hook-secret'),
		type: response.headers.get('content-type'),
		nosniff: response.headers.get('x-content-type-options'),
	};
}

let serial = 0;

const deliver = async (receiver: Receiver, secret: string, body?: string) =>
	await receiver.send(
		deliveryOf('asana', factsBySender.asana, {
			event: 'changed',
			extra: `delivery ${serial++}`,
			body,
			now: Date.now(),
			url: receiver.publicUrl,
			signingKey: secret,
		}),
	);

const learned = (secret: string) => ({
	status: 200,
	body: '',
	secret,
	type: 'text/plain; charset=utf-8',
	nosniff: 'nosniff',
});

describe('a secret that the sender tells', () => {
	it('comes back in its header, verifies deliveries from then on, and is in the log only as a fact', async () => {
		const { receiver, warnings } = await published();
		const secret = newSecret();
		expect(await deliver(receiver, secret)).toMatchObject({ status: 503 });
		expect(await tell(receiver, secret)).toEqual(learned(secret));
		expect(receiver.items).toEqual([]);
		expect(await deliver(receiver, secret)).toMatchObject({ status: 200 });
		expect(receiver.items).toEqual([[expect.objectContaining({ provider: 'asana', event: 'changed' })]]);
		expect(await deliver(receiver, newSecret())).toMatchObject({ status: 401 });
		expect(warnings.join('\n')).toContain('told a new signing secret');
		expect(warnings.join('\n')).not.toContain(secret);
	});

	it('is kept under the id of the node, with its URL and time', async () => {
		const { receiver } = await published();
		const secret = newSecret();
		await tell(receiver, secret);
		const { id } = receiver.setUp.node;
		expect(receiver.setUp.staticData.global ?? receiver.setUp.staticData).toMatchObject({
			[`${id}:secrets`]: { secrets: [{ secret, url: receiver.publicUrl, learnedAt: expect.any(Number) }] },
		});
	});

	it('is refused ten minutes after publishing, unless it is known; publishing again adds to what is known', async () => {
		const { receiver, warnings } = await published();
		const [first, second] = [newSecret(), newSecret()];
		await tell(receiver, first);
		letTimePass(10 * MINUTE);
		expect(await tell(receiver, second)).toMatchObject({ status: 401, secret: null });
		expect(await tell(receiver, first)).toEqual(learned(first));
		expect(await deliver(receiver, second)).toMatchObject({ status: 401 });
		expect(warnings.join('\n')).toContain('publish (activate) the workflow again');

		await publish(receiver);
		expect(await tell(receiver, second)).toEqual(learned(second));
		for (const secret of [first, second]) expect(await deliver(receiver, secret)).toMatchObject({ status: 200 });
	});

	it('is one of ten at the most', async () => {
		const { receiver, warnings } = await published();
		const secrets = Array.from({ length: 10 }, newSecret);
		for (const secret of secrets) expect(await tell(receiver, secret)).toEqual(learned(secret));
		expect(await tell(receiver, newSecret())).toMatchObject({ status: 401, secret: null });
		for (const secret of secrets) expect(await deliver(receiver, secret)).toMatchObject({ status: 200 });
		expect(warnings.join('\n')).toContain('has learned ten');
	});

	it.each(['', 'short', 'a'.repeat(501), 'with a blank in the middle', '"quoted-quoted-quoted"'])(
		'is not %p',
		async (secret) => {
			const { receiver } = await published();
			expect((await tell(receiver, secret)).status).not.toBe(200);
			expect(await deliver(receiver, secret || 'x')).toMatchObject({ status: 503 });
		},
	);

	it('is not kept at the Test URL, and the log says why', async () => {
		const warnings = collectWarnings();
		const receiver = await listen({ sender: 'asana' }, undefined, { testing: true });
		await publish(receiver);
		expect(await tell(receiver, newSecret())).toMatchObject({ status: 401 });
		expect(warnings.join('\n')).toContain('Give the Production URL to the sender');
	});

	it('is not taken from a delivery that claims to be signed', async () => {
		const { receiver } = await published();
		const secret = newSecret();
		const headers = { 'x-hook-secret': secret, 'x-hook-signature': '0'.repeat(64) };
		const response = await fetch(receiver.url, { method: 'POST', headers, body: '{}' });
		expect(response.status).toBe(503);
		expect(await deliver(receiver, secret)).toMatchObject({ status: 503 });
	});

	it('leaves heartbeats unnoticed', async () => {
		const { receiver } = await published();
		const secret = newSecret();
		await tell(receiver, secret);
		expect(await deliver(receiver, secret, '{"events":[]}')).toMatchObject({ status: 200 });
		expect(receiver.items).toEqual([]);
	});
});

it('needs no credential', () => {
	const [credential] = trigger.description.credentials ?? [];
	expect(credential.displayOptions?.show?.sender).toContain('gitHub');
	expect(credential.displayOptions?.show?.sender).not.toContain('asana');
});
