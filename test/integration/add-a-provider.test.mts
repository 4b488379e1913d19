/** Follows docs/add-a-provider.md to the letter, in a copy of the package. */
import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import type { INodeType } from 'n8n-workflow';

import type { DeliveryDefinition } from '../../nodes/shared/delivery/definition.ts';
import type { verifyDelivery } from '../../nodes/shared/delivery/verify.ts';
import { copySources, filesOfPage, type SourceCopy } from './support/page-code.mts';

type Kernel = { verifyDelivery: typeof verifyDelivery };
type Manifest = { n8n: { credentials: string[]; nodes: string[] } };

const SECRET = 'the secret of the page';

// Compiling a package and loading n8n's own take their time on a busy machine.
jest.setTimeout(120_000);

function withEntries(manifest: Manifest, additions: Manifest): Manifest {
	return {
		...manifest,
		n8n: {
			...manifest.n8n,
			credentials: [...manifest.n8n.credentials, ...additions.n8n.credentials],
			nodes: [...manifest.n8n.nodes, ...additions.n8n.nodes],
		},
	};
}

let files: Map<string, string>;
let copy: SourceCopy;

beforeAll(async () => {
	files = await filesOfPage('add-a-provider.md');
	copy = await copySources();
	for (const [file, content] of files) {
		if (file !== 'package.json') await copy.add(file, content);
		else {
			await copy.change(file, (before) =>
				JSON.stringify(withEntries(JSON.parse(before) as Manifest, JSON.parse(content) as Manifest)),
			);
		}
	}
	await copy.compile();
});

afterAll(async () => {
	await copy?.remove();
});

describe('a provider that is added as the page says', () => {
	it('needs its own folder, its credential and entries in package.json, and nothing else', () => {
		const others = [...files.keys()].filter((file) => !file.startsWith('nodes/PixelToy/'));
		expect(others).toEqual(['credentials/PixelToyApi.credentials.ts', 'package.json']);
	});

	it('has everything that package.json and its node name', async () => {
		const { n8n } = JSON.parse(await readFile(copy.path('package.json'), 'utf8')) as Manifest;
		const compiled = await readdir(copy.path('dist'), { recursive: true });
		for (const file of [...n8n.credentials, ...n8n.nodes]) {
			expect(compiled).toContain(path.relative('dist', file));
		}
		const icons = [...files.keys()].filter((file) => file.endsWith('.svg'));
		expect(icons.map((file) => path.basename(file))).toEqual(['pixelToy.svg', 'pixelToy.dark.svg']);
	});

	it('is a trigger that n8n can load, with its events to choose from', () => {
		const { PixelToyTrigger } = copy.load<{ PixelToyTrigger: new () => INodeType }>(
			'nodes/PixelToy/PixelToyTrigger.node.js',
		);
		const { description, webhook, execute, webhookMethods } = new PixelToyTrigger();
		expect(description.properties.find(({ name }) => name === 'events')?.options).toEqual([
			expect.objectContaining({ value: 'picture.failed' }),
			expect.objectContaining({ value: 'picture.ready' }),
			expect.objectContaining({ value: '*' }),
		]);
		expect([webhook, execute, webhookMethods?.default?.create]).toEqual(Array(3).fill(expect.any(Function)));
	});

	describe('receives', () => {
		const body = Buffer.from(
			'{"kind":"picture.ready","event_id":"evt_1","sent_at":1634567890123,"picture":{"id":"pic_1","link":"https://example.com/1.png"}}',
		);
		const signedWith = (secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

		const examine = (signature: string) => {
			const { pixelToyDelivery } = copy.load<{ pixelToyDelivery: DeliveryDefinition }>('nodes/PixelToy/delivery.js');
			const kernel = copy.load<Kernel>('nodes/shared/delivery/verify.js');
			return kernel.verifyDelivery(
				pixelToyDelivery,
				{ body, headers: { 'x-pixeltoy-signature': signature } },
				{ secrets: [SECRET], events: ['*'], maxAge: 0, now: Date.now() },
			);
		};

		it('a signed delivery as a generation event', () => {
			expect(examine(signedWith(SECRET))).toMatchObject({
				outcome: 'accepted',
				event: {
					provider: 'pixelToy',
					event: 'picture.ready',
					id: 'evt_1',
					timestamp: '2021-10-18T14:38:10.123Z',
					status: 'completed',
					jobId: 'pic_1',
					variationId: null,
					results: [{ url: 'https://example.com/1.png' }],
					error: null,
					body: JSON.parse(body.toString()) as unknown,
				},
			});
		});

		it('no forged delivery', () => {
			expect(examine(signedWith('a guess'))).toEqual({ outcome: 'unauthorized', reason: 'signature-mismatch' });
		});
	});

	it('has samples that agree with its own schemas', () => {
		const { pixelToyDelivery } = copy.load<{ pixelToyDelivery: DeliveryDefinition }>('nodes/PixelToy/delivery.js');
		for (const { schema, sample } of Object.values(pixelToyDelivery.events)) {
			expect(schema.safeParse(sample(new Date())).success).toBe(true);
		}
	});
});
