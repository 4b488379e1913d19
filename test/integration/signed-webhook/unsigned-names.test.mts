/** Events that only a header tells apart, and the header is not signed, as with Shopify's topics. */
import { createHmac, randomUUID } from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { triggerMethods } from '../../../nodes/shared/trigger/methods.ts';
import { factsOf } from '../../../nodes/SignedWebhook/sender.ts';
import { failingStore } from '../triggers/support/stores.mts';
import { listen, useReceivers } from './support/receiver.mts';

const RECEIVED = { status: 200, body: '{"received":true}' };
const DUPLICATE = { status: 200, body: '{"received":true,"duplicate":true}' };
const SECRET = 'a-secret-of-the-shop';

const topics = Array.from({ length: 12 }, (_, index) => `orders/${index}`);

const delivery: DeliveryDefinition = {
	provider: 'shop',
	signature: {
		algorithm: 'hmacSha256',
		keyEncodings: ['utf8'],
		places: ['x-signature'],
		format: { kind: 'plain' },
		encoding: 'base64',
	},
	eventField: 'header:x-topic',
	events: {},
	openEvents: true,
	eventNames: topics,
	read: () => factsOf({}),
};

const { webhook } = triggerMethods({
	api: { displayName: 'Shop', credentialType: 'signedWebhookApi', secretAdvice: 'Copy it.' },
	delivery,
});

const log = useReceivers();

async function openShop() {
	const receiver = await listen({}, { webhookSecret: SECRET }, { webhook });
	const body = Buffer.from(JSON.stringify({ order: randomUUID() }));
	const deliver = async (topic: string, bytes = body) =>
		await receiver.send({
			method: 'POST',
			url: receiver.publicUrl,
			headers: {
				'Content-Type': 'application/json',
				'X-Topic': topic,
				'X-Signature': createHmac('sha256', SECRET).update(bytes).digest('base64'),
			},
			body: bytes,
		});
	const started = () => receiver.items.map(([{ event }]) => event);
	return { receiver, deliver, started };
}

const OTHER_NAME = /The name is not signed, so it counts as a repetition/;

it('two listed topics with one body are two events, each of which starts the workflow once', async () => {
	const { deliver, started } = await openShop();
	expect(await deliver(topics[0])).toEqual(RECEIVED);
	expect(await deliver(topics[1])).toEqual(RECEIVED);
	expect(await deliver(topics[0])).toEqual(DUPLICATE);
	expect(await deliver(topics[1])).toEqual(DUPLICATE);
	expect(started()).toEqual([topics[0], topics[1]]);
	expect(log.warnings).toEqual([]);
});

it('a body starts the workflow under ten topics at most, and a log line says so', async () => {
	const { deliver, started } = await openShop();
	for (const topic of topics.slice(0, 10)) expect(await deliver(topic)).toEqual(RECEIVED);
	expect(log.warnings).toEqual([]);
	expect(await deliver(topics[10])).toEqual(DUPLICATE);
	expect(started()).toEqual(topics.slice(0, 10));
	expect(log.warnings).toEqual([expect.stringMatching(/"orders\/10".*ten/)]);
	expect(await deliver(topics[10], Buffer.from('{"order":"another"}'))).toEqual(RECEIVED);
});

it('a topic that is not listed starts the workflow once with a body, whatever it is called', async () => {
	const { deliver, started } = await openShop();
	expect(await deliver('orders/new')).toEqual(RECEIVED);
	expect(await deliver('orders/new')).toEqual(DUPLICATE);
	expect(log.warnings).toEqual([]);
	expect(await deliver('orders/newer')).toEqual(DUPLICATE);
	expect(started()).toEqual(['orders/new']);
	expect(log.warnings).toEqual([expect.stringMatching(OTHER_NAME)]);
});

it('a body that came with a listed topic does not start the workflow again with one that is not', async () => {
	const { deliver, started } = await openShop();
	expect(await deliver(topics[0])).toEqual(RECEIVED);
	expect(await deliver('forged')).toEqual(DUPLICATE);
	expect(started()).toEqual([topics[0]]);
	expect(log.warnings).toEqual([expect.stringMatching(OTHER_NAME)]);
});

it('topics that a stranger makes up take no listed one the place of an event', async () => {
	const { deliver, started } = await openShop();
	expect(await deliver(topics[0])).toEqual(RECEIVED);
	for (let count = 0; count < 12; count++) expect(await deliver(`forged/${count}`)).toEqual(DUPLICATE);
	expect(await deliver(topics[1])).toEqual(RECEIVED);
	expect(started()).toEqual([topics[0], topics[1]]);
});

it('what n8n could not store comes again with its topic', async () => {
	const { receiver, deliver, started } = await openShop();
	receiver.host.store = failingStore;
	expect(await deliver(topics[0])).toMatchObject({ status: 500 });
	expect(await deliver('orders/new')).toMatchObject({ status: 500 });
	receiver.host.store = async () => {};
	expect(await deliver(topics[0])).toEqual(RECEIVED);
	expect(await deliver(topics[0])).toEqual(DUPLICATE);
	expect(started()).toEqual([topics[0]]);
});
