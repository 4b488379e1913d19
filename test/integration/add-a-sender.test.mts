/** Follows docs/add-a-sender.md to the letter, in a copy of the package. */
import { createHmac } from 'node:crypto';

import type { INodeProperties, INodeType } from 'n8n-workflow';

import type { verifyDelivery } from '../../nodes/shared/delivery/verify.ts';
import type { Sender } from '../../nodes/SignedWebhook/sender.ts';
import { copySources, filesOfPage, type SourceCopy } from './support/page-code.mts';

const FILE = 'nodes/SignedWebhook/senders/pixelToy.ts';
const ROWS = 'nodes/SignedWebhook/catalogue/toys.ts';
const CATALOGUE = 'nodes/SignedWebhook/catalogue/index.ts';
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
	await copy.change(CATALOGUE, (index) =>
		index
			.replace('import type { SenderRow }', "import { toys } from './toys';\nimport type { SenderRow }")
			.replace('\t...productivity,', '\t...productivity,\n\t...toys,'),
	);
	await copy.compile();
});

afterAll(async () => {
	await copy?.remove();
});

const file = (): Sender => copy.load<{ pixelToy: Sender }>('nodes/SignedWebhook/senders/pixelToy.js').pixelToy;

const row = (): Sender =>
	copy
		.load<{ knownSenders: Sender[] }>('nodes/SignedWebhook/known-senders.js')
		.knownSenders.find(({ delivery }) => delivery.provider === 'pixelToyRow')!;

function verdictOf(secret: string, sender = file) {
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
	it('is one file, or a row of one', () => {
		expect([...files.keys()]).toEqual([ROWS, FILE]);
	});

	it('is offered by the trigger, with its events', () => {
		const { SignedWebhookTrigger } = copy.load<{ SignedWebhookTrigger: new () => INodeType }>(
			'nodes/SignedWebhook/SignedWebhookTrigger.node.js',
		);
		const { properties } = new SignedWebhookTrigger().description;
		expect(valuesOf(properties, 'sender')).toEqual(expect.arrayContaining(['pixelToy', 'pixelToyRow']));
		expect(valuesOf(properties, 'events')).toEqual(expect.arrayContaining(['picture.ready', 'picture.failed']));
	});

	it('is offered by the action node', () => {
		const { SignedWebhook } = copy.load<{ SignedWebhook: new () => INodeType }>(
			'nodes/SignedWebhook/SignedWebhook.node.js',
		);
		expect(valuesOf(new SignedWebhook().description.properties, 'sender')).toContain('pixelToy');
	});

	it.each([
		['pixelToy', file],
		['pixelToyRow', row],
	])('delivers generation events: %s', (provider, sender) => {
		expect(verdictOf(SECRET, sender)).toMatchObject({
			outcome: 'accepted',
			event: {
				provider,
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
		for (const sender of [file, row]) {
			expect(verdictOf('a guess', sender)).toEqual({ outcome: 'unauthorized', reason: 'signature-mismatch' });
		}
	});

	it('has samples that agree with its own schemas', () => {
		for (const { schema, sample } of Object.values(file().delivery.events)) {
			expect(schema.safeParse(sample(new Date())).success).toBe(true);
		}
	});
});
