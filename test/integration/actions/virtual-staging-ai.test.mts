import { readMetadata } from '../../../nodes/shared/tokens/metadata.ts';
import { waitUntil } from '../../harness/sleep.mts';
import { png } from '../../simulator/index.mts';
import { failAction, jsonOf, runAction, useSimulator, WEBHOOK_SECRET } from './run-action.mts';

const simulator = useSimulator();
const provider = () => simulator.current.virtualStagingAi;
const body = () => provider().requests[0]?.body;

const IMAGE = { imageUrl: 'https://example.com/room.jpg' };

async function createRender(variationCount = 1): Promise<string> {
	const [render] = await jsonOf(simulator.current, 'virtualStagingAi render:create', { ...IMAGE, variationCount });
	provider().requests.splice(0);
	return String(render?.id);
}

describe('virtualStagingAi account:get', () => {
	test('returns the account as the provider describes it', async () => {
		provider().account.photoLimit.staging = 'UNLIMITED';

		expect(await jsonOf(simulator.current, 'virtualStagingAi account:get')).toEqual([provider().account]);
	});
});

describe('virtualStagingAi account:ping', () => {
	test('succeeds when the API is up', async () => {
		expect(await jsonOf(simulator.current, 'virtualStagingAi account:ping')).toEqual([{ success: true }]);
		expect(provider().requests[0]).toMatchObject({ method: 'GET', path: '/status' });
	});
});

describe('virtualStagingAi render:create', () => {
	test('starts a render with what most users want', async () => {
		const [render] = await jsonOf(simulator.current, 'virtualStagingAi render:create', IMAGE);

		expect(render).toMatchObject({
			id: [...provider().renders.keys()][0],
			variations: { total_count: expect.any(Number) },
		});
		expect(body()).toEqual({
			image_url: 'https://example.com/room.jpg',
			config: {
				type: 'staging',
				add_furniture: { room_type: 'living', style: 'modern' },
				remove_furniture: { mode: 'auto' },
			},
			variation_count: 1,
		});
	});

	test('sends every documented field under its own name', async () => {
		await runAction(simulator.current, 'virtualStagingAi render:create', {
			...IMAGE,
			roomType: 'bed',
			style: 'coastal',
			removeFurniture: 'on',
			variationCount: 3,
			webhookUrl: 'https://n8n.example.com/webhook/1?item=7',
			additionalFields: {
				maskUrl: 'https://example.com/mask.png',
				addVirtuallyStagedWatermark: false,
				outputResolution: 1536,
			},
		});

		expect(body()).toEqual({
			image_url: 'https://example.com/room.jpg',
			webhook_url: 'https://n8n.example.com/webhook/1?item=7',
			variation_count: 3,
			config: {
				type: 'staging',
				add_furniture: { room_type: 'bed', style: 'coastal' },
				remove_furniture: { mode: 'on', mask_url: 'https://example.com/mask.png' },
				add_virtually_staged_watermark: false,
				output_resolution: 1536,
			},
		});
	});

	test('stages on a base variation without removing anything', async () => {
		const renderId = await createRender();
		const { items } = await runAction(simulator.current, 'virtualStagingAi render:get', { renderId });
		const variations = items[0]?.json.variations as { items: Array<{ id: string; type: string }> };
		const removal = variations.items.find(({ type }) => type === 'removal');
		provider().requests.splice(0);

		await runAction(simulator.current, 'virtualStagingAi render:create', {
			...IMAGE,
			additionalFields: { baseVariationId: removal?.id ?? '' },
		});

		expect(body()).toMatchObject({
			config: { add_furniture: { room_type: 'living', style: 'modern', base_variation_id: removal?.id } },
		});
		expect(body()).not.toHaveProperty('config.remove_furniture');
	});

	test('only removes furniture when asked to', async () => {
		await runAction(simulator.current, 'virtualStagingAi render:create', {
			...IMAGE,
			addFurniture: false,
			removeFurniture: 'on',
		});

		expect(body()).toMatchObject({ config: { type: 'staging', remove_furniture: { mode: 'on' } } });
		expect(body()).not.toHaveProperty('config.add_furniture');
	});

	test('refuses to do nothing', async () => {
		const error = await failAction(simulator.current, 'virtualStagingAi render:create', {
			...IMAGE,
			addFurniture: false,
			removeFurniture: 'off',
		});

		expect(error.message).toBe('There is nothing to do with the photo');
		expect(provider().requests).toHaveLength(0);
	});

	test('passes on a style and a room that it does not list', async () => {
		await runAction(simulator.current, 'virtualStagingAi render:create', {
			...IMAGE,
			roomType: '={{ "garage" }}',
			style: '={{ "bohemian" }}',
		});

		expect(body()).toMatchObject({ config: { add_furniture: { room_type: 'garage', style: 'bohemian' } } });
	});

	test('turns day to dusk', async () => {
		await runAction(simulator.current, 'virtualStagingAi render:create', {
			...IMAGE,
			processing: 'daytodusk',
			skyStyle: 'golden',
		});

		expect(body()).toEqual({
			image_url: 'https://example.com/room.jpg',
			config: { type: 'daytodusk', sky_style: 'golden' },
			variation_count: 1,
		});
	});

	test('sends a configuration of the user', async () => {
		await runAction(simulator.current, 'virtualStagingAi render:create', {
			...IMAGE,
			processing: 'custom',
			config: '{ "type": "enhancement", "brightness": 1 }',
			variationCount: 2,
		});

		expect(body()).toMatchObject({ config: { type: 'enhancement', brightness: 1 }, variation_count: 2 });
	});

	test('sends several configurations, each with its own number of variations', async () => {
		const config = { type: 'staging', add_furniture: { room_type: 'living', style: 'modern' } };
		await runAction(
			simulator.current,
			'virtualStagingAi render:create',
			{ ...IMAGE, processing: 'custom', config: '={{ $json.configs }}', variationCount: 2 },
			{ items: [{ json: { configs: [{ ...config, variation_count: 3 }, config] } }] },
		);

		expect(body()).toEqual({
			image_url: 'https://example.com/room.jpg',
			configs: [
				{ ...config, variation_count: 3 },
				{ ...config, variation_count: 2 },
			],
		});
	});

	test.each(['[]', '"staging"', '[1]'])('refuses the configuration %s', async (config) => {
		const error = await failAction(simulator.current, 'virtualStagingAi render:create', {
			...IMAGE,
			processing: 'custom',
			config,
		});

		expect(error.message).toBe('The parameter "Config" holds no configuration');
	});

	describe('from a file', () => {
		const file = (mimeType: string, bytes: Buffer) => ({
			items: [{ json: {}, binary: { photo: { mimeType, data: bytes.toString('base64') } } }],
		});
		const fromFile = { imageSource: 'binary', binaryPropertyName: 'photo' };

		test('sends it as a data URL of its type', async () => {
			await runAction(simulator.current, 'virtualStagingAi render:create', fromFile, file('image/png', png()));

			expect(body()).toMatchObject({ image_url: `data:image/png;base64,${png().toString('base64')}` });
		});

		test.each(['application/pdf', 'text/html', 'image/x-icon', 'image/png;charset=x'])(
			'refuses the type %s',
			async (type) => {
				const error = await failAction(
					simulator.current,
					'virtualStagingAi render:create',
					fromFile,
					file(type, png()),
				);

				expect(error.message).toBe('The file in "photo" is not a picture');
				expect(provider().requests).toHaveLength(0);
			},
		);

		test('refuses what is too large, with both sizes', async () => {
			const error = await failAction(
				simulator.current,
				'virtualStagingAi render:create',
				fromFile,
				file('image/jpeg', Buffer.alloc(21 * 1024 * 1024)),
			);

			expect(error.message).toBe('The file in "photo" is too large to be sent');
			expect(error.description).toContain('The file is 21.0 MB; the limit is 20.0 MB');
		});

		test('says so when there is no such file', async () => {
			const error = await failAction(simulator.current, 'virtualStagingAi render:create', fromFile);

			expect(error.message).toContain("binary file 'photo'");
		});
	});
});

describe('virtualStagingAi render:createAndWait', () => {
	test('starts a render whose events go to the execution, and lets n8n put it to sleep', async () => {
		provider().variationDurationMs = Infinity;
		const statuses: string[] = [];

		await runAction(simulator.current, 'virtualStagingAi render:createAndWait', IMAGE, {
			additionalData: { setExecutionStatus: (status) => statuses.push(status) },
		});

		expect(statuses).toEqual(['waiting']);
		expect(provider().webhookSecret).toBe(WEBHOOK_SECRET);
		expect(provider().requests.find(({ path }) => path === '/renders')?.body).toMatchObject({
			image_url: IMAGE.imageUrl,
			webhook_url: expect.stringContaining('/webhook-waiting/execution-1'),
		});
	});

	test('sends metadata along in the address to call, signed', async () => {
		provider().variationDurationMs = Infinity;

		await runAction(simulator.current, 'virtualStagingAi render:createAndWait', {
			...IMAGE,
			metadata: { entries: [{ key: 'listing', value: '4711' }] },
		});

		const { webhook_url } = provider().requests.find(({ path }) => path === '/renders')?.body as {
			webhook_url: string;
		};
		const { pathname, searchParams } = new URL(webhook_url);
		expect(pathname).toContain('/webhook-waiting/execution-1');
		expect(readMetadata(searchParams.get('metadata'), [WEBHOOK_SECRET])).toEqual({ listing: '4711' });
		expect(readMetadata(searchParams.get('metadata'), ['guessed'])).toBeNull();
	});

	test('does not put an execution to sleep that was cancelled meanwhile', async () => {
		provider().variationDurationMs = Infinity;
		const controller = new AbortController();
		const statuses: string[] = [];
		const running = runAction(simulator.current, 'virtualStagingAi render:createAndWait', IMAGE, {
			items: [{ json: {} }, { json: {} }, { json: {} }],
			node: { onError: 'continueRegularOutput' },
			abortSignal: controller.signal,
			additionalData: { setExecutionStatus: (status) => statuses.push(status) },
		});
		await waitUntil(() => provider().renders.size > 1 || undefined, { what: 'a second render', everyMs: 1 });
		controller.abort();
		await running;

		expect(provider().renders.size).toBeLessThan(3);
		expect(statuses).toEqual([]);
	});
});

describe('virtualStagingAi render:get', () => {
	test('returns the render with its variations', async () => {
		const renderId = await createRender(2);

		const [render] = await jsonOf(simulator.current, 'virtualStagingAi render:get', { renderId });

		expect(render).toMatchObject({ id: renderId, variations: { next_cursor: null, total_count: 3 } });
		expect(provider().requests[0]?.query).toEqual({
			include_variations: 'true',
			variations_limit: '50',
			variations_order: 'asc',
		});
	});

	test('follows the cursor until all variations are there', async () => {
		const renderId = await createRender(20);
		const all = [...(provider().renders.get(renderId)?.variations ?? [])].map(({ id }) => id);
		cutPagesTo(8);

		const [render] = await jsonOf(simulator.current, 'virtualStagingAi render:get', { renderId, returnAll: true });

		const { items } = render?.variations as { items: Array<{ id: string }> };
		expect(items.map(({ id }) => id)).toEqual(all);
		expect(provider().requests.map(({ query }) => query.variations_cursor)).toEqual([undefined, all[7], all[15]]);
	});

	test('gives no more variations than the limit', async () => {
		const renderId = await createRender(5);

		const [render] = await jsonOf(simulator.current, 'virtualStagingAi render:get', { renderId, limit: 2 });

		expect((render?.variations as { items: unknown[] }).items).toHaveLength(2);
		expect(provider().requests).toHaveLength(1);
	});

	test('asks for no variations that nobody wants', async () => {
		const renderId = await createRender();

		const [render] = await jsonOf(simulator.current, 'virtualStagingAi render:get', {
			renderId,
			includeVariations: false,
		});

		expect(render).not.toHaveProperty('variations');
		expect(provider().requests[0]?.query).toEqual({});
	});

	test('passes on a plain array of variations', async () => {
		const render = { id: 'rnd_1', variations: [{ id: 'var_1' }] };
		provider().faults.add({ fault: { kind: 'status', status: 200, body: render } });

		expect(await jsonOf(simulator.current, 'virtualStagingAi render:get', { renderId: 'rnd_1' })).toEqual([render]);
	});

	/** A provider may give less than it is asked for. */
	function cutPagesTo(size: number): void {
		const render = [...provider().renders.values()][0];
		const all = render?.variations ?? [];
		const get = (cursor: string | undefined) => {
			const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
			const items = all.slice(start, start + size).map(({ id }) => ({ id }));
			const next_cursor = start + size < all.length ? items.at(-1)?.id : null;
			return { id: render?.id, variations: { total_count: all.length, next_cursor, items } };
		};
		for (const cursor of [undefined, all[size - 1]?.id, all[2 * size - 1]?.id]) {
			provider().faults.add({ fault: { kind: 'status', status: 200, body: get(cursor) } });
		}
	}
});

describe('virtualStagingAi render:getAll', () => {
	const createMany = async (count: number) => {
		const ids: string[] = [];
		for (let i = 0; i < count; i++) ids.push(await createRender());
		return ids;
	};

	test('gives an item for each render, the newest first', async () => {
		const ids = await createMany(3);

		const items = await jsonOf(simulator.current, 'virtualStagingAi render:getAll');

		expect(items.map(({ id }) => id)).toEqual([...ids].reverse());
	});

	test('follows the cursor until all are there', async () => {
		const render = [...Array(230).keys()].map((i) => ({ id: `rnd_${i}`, createdAt: i, imageUrl: '', variations: [] }));
		for (const each of render) provider().renders.set(each.id, each);

		const items = await jsonOf(simulator.current, 'virtualStagingAi render:getAll', { returnAll: true, order: 'asc' });

		expect(items.map(({ id }) => id)).toEqual(render.map(({ id }) => id));
		expect(provider().requests.map(({ query }) => query.cursor)).toEqual([undefined, 'rnd_99', 'rnd_199']);
	});

	test('asks for no more than the limit', async () => {
		await createMany(3);

		const items = await jsonOf(simulator.current, 'virtualStagingAi render:getAll', { limit: 2 });

		expect(items).toHaveLength(2);
		expect(provider().requests.map(({ query }) => query.limit)).toEqual(['2']);
	});

	test('does not follow a cursor that leads in a circle', async () => {
		const page = { total_count: 9, next_cursor: 'rnd_1', items: [{ id: 'rnd_1' }] };
		provider().faults.add({ times: Infinity, fault: { kind: 'status', status: 200, body: page } });

		const items = await jsonOf(simulator.current, 'virtualStagingAi render:getAll', { returnAll: true });

		expect(items).toHaveLength(2);
	});

	test('understands a bare array', async () => {
		provider().faults.add({ fault: { kind: 'status', status: 200, body: [{ id: 'rnd_1' }, { id: 'rnd_2' }] } });

		expect(await jsonOf(simulator.current, 'virtualStagingAi render:getAll', { limit: 1 })).toEqual([{ id: 'rnd_1' }]);
	});
});

describe('virtualStagingAi variation:create', () => {
	test('adds variations to a render and gives an item for each', async () => {
		const renderId = await createRender();

		const items = await jsonOf(simulator.current, 'virtualStagingAi variation:create', {
			renderId,
			style: 'luxury',
			removeFurniture: 'off',
			variationCount: 2,
			webhookUrl: 'https://n8n.example.com/webhook/1',
		});

		expect(items).toEqual([
			expect.objectContaining({ render_id: renderId, type: 'staging' }),
			expect.objectContaining({ render_id: renderId, type: 'staging' }),
		]);
		expect(body()).toEqual({
			config: {
				type: 'staging',
				add_furniture: { room_type: 'living', style: 'luxury' },
				remove_furniture: { mode: 'off' },
			},
			variation_count: 2,
			webhook_url: 'https://n8n.example.com/webhook/1',
		});
	});

	test.each([
		['a page', { variations: { total_count: 1, next_cursor: null, items: [{ id: 'var_1' }] } }, [{ id: 'var_1' }]],
		['an array', { variations: [{ id: 'var_1' }] }, [{ id: 'var_1' }]],
		[
			'an empty array',
			{ variations: [] },
			[{ variations: [], issues: [expect.stringContaining('without returning')] }],
		],
	])('understands %s', async (_name, answer, expected) => {
		provider().faults.add({ fault: { kind: 'status', status: 201, body: answer } });

		expect(await jsonOf(simulator.current, 'virtualStagingAi variation:create', { renderId: 'rnd_1' })).toEqual(
			expected,
		);
	});

	test('takes one configuration at a time', async () => {
		const error = await failAction(simulator.current, 'virtualStagingAi variation:create', {
			renderId: 'rnd_1',
			processing: 'custom',
			config: '[{ "type": "staging" }]',
		});

		expect(error.message).toBe('Variations take one configuration at a time');
	});
});

describe('virtualStagingAi variation:get', () => {
	test.each([false, true])('returns a variation untouched (multi-view: %s)', async (multiView) => {
		provider().multiView = multiView;
		const renderId = await createRender();
		const variationId = provider().renders.get(renderId)?.variations.at(-1)?.id ?? '';
		provider().finishVariation(variationId);

		const [variation] = await jsonOf(simulator.current, 'virtualStagingAi variation:get', { renderId, variationId });

		const link = expect.objectContaining({ url: expect.stringContaining(variationId) });
		expect(variation).toMatchObject({ id: variationId, status: 'done', result: multiView ? [link, link] : link });
	});
});

describe('virtualStagingAi image:analyze', () => {
	test('returns the mask', async () => {
		const [analysis] = await jsonOf(simulator.current, 'virtualStagingAi image:analyze', {
			...IMAGE,
			webhookUrl: 'http://127.0.0.1:9/hook',
		});

		expect(analysis).toMatchObject({
			status: 'done',
			percentage_masked: 42.5,
			result_url: expect.stringContaining('mask'),
		});
		expect(body()).toEqual({ image_url: IMAGE.imageUrl, webhook_url: 'http://127.0.0.1:9/hook' });
	});

	test('takes a file', async () => {
		await runAction(
			simulator.current,
			'virtualStagingAi image:analyze',
			{ imageSource: 'binary' },
			{ items: [{ json: {}, binary: { data: { mimeType: 'image/png', data: png().toString('base64') } } }] },
		);

		expect(body()).toEqual({ image_url: `data:image/png;base64,${png().toString('base64')}` });
	});
});

describe('metadata of what is started', () => {
	const parameters = {
		...IMAGE,
		webhookUrl: 'https://n8n.example.com/webhook/1?item=7',
		metadata: { entries: [{ key: 'listing', value: '4711' }] },
	};

	test.each(['render:create', 'variation:create', 'image:analyze'] as const)(
		'travels in the address of %s',
		async (operation) => {
			const renderId = await createRender();
			provider().faults.add({ fault: { kind: 'status', status: 200, body: {} } });
			await runAction(simulator.current, `virtualStagingAi ${operation}`, { ...parameters, renderId });

			const { searchParams } = new URL((body() as { webhook_url: string }).webhook_url);
			expect(searchParams.get('item')).toBe('7');
			expect(readMetadata(searchParams.get('metadata'), [WEBHOOK_SECRET])).toEqual({ listing: '4711' });
		},
	);
});

describe('virtualStagingAi image:checkMultiView', () => {
	const urls = ['https://example.com/1.jpg', 'https://example.com/2.jpg'];
	const photos = { firstImageUrl: urls[0]!, secondImageUrl: urls[1]! };

	test('returns what the provider says of two photos', async () => {
		expect(await jsonOf(simulator.current, 'virtualStagingAi image:checkMultiView', photos)).toEqual([
			{ compatible: true },
		]);
		expect(body()).toEqual({ image_urls: urls });
	});

	test('sends the bare array when the field is refused', async () => {
		provider().faults.add({ fault: { kind: 'status', status: 422, body: { message: 'no' } } });

		expect(await jsonOf(simulator.current, 'virtualStagingAi image:checkMultiView', photos)).toEqual([
			{ compatible: true },
		]);
		expect(provider().requests[1]?.body).toEqual(urls);
	});

	test('uses the field that the user names', async () => {
		await runAction(simulator.current, 'virtualStagingAi image:checkMultiView', {
			...photos,
			options: { fieldName: 'views' },
		});

		expect(body()).toEqual({ views: urls });
	});
});

describe('virtualStagingAi webhookSecret:set', () => {
	test('sets the secret of the credential and does not repeat it', async () => {
		expect(await jsonOf(simulator.current, 'virtualStagingAi webhookSecret:set')).toEqual([{ success: true }]);
		expect(provider().webhookSecret).toBe(WEBHOOK_SECRET);
	});

	test('sets a secret of its own and does not repeat it', async () => {
		const items = await jsonOf(simulator.current, 'virtualStagingAi webhookSecret:set', {
			webhookSecret: 'another-one',
		});

		expect(items).toEqual([{ success: true }]);
		expect(provider().webhookSecret).toBe('another-one');
	});

	test('returns a secret that the provider answers with instead', async () => {
		provider().secretSource = 'server';

		const [json] = await jsonOf(simulator.current, 'virtualStagingAi webhookSecret:set');

		expect(json).toMatchObject({ success: true, webhookSecret: provider().webhookSecret, notice: expect.any(String) });
	});

	test.each([400, 422] as const)('finds the name of the field when the first is refused with %s', async (status) => {
		provider().secretField = 'webhook_secret';
		provider().secretRefusalStatus = status;

		await runAction(simulator.current, 'virtualStagingAi webhookSecret:set');

		expect(provider().webhookSecret).toBe(WEBHOOK_SECRET);
	});

	test('uses the field that the user names', async () => {
		provider().faults.add({ fault: { kind: 'status', status: 200, body: {} } });

		await runAction(simulator.current, 'virtualStagingAi webhookSecret:set', { options: { fieldName: 'key' } });

		expect(body()).toEqual({ key: WEBHOOK_SECRET });
	});

	test('says what to do where there is no secret', async () => {
		const error = await failAction(
			simulator.current,
			'virtualStagingAi webhookSecret:set',
			{},
			{
				credential: { webhookSecret: '' },
			},
		);

		expect(error.message).toBe('The credential has no Webhook Secret');
		expect(error.description).toContain('Choose a long random text');
	});

	test('is set by Create and Wait itself, so that without one it only has to be entered', async () => {
		const error = await failAction(
			simulator.current,
			'virtualStagingAi render:createAndWait',
			{ imageUrl: 'https://example.com/room.jpg' },
			{ credential: { webhookSecret: '' } },
		);

		expect(error.message).toBe('The credential has no Webhook Secret');
		expect(error.description).toMatch(/execute the node again: it makes the account sign with it\.$/);
		expect(error.description).not.toContain('Trigger');
	});

	test('keeps the secret out of an error even if the provider repeats it', async () => {
		provider().faults.add({
			times: Infinity,
			fault: { kind: 'status', status: 400, body: { message: 'too short: my-own-secret' } },
		});
		const error = await failAction(simulator.current, 'virtualStagingAi webhookSecret:set', {
			webhookSecret: 'my-own-secret',
		});

		expect(error.description).toContain('too short: ***');
	});
});

describe('virtualStagingAi webhookSecret:remove', () => {
	test('removes the secret', async () => {
		provider().webhookSecret = 'x';

		expect(await jsonOf(simulator.current, 'virtualStagingAi webhookSecret:remove')).toEqual([{ success: true }]);
		expect(provider().webhookSecret).toBeNull();
	});

	test('is content when there is none', async () => {
		provider().faults.add({ fault: { kind: 'status', status: 404, body: { message: 'none' } } });

		expect(await jsonOf(simulator.current, 'virtualStagingAi webhookSecret:remove')).toEqual([{ success: true }]);
	});
});
