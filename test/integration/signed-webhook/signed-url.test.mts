/** The option Signed URL: the address as the sender knows it, where a proxy changes it on the way to n8n. */
import type { INodeParameters } from 'n8n-workflow';

import { documentedSenders } from '../../support/documented/index.mts';
import type { DocumentedSender } from '../../support/documented/row.mts';
import { listen, trigger, useReceivers } from './support/receiver.mts';

const RECEIVED = { status: 200, body: '{"received":true}' };
const SIGNED_URL = 'https://hooks.example.com/from-square';

const rowNamed = (name: string): DocumentedSender => documentedSenders.find((row) => row.name === name)!;

useReceivers();

/** A trigger whose sender delivers to a proxy, and what it sends there. */
async function behindProxy(row: DocumentedSender, signedUrl: string, options = {}) {
	const parameters = { sender: 'custom', ...row.settings, options: { signedUrl } } as INodeParameters;
	const receiver = await listen(parameters, { webhookSecret: row.secret }, options);
	const deliver = async (signedFor: string) => {
		const request = row.deliver({ now: Date.now(), url: signedFor });
		return await receiver.send({ ...request, url: request.url.replace(signedFor.split('?')[0], receiver.publicUrl) });
	};
	return { receiver, deliver };
}

describe.each(['Square', 'Trello', 'Twilio', 'Twilio (JSON)', 'Plivo', 'HubSpot (v2)', 'HubSpot (v3)'])(
	'a delivery of %s',
	(name) => {
		it.each([
			['in production', {}],
			['while the editor listens', { testing: true }],
		])('is verified for the Signed URL, and for no other, %s', async (_, options) => {
			const { receiver, deliver } = await behindProxy(rowNamed(name), SIGNED_URL, options);
			expect(await deliver(receiver.publicUrl)).toMatchObject({ status: 401 });
			expect(await deliver('https://hooks.example.com/another')).toMatchObject({ status: 401 });
			expect(await deliver(SIGNED_URL)).toEqual(RECEIVED);
		});
	},
);

describe('the query', () => {
	it('is that of the request, also where the Signed URL was entered with one', async () => {
		const { receiver, deliver } = await behindProxy(rowNamed('Square'), `${SIGNED_URL}?flow=7`);
		expect(await deliver(`${SIGNED_URL}?flow=8`)).toEqual(RECEIVED);
		expect(receiver.items).toHaveLength(1);
	});

	it('is never a token that was entered with the Signed URL', async () => {
		const receiver = await listen(
			{
				sender: 'custom',
				algorithm: 'token',
				signatureHeader: 'query:token',
				signedContent: '{url}',
				options: { signedUrl: `${SIGNED_URL}?token=a-shared-token` },
			},
			{ webhookSecret: 'a-shared-token' },
		);
		const send = async (query: string) =>
			await receiver.send({
				method: 'POST',
				url: `${receiver.publicUrl}${query}`,
				headers: { 'Content-Type': 'application/json' },
				body: Buffer.from('{"id":"1"}'),
			});
		expect(await send('')).toMatchObject({ status: 401 });
		expect(await send('?token=a-shared-token')).toEqual(RECEIVED);
	});
});

describe('publishing', () => {
	const { create } = trigger.webhookMethods.default;

	it.each(['hooks.example.com/from-square', 'ftp://hooks.example.com/', 'https://'])(
		'is refused where the Signed URL is %s, which is no address',
		async (signedUrl) => {
			const { receiver } = await behindProxy(rowNamed('Square'), signedUrl);
			await expect(create.call(receiver.hooks)).rejects.toThrow(/Signed URL.*https:/s);
		},
	);

	it.each([SIGNED_URL, ` ${SIGNED_URL} `, 'http://hooks.example.com:8080/a?b=c', ''])(
		'goes on where it is "%s"',
		async (signedUrl) => {
			const { receiver } = await behindProxy(rowNamed('Square'), signedUrl);
			expect(await create.call(receiver.hooks)).toBe(true);
		},
	);
});

it("a Signed URL that an earlier sender has left behind is in nobody's way", async () => {
	const { hooks } = await listen(
		{ sender: 'mux', options: { signedUrl: 'junk' } },
		{ webhookSecret: 'a-secret-of-mux' },
	);
	expect(await trigger.webhookMethods.default.create.call(hooks)).toBe(true);
});

it('an empty Signed URL is none', async () => {
	const { receiver, deliver } = await behindProxy(rowNamed('Square'), ' ');
	expect(await deliver(receiver.publicUrl)).toEqual(RECEIVED);
});
