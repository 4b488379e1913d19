/** The senders of the documentation, received over HTTP by a trigger that is set up with their settings. */
import type { INodeParameters } from 'n8n-workflow';

import { documentedSenders } from '../../support/documented/index.mts';
import type { DocumentedSender } from '../../support/documented/row.mts';
import { listen, type Receiver, useReceivers } from './support/receiver.mts';

const RECEIVED = { status: 200, body: '{"received":true}' };
const DUPLICATE = { status: 200, body: '{"received":true,"duplicate":true}' };

useReceivers();

const listenFor = async ({ settings, secret }: DocumentedSender, options = {}) =>
	await listen({ sender: 'custom', ...settings } as INodeParameters, { webhookSecret: secret }, options);

/** 405 is for methods that a sender has no use for, 422 n8n's own answer where a body says that it is JSON and is not. */
const REFUSALS = [400, 401, 405, 422];

const delivered = ({ deliver }: DocumentedSender, { publicUrl }: Receiver) =>
	deliver({ now: Date.now(), url: publicUrl });

const signsAddress = ({ settings }: DocumentedSender) => /\{(?:url|path)\}/.test(String(settings.signedContent));

describe.each(documentedSenders)('$name, over HTTP', (row) => {
	const { expected, secret, otherSecret, spoiled = {}, sameSignedText = {} } = row;

	it('starts one execution for an authentic delivery, with an item per entry', async () => {
		const receiver = await listenFor(row);
		expect(await receiver.send(delivered(row, receiver))).toEqual(RECEIVED);
		expect(receiver.items).toHaveLength(1);
		const [[first, ...others]] = receiver.items;
		expect(others).toHaveLength((expected.entries ?? 1) - 1);
		expect(first).toMatchObject({
			provider: 'custom',
			verifiedBy: expected.verifiedBy,
			...(expected.event !== undefined && { event: expected.event }),
		});
		if (expected.id !== 'digest' && expected.id !== 'none') expect(first.id).toBe(expected.id);
	});

	it('starts none for a redelivery, unless each delivery is an event of its own', async () => {
		const receiver = await listenFor(row);
		const request = delivered(row, receiver);
		await receiver.send(request);
		expect(await receiver.send(request)).toEqual(expected.id === 'none' ? RECEIVED : DUPLICATE);
		expect(receiver.items).toHaveLength(expected.id === 'none' ? 2 : 1);
	});

	it('starts none where another secret is in the credential', async () => {
		const receiver = await listenFor({ ...row, secret: otherSecret });
		expect(await receiver.send(delivered(row, receiver))).toMatchObject({ status: 401 });
		expect(receiver.items).toEqual([]);
	});

	for (const [change, spoil] of Object.entries(spoiled)) {
		it(`starts none with ${change}`, async () => {
			const receiver = await listenFor(row);
			const { status } = await receiver.send(spoil(delivered(row, receiver)));
			expect(REFUSALS).toContain(status);
			expect(receiver.items).toEqual([]);
		});
	}

	for (const [change, spoil] of Object.entries(sameSignedText)) {
		it(`starts none again with ${change}`, async () => {
			const receiver = await listenFor(row);
			const request = delivered(row, receiver);
			await receiver.send(request);
			const again = await receiver.send(spoil(request));
			if (!REFUSALS.includes(again.status)) expect(again).toEqual(DUPLICATE);
			expect(receiver.items).toHaveLength(1);
		});
	}

	if (signsAddress(row)) {
		it('is signed for the Test URL while the editor listens, and for the Production URL afterwards', async () => {
			const production = await listenFor(row);
			const testing = await listenFor(row, { testing: true });
			const forTesting = delivered(row, testing);
			expect(await testing.send(forTesting)).toEqual(RECEIVED);
			const path = (url: string) => url.replace(testing.publicUrl, production.publicUrl);
			expect(await production.send({ ...forTesting, url: path(forTesting.url) })).toMatchObject({ status: 401 });
			expect(production.items).toEqual([]);
		});

		it('is refused where it is signed for the address that n8n is called at', async () => {
			const receiver = await listenFor(row);
			const request = row.deliver({ now: Date.now(), url: receiver.url, secret });
			expect(await receiver.send(request)).toMatchObject({ status: 401 });
			expect(receiver.items).toEqual([]);
		});
	}
});
