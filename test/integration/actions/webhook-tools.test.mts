import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { INodeProperties, INodeType } from 'n8n-workflow';

import { ListingRvaTrigger } from '../../../nodes/ListingRva/ListingRvaTrigger.node.ts';
import { VigthoriaTrigger } from '../../../nodes/Vigthoria/VigthoriaTrigger.node.ts';
import { VirtualStagingAiTrigger } from '../../../nodes/VirtualStagingAi/VirtualStagingAiTrigger.node.ts';
import { listingRvaDelivery } from '../../../nodes/ListingRva/delivery.ts';
import type { EventCatalogue } from '../../../nodes/shared/event/catalogue.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';
import { virtualStagingAiDelivery } from '../../../nodes/VirtualStagingAi/delivery.ts';
import { actionNodes, failAction, jsonOf, runAction, useSimulator, WEBHOOK_SECRET } from './run-action.mts';

const simulator = useSimulator();

const triggers = {
	listingRva: new ListingRvaTrigger(),
	virtualStagingAi: new VirtualStagingAiTrigger(),
	vigthoria: new VigthoriaTrigger(),
};

function propertyOf({ description }: INodeType, name: string, operation?: string): INodeProperties {
	const found = description.properties.find(
		(property) =>
			property.name === name &&
			(operation === undefined || property.displayOptions?.show?.operation?.includes(operation)),
	);
	if (found === undefined) throw new Error(`There is no parameter "${name}"`);
	return found;
}

const providers = {
	listingRva: { delivery: listingRvaDelivery, secretAdvice: 'only the trigger knows its secret' },
	virtualStagingAi: { delivery: virtualStagingAiDelivery, secretAdvice: 'Choose a long random text' },
	vigthoria: { delivery: vigthoriaDelivery, secretAdvice: 'dashboard' },
} as const;

describe.each([
	'listingRva webhook:sendTestEvent',
	'virtualStagingAi webhook:sendTestEvent',
	'vigthoria webhook:sendTestEvent',
] as const)('%s', (name) => {
	const provider = name.split(' ')[0] as keyof typeof providers;
	const { delivery, secretAdvice } = providers[provider];

	test.each(Object.keys(delivery.events))('delivers an authentic and well-formed %s', async (event) => {
		const receiver = await startReceiver((response) => response.writeHead(200).end('{"received":true}'));
		const [sent] = await jsonOf(simulator.current, name, { url: receiver.url, event });
		await receiver.close();

		const [{ headers, bytes }] = receiver.received as [Received];
		const verdict = verifyDelivery(
			delivery,
			{ body: bytes, headers },
			{
				secrets: [WEBHOOK_SECRET],
				events: [event],
				maxAge: 60_000,
				now: Date.now(),
			},
		);
		expect(verdict).toMatchObject({ outcome: 'accepted', event: { event } });
		expect(headers['content-type']).toBe('application/json');
		expect(headers.authorization).toBeUndefined();
		expect(sent).toEqual({
			statusCode: 200,
			body: { received: true },
			sent: { event, body: JSON.parse(bytes.toString()) as unknown },
		});
	});

	test('sends the body of the user instead of the sample', async () => {
		const receiver = await startReceiver((response) => response.writeHead(200).end('thanks'));
		const [sent] = await jsonOf(simulator.current, name, {
			url: receiver.url,
			options: { body: '{ "any": "thing" }' },
		});
		await receiver.close();

		expect(receiver.received[0]?.bytes.toString()).toBe('{"any":"thing"}');
		expect(sent).toMatchObject({ statusCode: 200, body: 'thanks', sent: { body: { any: 'thing' } } });
	});

	test.each([
		[400, '{"error":"no"}', 'did not find a JSON object'],
		[401, '{"error":"no"}', 'Does its credential have the same Webhook Secret?'],
		[403, '{"error":"no"}', 'Allowed IPs'],
		[404, 'Not found', 'Publish the workflow'],
		[409, '{"error":"no"}', 'Try again'],
		[503, '{"error":"no"}', 'See its n8n log'],
		[200, '{"received":true,"ignored":true}', 'is not selected under its Events'],
		[200, '{"received":true,"duplicate":true}', 'only once'],
	])('hints at what the answer %s %s means instead of failing', async (status, body, hint) => {
		const receiver = await startReceiver((response) => response.writeHead(status).end(body));
		const { items, hints } = await runAction(simulator.current, name, { url: receiver.url });
		await receiver.close();

		expect(items).toMatchObject([{ json: { statusCode: status } }]);
		expect(hints).toEqual([{ message: expect.stringContaining(hint), type: 'warning', location: 'outputPane' }]);
		expect(receiver.received).toHaveLength(1);
	});

	test('has nothing to add where the event started a workflow', async () => {
		const receiver = await startReceiver((response) => response.writeHead(200).end('{"received":true}'));
		const { hints } = await runAction(simulator.current, name, { url: receiver.url });
		await receiver.close();

		expect(hints).toEqual([]);
	});

	test('preselects an event that its trigger starts on', () => {
		const preselected = propertyOf(actionNodes[provider], 'event').default;
		expect(propertyOf(triggers[provider], 'events').default).toEqual(expect.arrayContaining([preselected]));
		expect(preselected).toBe((propertyOf(triggers[provider], 'events').default as string[])[0]);
	});

	test('begins the body that the user may give with the valid JSON of that event', () => {
		const [body] = propertyOf(actionNodes[provider], 'options', 'sendTestEvent').options as INodeProperties[];
		const { eventField } = delivery;
		expect(JSON.parse(body.default as string)).toMatchObject({
			[eventField]: propertyOf(actionNodes[provider], 'event').default,
		});
	});

	test('does not follow a redirect', async () => {
		const receiver = await startReceiver((response) => response.writeHead(302, { location: '/elsewhere' }).end());
		const [sent] = await jsonOf(simulator.current, name, { url: receiver.url });
		await receiver.close();

		expect(sent).toMatchObject({ statusCode: 302 });
		expect(receiver.received).toHaveLength(1);
	});

	test('says what to do where the credential has no secret, and sends nothing', async () => {
		const receiver = await startReceiver((response) => response.end());
		const error = await failAction(
			simulator.current,
			name,
			{ url: receiver.url },
			{ credential: { webhookSecret: '' } },
		);
		await receiver.close();

		expect(error.message).toBe('The credential has no Webhook Secret');
		expect(error.description).toContain(secretAdvice);
		expect(receiver.received).toHaveLength(0);
	});

	test.each(['', 'not a url', 'ftp://example.com/', '/webhook/1'])('refuses the URL "%s"', async (url) => {
		const error = await failAction(simulator.current, name, { url });

		expect(error.message).toMatch(/The parameter "URL" is/);
	});

	test('says so when nobody listens', async () => {
		const receiver = await startReceiver((response) => response.end());
		await receiver.close();
		const error = await failAction(simulator.current, name, { url: receiver.url });

		expect(error.message).toBe('The receiver could not be reached');
		expect(error.description).toContain('Check the URL');
	});

	test('lists the events there are when an expression names another', async () => {
		const error = await failAction(simulator.current, name, { url: 'http://127.0.0.1:9/', event: '={{ "toString" }}' });

		expect(error.message).toBe('There is no sample for the event "toString"');
		expect(error.description).toContain(Object.keys(delivery.events)[0]);
	});
});

describe.each([
	'listingRva webhook:verifySignature',
	'virtualStagingAi webhook:verifySignature',
	'vigthoria webhook:verifySignature',
] as const)('%s', (name) => {
	const { delivery, secretAdvice } = providers[name.split(' ')[0] as keyof typeof providers];
	const [event] = Object.keys(delivery.events) as [string];
	const body = (delivery.events as EventCatalogue)[event]!.sample(new Date());
	const text = JSON.stringify(body);
	const sign = (content: Buffer | string) => createHmac('sha256', WEBHOOK_SECRET).update(content).digest('hex');
	const file = (bytes: Buffer) => ({
		items: [{ json: {}, binary: { data: { mimeType: 'application/json', data: bytes.toString('base64') } } }],
	});

	test('recognises an authentic file and returns its event', async () => {
		const result = await jsonOf(simulator.current, name, { signature: sign(text) }, file(Buffer.from(text)));

		expect(result).toEqual([
			{
				valid: true,
				reason: null,
				message: null,
				verifiedBy: 'signature',
				event: expect.objectContaining({ provider: delivery.provider, event, body }) as object,
			},
		]);
	});

	test('recognises an authentic text and returns its event', async () => {
		const [result] = await jsonOf(simulator.current, name, { inputType: 'text', text, signature: sign(text) });

		expect(result).toMatchObject({ valid: true, event: { event } });
	});

	test('recognises an authentic parsed body', async () => {
		const [result] = await jsonOf(
			simulator.current,
			name,
			{ inputType: 'text', text: '={{ $json.body }}', signature: '={{ $json.headers.signature }}' },
			{ items: [{ json: { body: body as never, headers: { signature: sign(text) } } }] },
		);

		expect(result).toMatchObject({ valid: true });
	});

	describe.each<[string, (bytes: Buffer) => Buffer, (signature: string) => string, string, string]>([
		[
			'one byte is different',
			(bytes) => Buffer.from(bytes).fill(0x20, 0, 1),
			(signature) => signature,
			'signature-mismatch',
			'its signature does not match',
		],
		[
			'the signature is of another secret',
			(bytes) => bytes,
			() => createHmac('sha256', 'x').update(text).digest('hex'),
			'signature-mismatch',
			'its signature does not match',
		],
		['the signature is missing', (bytes) => bytes, () => '', 'signature-missing', 'it has no x-'],
		['the signature is no signature', (bytes) => bytes, () => 'xyz', 'signature-malformed', 'is not written in hex'],
	])('where %s', (_case, alter, signature, reason, why) => {
		const parameters = { signature: signature(sign(text)) };

		test('fails with what is wrong and what to do', async () => {
			const error = await failAction(simulator.current, name, parameters, file(alter(Buffer.from(text))));

			expect(error.message).toMatch(/^The delivery is not authentic: /);
			expect(error.message).toContain(why);
			expect(error.description).toMatch(/Either it is.*set When the Signature Is Wrong to Continue/);
			expect(error.context.itemIndex).toBe(0);
		});

		test('says so in the item where it is to continue', async () => {
			const more = { ...parameters, onMismatch: 'continue' };
			const result = await jsonOf(simulator.current, name, more, file(alter(Buffer.from(text))));

			expect(result).toEqual([
				{ valid: false, reason, message: expect.any(String) as string, verifiedBy: null, event: null },
			]);
			expect(result[0].message).toMatch(/^The delivery is not authentic: .*\. Either it is.*\.$/);
			expect(result[0].message).toContain(why);
		});

		test('fails where an expression results in nothing that is known', async () => {
			const more = { ...parameters, onMismatch: '={{ true }}' };
			const error = await failAction(simulator.current, name, more, file(alter(Buffer.from(text))));

			expect(error.message).toMatch(/^The delivery is not authentic: /);
		});
	});

	test('names the item that is forged', async () => {
		const items = [text, '{}'].flatMap((content) => file(Buffer.from(content)).items);
		const error = await failAction(simulator.current, name, { signature: sign(text) }, { items });

		expect(error.context.itemIndex).toBe(1);
	});

	test('takes an authentic list for authentic, and for no event', async () => {
		const result = await jsonOf(simulator.current, name, { inputType: 'text', text: '[1]', signature: sign('[1]') });

		expect(result).toEqual([
			{
				valid: true,
				reason: 'not-an-object',
				message: expect.stringMatching(/^It is authentic, but its body is not a JSON object\. /) as string,
				verifiedBy: 'signature',
				event: null,
			},
		]);
	});

	test('says what to do where the raw body is missing', async () => {
		const error = await failAction(simulator.current, name, { signature: sign(text) });

		expect(error.message).toBe('The raw body is missing');
		expect(error.description).toMatch(/Raw Body.*Webhook node/);
	});

	test('says what to do where the credential has no secret', async () => {
		const error = await failAction(
			simulator.current,
			name,
			{ inputType: 'text', text, signature: sign(text) },
			{ credential: { webhookSecret: ' ' } },
		);

		expect(error.description).toContain(secretAdvice);
	});

	test('sends nothing to anybody', async () => {
		await jsonOf(simulator.current, name, { inputType: 'text', text, signature: sign(text) });

		expect(simulator.current[name.split(' ')[0] as keyof typeof providers].requests).toHaveLength(0);
	});
});

interface Received {
	headers: IncomingHttpHeaders;
	bytes: Buffer;
}

async function startReceiver(answer: (response: ServerResponse) => void) {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, bytes: Buffer.concat(chunks) });
			answer(response);
		});
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	const close = async () => {
		const closed = new Promise((resolve) => {
			server.close(resolve);
		});
		server.closeAllConnections();
		await closed;
	};
	return { url: `http://127.0.0.1:${port}/hook`, received, close };
}
