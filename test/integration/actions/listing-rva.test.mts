import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { listingRvaApi } from '../../../nodes/ListingRva/api.ts';
import { withAssetUrls } from '../../../nodes/ListingRva/asset-results.ts';
import { downloadFile } from '../../../nodes/shared/http/download.ts';
import { json } from '../../simulator/answers.mts';
import { png } from '../../simulator/index.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { actionNodes, failAction, jsonOf, runAction, useSimulator } from './run-action.mts';

const simulator = useSimulator();
const provider = () => simulator.current.listingRva;

const byId = (id: string) => ({ webhookId: { __rl: true, mode: 'id', value: id } });

describe('listingRva image:generate', () => {
	const product = { productId: 'prod_mug', style: 'hero_white_bg' };

	test('starts a job and returns its id', async () => {
		const [job] = await jsonOf(simulator.current, 'listingRva image:generate', product);

		expect(job).toEqual({ jobId: [...provider().jobs.keys()][0] });
		expect(provider().requests[0]?.body).toEqual(product);
	});

	test('sends every documented field under its own name', async () => {
		await runAction(simulator.current, 'listingRva image:generate', {
			...product,
			additionalFields: {
				platform: 'shopify',
				outputSize: '2000x2000',
				primaryImageUrl: 'https://example.com/mug.jpg',
				customPrompt: 'soft light',
				context: 'on a table',
				season: 'winter',
				aiModel: 'studio',
				customFields: '{ "variants": 2 }',
			},
		});

		expect(provider().requests[0]?.body).toEqual({
			...product,
			platform: 'shopify',
			outputSize: { w: 2000, h: 2000 },
			primaryImageUrl: 'https://example.com/mug.jpg',
			customPrompt: 'soft light',
			context: 'on a table',
			season: 'winter',
			aiModel: 'studio',
			variants: 2,
		});
	});

	test.each([
		['={{ "1500x1200" }}', { w: 1500, h: 1200 }],
		['={{ 1200 }}', { w: 1200, h: 1200 }],
		['={{ ({ w: 1000, h: 2000 }) }}', { w: 1000, h: 2000 }],
	])('understands an output size from the expression %s', async (outputSize, sent) => {
		await runAction(simulator.current, 'listingRva image:generate', {
			...product,
			additionalFields: { outputSize },
		});

		expect(provider().requests[0]?.body).toEqual({ ...product, outputSize: sent });
	});

	test('passes on a platform that it does not list', async () => {
		await runAction(simulator.current, 'listingRva image:generate', {
			...product,
			additionalFields: { platform: '={{ "etsy" }}' },
		});

		expect(provider().requests[0]?.body).toMatchObject({ platform: 'etsy' });
	});

	test('leaves out what is empty', async () => {
		await runAction(simulator.current, 'listingRva image:generate', {
			...product,
			additionalFields: { season: '', customFields: '' },
		});

		expect(provider().requests[0]?.body).toEqual(product);
	});

	test('names the parameter whose expression gives nothing, and sends nothing', async () => {
		const error = await failAction(simulator.current, 'listingRva image:generate', {
			...product,
			productId: '={{ $json.missing }}',
		});

		expect(error.message).toBe('The parameter "Product" is empty');
		expect(provider().requests).toHaveLength(0);
	});

	test.each([
		['{ "variants": 2, }', 'The parameter "Custom Fields (JSON)" is not valid JSON'],
		['[1]', 'The parameter "Custom Fields (JSON)" is not a JSON object'],
	])('refuses the custom fields %s', async (customFields, message) => {
		const error = await failAction(simulator.current, 'listingRva image:generate', {
			...product,
			additionalFields: { customFields },
		});

		expect(error.message).toBe(message);
	});

	test('says that credits are missing', async () => {
		provider().credits = 0;
		const error = await failAction(simulator.current, 'listingRva image:generate', product);

		expect(error.message).toBe('The ListingRVA AI account has too few credits');
		expect(error.description).toContain('Top up');
	});
});

describe('listingRva job:get', () => {
	test('returns the job as the provider describes it', async () => {
		const [{ jobId }] = await jsonOf(simulator.current, 'listingRva image:generate', {
			productId: 'prod_mug',
			style: 'hero_white_bg',
		});
		provider().finishJob(String(jobId));

		const [job] = await jsonOf(simulator.current, 'listingRva job:get', { jobId: String(jobId) });

		expect(job).toMatchObject({ jobId, status: 'completed', assetIds: [expect.any(String)] });
	});
});

describe('listingRva asset:get', () => {
	test.each(['bare', 'asset', 'data'] as const)('returns an asset in the shape "%s" untouched', async (shape) => {
		provider().shapes.asset = shape;
		const asset = provider().addAsset();

		const [json] = await jsonOf(simulator.current, 'listingRva asset:get', { assetId: asset.id });

		expect(json).toEqual(shape === 'bare' ? asset : { [shape]: asset });
	});

	test('keeps an id to its own part of the path', async () => {
		const error = await failAction(simulator.current, 'listingRva asset:get', { assetId: '../webhooks' });

		expect(error.message).toBe('ListingRVA AI has no "../webhooks" (404)');
		expect(provider().requests[0]?.url).toBe('/api/assets/..%2Fwebhooks');
	});
});

describe('listingRva asset:download', () => {
	test.each(['bare', 'asset', 'data'] as const)('returns the file of an asset in the shape "%s"', async (shape) => {
		provider().shapes.asset = shape;
		const asset = provider().addAsset();

		const { items } = await runAction(simulator.current, 'listingRva asset:download', { assetId: asset.id });

		expect(items).toHaveLength(1);
		expect(items[0]?.binary?.data).toMatchObject({
			mimeType: 'image/png',
			fileName: `${asset.id}.png`,
			fileExtension: 'png',
		});
		expect(items[0]?.json).toEqual(shape === 'bare' ? asset : { [shape]: asset });
	});

	test('puts the file into the field of choice', async () => {
		const { id } = provider().addAsset();

		const { items } = await runAction(simulator.current, 'listingRva asset:download', {
			assetId: id,
			binaryPropertyName: 'picture',
		});

		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['picture']);
	});

	test('never sends the credential to the host of the file', async () => {
		const { id } = provider().addAsset();

		await runAction(simulator.current, 'listingRva asset:download', { assetId: id });

		expect(simulator.current.files.requests).toHaveLength(1);
		expect(simulator.current.files.requests[0]?.headers.authorization).toBeUndefined();
	});

	test('sends the credential where the API itself holds the file, but not to where it redirects', async () => {
		const { files } = simulator.current;
		const asset = provider().addAsset();
		const api = await startApi((path) =>
			path === '/file' ? { location: files.url('moved.png') } : { json: { url: `${api.origin}/file` } },
		);

		const { items } = await runAction(
			simulator.current,
			'listingRva asset:download',
			{ assetId: asset.id },
			{ credential: { baseUrl: api.origin } },
		);
		await api.close();

		expect(items[0]?.binary?.data).toMatchObject({ fileName: 'moved.png' });
		expect(api.authorized).toEqual([true, true]);
		expect(files.requests[0]?.headers.authorization).toBeUndefined();
	});

	test('takes name and type from what the host of the file says', async () => {
		const { files } = simulator.current;
		const asset = provider().addAsset();
		asset.url = files.add('download', {
			bytes: png(),
			contentType: 'image/png; charset=binary',
			disposition: 'attachment; filename="../a mug.png"',
		});

		const { items } = await runAction(simulator.current, 'listingRva asset:download', { assetId: asset.id });

		expect(items[0]?.binary?.data).toMatchObject({ mimeType: 'image/png', fileName: 'a mug.png' });
	});

	test('tries again when the host of the file is overloaded', async () => {
		const { files } = simulator.current;
		files.faults.add({ fault: { kind: 'status', status: 503, headers: { 'retry-after': '0' } } });
		const { id } = provider().addAsset();

		const { items } = await runAction(simulator.current, 'listingRva asset:download', { assetId: id });

		expect(items[0]?.binary?.data?.bytes).toBeGreaterThan(0);
		expect(files.requests).toHaveLength(2);
	});

	test('says so when the link has expired', async () => {
		const asset = provider().addAsset();
		asset.url = simulator.current.files.url('missing');
		const error = await failAction(simulator.current, 'listingRva asset:download', { assetId: asset.id });

		expect(error.message).toBe('The file could not be downloaded (404)');
		expect(error.description).toContain('expire');
	});

	test('says so when the asset has no link', async () => {
		const asset = provider().addAsset();
		asset.url = '';
		asset.thumbnailUrl = '';
		const error = await failAction(simulator.current, 'listingRva asset:download', { assetId: asset.id });

		expect(error.message).toBe('The asset has no link to a file');
	});

	test('refuses plain http where the API is secure', async () => {
		const context = makeExecuteContext({
			nodeType: actionNodes.listingRva,
			credentials: { listingRvaApi: { accessToken: 'token', baseUrl: 'https://api.example.com/api' } },
		});
		const download = downloadFile(context, listingRvaApi, simulator.current.files.url('image.png'), {
			fallbackName: 'image',
		});

		await expect(download).rejects.toThrow('The file is not at a secure address');
		expect(simulator.current.files.requests).toHaveLength(0);
	});

	test('gives up on an address that redirects in a circle', async () => {
		const circle = await startApi(() => ({ location: '/again' }));
		const asset = provider().addAsset();
		asset.url = `${circle.origin}/start`;
		const error = await failAction(simulator.current, 'listingRva asset:download', { assetId: asset.id });
		await circle.close();

		expect(error.description).toBe('Its URL redirects too many times.');
		expect(circle.authorized).toEqual(Array(6).fill(false));
	});
});

describe('the results of an event', () => {
	test('keep the ID of an asset that cannot be looked up, and the event says why', async () => {
		const { id, url } = provider().addAsset();
		const context = makeExecuteContext({
			nodeType: actionNodes.listingRva,
			credentials: { listingRvaApi: { ...provider().credentials, baseUrl: provider().baseUrl } },
		});
		const event = {
			provider: 'listingRva',
			event: 'image.generated',
			id: 'job_1|image.generated',
			timestamp: null,
			status: 'completed' as const,
			jobId: 'job_1',
			variationId: null,
			results: [{ assetId: 'gone' }, { assetId: id }],
			error: null,
			verifiedBy: 'signature' as const,
			body: {},
		};

		expect(await withAssetUrls(context, event)).toEqual({
			...event,
			results: [{ assetId: 'gone' }, { assetId: id, url }],
			issues: ['asset "gone": ListingRVA AI has no "gone" (404)'],
		});
	});
});

describe('listingRva product:getAll', () => {
	test.each(['bare', 'products', 'data'] as const)(
		'gives an item for each product of the shape "%s"',
		async (shape) => {
			provider().shapes.products = shape;

			const items = await jsonOf(simulator.current, 'listingRva product:getAll');

			expect(items).toEqual(provider().products);
		},
	);

	test('gives no more than the limit', async () => {
		const items = await jsonOf(simulator.current, 'listingRva product:getAll', { limit: 1 });

		expect(items).toEqual([provider().products[0]]);
	});

	test('gives all where the user wants all', async () => {
		provider().products.push(...Array.from({ length: 60 }, (_, i) => ({ id: `p${i}`, title: 'Mug' })));

		const items = await jsonOf(simulator.current, 'listingRva product:getAll', { returnAll: true });

		expect(items).toHaveLength(62);
	});

	test('passes on an answer that it does not understand', async () => {
		provider().faults.add({ fault: { kind: 'status', status: 200, body: { total: 0 } } });

		expect(await jsonOf(simulator.current, 'listingRva product:getAll')).toEqual([{ total: 0 }]);
	});
});

describe('listingRva webhook:create', () => {
	const url = 'https://n8n.example.com/webhook/1';

	test.each(['bare', 'webhook', 'data'] as const)(
		'returns the secret of an answer in the shape "%s", with a warning',
		async (shape) => {
			provider().shapes.registration = shape;

			const { items, hints } = await runAction(simulator.current, 'listingRva webhook:create', { url });

			const [endpoint] = provider().endpoints.values();
			expect(items[0]?.json).toMatchObject({
				id: endpoint?.id,
				secret: endpoint?.secret,
				notice: expect.stringContaining('shown only once'),
			});
			expect(endpoint).toMatchObject({ url, events: ['image.generated'] });
			expect(hints).toEqual([expect.objectContaining({ type: 'warning', location: 'outputPane' })]);
		},
	);

	test('takes the ID from the object that holds the secret', async () => {
		const body = { id: 'req_1', workspace: { id: 'ws_1' }, webhook: { id: 'wh_1', secret: 'whsec_of_the_test' } };
		provider().faults.add({ fault: { kind: 'status', status: 201, body } });

		const [json] = await jsonOf(simulator.current, 'listingRva webhook:create', { url });

		expect(json).toMatchObject({ id: 'wh_1', secret: 'whsec_of_the_test' });
	});

	test('says so when the response contains no secret', async () => {
		provider().faults.add({ fault: { kind: 'status', status: 201, body: { id: 'wh_1' } } });

		const [json] = await jsonOf(simulator.current, 'listingRva webhook:create', { url });

		expect(json).toEqual({ id: 'wh_1', secret: null, notice: 'ListingRVA AI returned no secret.' });
	});
});

describe('listingRva webhook:getAll', () => {
	test.each(['bare', 'webhooks', 'data'] as const)(
		'gives an item for each endpoint of the shape "%s"',
		async (shape) => {
			provider().shapes.webhooks = shape;
			const { id, url, events } = provider().addEndpoint('https://example.com/1');

			expect(await jsonOf(simulator.current, 'listingRva webhook:getAll')).toEqual([{ id, url, events }]);
		},
	);

	test('gives no item where there is no endpoint', async () => {
		expect(await jsonOf(simulator.current, 'listingRva webhook:getAll')).toEqual([]);
	});
});

describe('listingRva webhook:update', () => {
	test('changes the URL and nothing else', async () => {
		const endpoint = provider().addEndpoint('https://example.com/1');

		await runAction(simulator.current, 'listingRva webhook:update', {
			...byId(endpoint.id),
			url: 'https://example.com/2',
		});

		expect(provider().requests[0]?.body).toEqual({ url: 'https://example.com/2' });
		expect(endpoint.url).toBe('https://example.com/2');
	});

	test('changes the events', async () => {
		provider().knownEvents.add('image.failed');
		const endpoint = provider().addEndpoint('https://example.com/1');

		await runAction(simulator.current, 'listingRva webhook:update', {
			...byId(endpoint.id),
			events: '={{ ["image.generated", "image.failed"] }}',
		});

		expect(endpoint.events).toEqual(['image.generated', 'image.failed']);
	});

	test('asks for something to change', async () => {
		const { id } = provider().addEndpoint('https://example.com/1');
		const error = await failAction(simulator.current, 'listingRva webhook:update', byId(id));

		expect(error.message).toBe('There is nothing to change');
		expect(provider().requests).toHaveLength(0);
	});
});

describe.each(['OK', ''])('the answer %j of ListingRVA AI', (body) => {
	beforeEach(() => {
		provider().addEndpoint('https://example.com/1');
		provider().faults.add({ fault: { kind: 'status', status: 200, body } });
	});

	test('is a success of webhook:update', async () => {
		const items = await jsonOf(simulator.current, 'listingRva webhook:update', {
			...byId('wh_1'),
			url: 'https://example.com/2',
		});

		expect(items).toEqual([{ success: true }]);
	});

	test('is a success of webhook:delete', async () => {
		expect(await jsonOf(simulator.current, 'listingRva webhook:delete', byId('wh_1'))).toEqual([{ deleted: true }]);
	});
});

describe('listingRva webhook:delete', () => {
	test('removes the endpoint', async () => {
		const { id } = provider().addEndpoint('https://example.com/1');

		expect(await jsonOf(simulator.current, 'listingRva webhook:delete', byId(id))).toEqual([{ deleted: true }]);
		expect(provider().endpoints.size).toBe(0);
	});

	test('fails for an endpoint that is not there', async () => {
		const error = await failAction(simulator.current, 'listingRva webhook:delete', byId('wh_none'));

		expect(error.message).toBe('ListingRVA AI has no "wh_none" (404)');
	});

	test('takes an id that was chosen from the list', async () => {
		const { id } = provider().addEndpoint('https://example.com/1');

		await runAction(simulator.current, 'listingRva webhook:delete', {
			webhookId: { __rl: true, mode: 'list', value: id, cachedResultName: 'x' },
		});

		expect(provider().endpoints.size).toBe(0);
	});

	test('never takes an empty id for the whole list', async () => {
		provider().addEndpoint('https://example.com/1');
		const error = await failAction(simulator.current, 'listingRva webhook:delete', byId('={{ $json.missing }}'));

		expect(error.message).toBe('The parameter "Webhook" is empty');
		expect(provider().requests).toHaveLength(0);
	});
});

describe('listingRva webhook:rotateSecret', () => {
	test('makes the new endpoint before it removes the old one, with the same URL and events', async () => {
		const old = provider().addEndpoint('https://example.com/1');

		const { items } = await runAction(simulator.current, 'listingRva webhook:rotateSecret', byId(old.id));

		const [fresh, ...others] = provider().endpoints.values();
		expect(others).toEqual([]);
		expect(fresh).toMatchObject({ url: old.url, events: old.events });
		expect(fresh?.secret).not.toBe(old.secret);
		expect(items[0]?.json).toMatchObject({
			id: fresh?.id,
			secret: fresh?.secret,
			previousId: old.id,
			previousRemoved: true,
		});
		expect(provider().requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'DELETE']);
	});

	test('returns the new secret even if the old endpoint cannot be removed', async () => {
		const old = provider().addEndpoint('https://example.com/1');
		provider().faults.add({ method: 'DELETE', fault: { kind: 'status', status: 403, body: { message: 'no' } } });

		const { items } = await runAction(simulator.current, 'listingRva webhook:rotateSecret', byId(old.id));

		const fresh = [...provider().endpoints.values()].find(({ id }) => id !== old.id);
		expect(items[0]?.json).toMatchObject({
			secret: fresh?.secret,
			previousRemoved: false,
			notice: expect.stringContaining(`the old webhook "${old.id}" could not be removed`),
		});
	});

	test('leaves no endpoint behind when it is told no secret', async () => {
		const old = provider().addEndpoint('https://example.com/1');
		provider().faults.add({ method: 'POST', fault: { kind: 'status', status: 201, body: { id: 'wh_new' } } });
		const error = await failAction(simulator.current, 'listingRva webhook:rotateSecret', byId(old.id));

		expect(error.message).toBe('ListingRVA AI returned no new secret');
		expect(provider().requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/webhooks/wh_new' });
		expect([...provider().endpoints.keys()]).toEqual([old.id]);
	});

	const ROTATE = 'listingRva webhook:rotateSecret';
	const EMPTY = { kind: 'after', then: { kind: 'status', status: 201, body: { ok: true } } } as const;
	const OTHER_OBJECT = {
		kind: 'after',
		then: { kind: 'status', status: 201, body: { workspace: { id: 'ws_1' } } },
	} as const;
	const REFUSAL = { kind: 'status', status: 403, body: { message: 'no' } } as const;
	const firstOfList = json((list) => (list as unknown[]).slice(0, 1));
	const newEndpoint = (old: { id: string }) => [...provider().endpoints.values()].find(({ id }) => id !== old.id);

	test.each([
		['holds neither an ID nor a secret', EMPTY],
		['holds the ID of something else', OTHER_OBJECT],
	])('removes the new endpoint by its URL when the answer %s', async (_, fault) => {
		const old = provider().addEndpoint('https://example.com/1');
		provider().faults.add({ method: 'POST', fault });

		const error = await failAction(simulator.current, ROTATE, byId(old.id));

		expect(error).toMatchObject({
			message: 'ListingRVA AI returned no new secret',
			description: expect.stringContaining('The old endpoint and its secret still work.'),
		});
		expect([...provider().endpoints.keys()]).toEqual([old.id]);
	});

	test.each([
		['no answer', { kind: 'after', then: { kind: 'reset' } }],
		['an internal error', { kind: 'after', then: { kind: 'status', status: 500 } }],
	] as const)('removes the new endpoint when there is %s although it was made', async (_, fault) => {
		const old = provider().addEndpoint('https://example.com/1');
		provider().faults.add({ method: 'POST', fault });

		const error = await failAction(simulator.current, ROTATE, byId(old.id));

		expect(error.description).toContain('The old endpoint and its secret still work.');
		expect([...provider().endpoints.keys()]).toEqual([old.id]);
	});

	test('names the new endpoint where it cannot be removed', async () => {
		const old = provider().addEndpoint('https://example.com/1');
		provider().faults.add({ method: 'POST', fault: EMPTY });
		provider().faults.add({ method: 'DELETE', fault: REFUSAL });

		const error = await failAction(simulator.current, ROTATE, byId(old.id));

		expect(error.description).toContain(
			`a second webhook with the URL ${old.url} ("${newEndpoint(old)?.id}" could not be`,
		);
	});

	test.each([
		['is not listed', () => provider().answers.change('GET', '/webhooks', firstOfList)],
		['cannot be looked for', () => provider().faults.add({ method: 'GET', skip: 1, fault: REFUSAL })],
	])('names the URL where the new endpoint %s', async (_, spoil) => {
		const old = provider().addEndpoint('https://example.com/1');
		provider().faults.add({ method: 'POST', fault: EMPTY });
		spoil();

		const error = await failAction(simulator.current, ROTATE, byId(old.id));

		expect(error.description).toContain(`a second webhook with the URL ${old.url}`);
	});

	test('names the URL where nothing is listed and the ID of the answer is that of something else', async () => {
		const old = provider().addEndpoint('https://example.com/1');
		provider().faults.add({ method: 'POST', fault: OTHER_OBJECT });
		provider().faults.add({ method: 'GET', skip: 1, fault: REFUSAL });

		const error = await failAction(simulator.current, ROTATE, byId(old.id));

		expect(newEndpoint(old)).toBeDefined();
		expect(error.description).toContain(`a second webhook with the URL ${old.url}`);
	});

	test('looks for nothing where the new endpoint is refused', async () => {
		const old = provider().addEndpoint('https://example.com/1');
		provider().faults.add({ method: 'POST', fault: REFUSAL });
		await failAction(simulator.current, ROTATE, byId(old.id));
		expect(provider().requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
	});

	test('touches nothing for an endpoint that is not there', async () => {
		const error = await failAction(simulator.current, 'listingRva webhook:rotateSecret', byId('wh_none'));

		expect(error.message).toBe('ListingRVA AI lists no webhook "wh_none"');
		expect(provider().requests.map(({ method }) => method)).toEqual(['GET']);
	});
});

/** An API of a test's own, which notes whether requests are authorised. */
async function startApi(answer: (path: string) => { json?: unknown; location?: string }) {
	const authorized: boolean[] = [];
	const server = createServer((request, response) => {
		authorized.push(request.headers.authorization !== undefined);
		const { json, location } = answer(request.url ?? '/');
		if (location !== undefined) response.writeHead(302, { location }).end();
		else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
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
	return { origin: `http://127.0.0.1:${port}`, authorized, close };
}
