/** Follows docs/add-a-sender.md to the letter, in a copy of the package. */
import { createHmac } from 'node:crypto';

import type { INodeProperties, INodeType } from 'n8n-workflow';

import type { verifyDelivery } from '../../nodes/shared/delivery/verify.ts';
import type { Sender } from '../../nodes/SignedWebhook/sender.ts';
import { copySources, filesOfPage, type SourceCopy } from './support/page-code.mts';

const FILE = 'nodes/SignedWebhook/senders/pixelToy.ts';
const LIST = 'nodes/SignedWebhook/senders/index.ts';
const SECRET = 'the secret of the page';
const NOW = 1_700_000_000;

// Compiling a package and loading n8n's own take their time on a busy machine.
jest.setTimeout(120_000);

let files: Map<string, string>;
let copy: SourceCopy;

beforeAll(async () => {
	files = await filesOfPage('add-a-sender.md');
	copy = await copySources();
	for (const [file, content] of files) await copy.add(file, content);
	await copy.change(LIST, (list) =>
		list
			.replace('import { replicate }', "import { pixelToy } from './pixelToy';\nimport { replicate }")
			.replace('\treplicate,', '\tpixelToy,\n\treplicate,'),
	);
	await copy.compile();
});

afterAll(async () => {
	await copy?.remove();
});

const sender = (): Sender => copy.load<{ pixelToy: Sender }>('nodes/SignedWebhook/senders/pixelToy.js').pixelToy;

function verdictOf(secret: string) {
	const body = Buffer.from('{"kind":"picture.ready","picture":{"id":"pic_1","link":"https://example.com/1.png"}}');
	const signature = createHmac('sha256', secret).update(`${NOW}.`).update(body).digest('hex');
	const kernel = copy.load<{ verifyDelivery: typeof verifyDelivery }>('nodes/shared/delivery/verify.js');
	return kernel.verifyDelivery(
		sender().delivery,
		{ body, headers: { 'x-pixeltoy-signature': `t=${NOW},v1=${signature}` } },
		{ secrets: [SECRET], events: ['*'], maxAge: 0, now: NOW * 1000 },
	);
}

/** The values of the options of all parameters of a name. */
function valuesOf(properties: readonly INodeProperties[], name: string): unknown[] {
	const options = properties.filter((property) => property.name === name).flatMap((property) => property.options ?? []);
	return options.map((option) => ('value' in option ? option.value : undefined));
}

describe('a sender that is added as the page says', () => {
	it('is one file', () => {
		expect([...files.keys()]).toEqual([FILE]);
	});

	it('is offered by the trigger, with its events', () => {
		const { SignedWebhookTrigger } = copy.load<{ SignedWebhookTrigger: new () => INodeType }>(
			'nodes/SignedWebhook/SignedWebhookTrigger.node.js',
		);
		const { properties } = new SignedWebhookTrigger().description;
		expect(valuesOf(properties, 'sender')).toContain('pixelToy');
		expect(valuesOf(properties, 'events')).toEqual(expect.arrayContaining(['picture.ready', 'picture.failed']));
	});

	it('is offered by the action node', () => {
		const { SignedWebhook } = copy.load<{ SignedWebhook: new () => INodeType }>(
			'nodes/SignedWebhook/SignedWebhook.node.js',
		);
		expect(valuesOf(new SignedWebhook().description.properties, 'sender')).toContain('pixelToy');
	});

	it('delivers generation events', () => {
		expect(verdictOf(SECRET)).toMatchObject({
			outcome: 'accepted',
			event: {
				provider: 'pixelToy',
				event: 'picture.ready',
				id: 'pic_1:picture.ready',
				timestamp: new Date(NOW * 1000).toISOString(),
				status: 'completed',
				jobId: 'pic_1',
				results: [{ url: 'https://example.com/1.png' }],
				error: null,
			},
		});
	});

	it('cannot be forged', () => {
		expect(verdictOf('a guess')).toEqual({ outcome: 'unauthorized', reason: 'signature-mismatch' });
	});

	it('has samples that agree with its own schemas', () => {
		for (const { schema, sample } of Object.values(sender().delivery.events)) {
			expect(schema.safeParse(sample(new Date())).success).toBe(true);
		}
	});
});
