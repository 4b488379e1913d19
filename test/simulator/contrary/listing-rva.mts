import {
	atFirst,
	empty,
	json,
	jsonAsText,
	noContent,
	object,
	page,
	renamed,
	status,
	within,
	without,
	word,
} from '../answers.mts';
import type { JsonObject } from '../http.mts';
import type { ListingRvaSimulator } from '../listingrva.mts';
import { commonSwitches } from './common.mts';
import {
	answers,
	eventField,
	events,
	type Flow,
	reading,
	refusals,
	refusing,
	set,
	type Switch,
	undecided,
	wrapped,
} from './readings.mts';

const registration = answers('POST', '/webhooks');
const listed = answers('GET', '/webhooks');
const updated = answers('PUT', '/webhooks/:id');
const deleted = answers('DELETE', '/webhooks/:id');
const asset = answers('GET', '/assets/:id');
const job = answers('GET', '/ai/jobs/:id');
const order = answers('POST', '/ai/image');
const products = answers('GET', '/products');
const payload = eventField('payload');

const ENDPOINT: readonly Flow[] = ['publish', 'receive', 'unpublish', 'rotate'];
const FILES: readonly Flow[] = ['files'];
const RESULT: readonly Flow[] = ['files', 'download', 'wait'];
/** Without a secret nothing can be received: the trigger says so when it is published. */
const NO_SECRET: readonly Flow[] = ['publish', 'receive', 'files', 'rotate'];
/** The endpoint to rotate has to be found in the list. */
const NO_LIST: readonly Flow[] = ['publish', 'receive', 'files', 'unpublish', 'rotate'];

const TOO_MANY = { error: 'limit', message: 'Too many webhooks' };

/** Shows the secret in another form. */
const secretAs = (form: (secret: string) => string) =>
	registration(
		object((endpoint) => ({ ...endpoint, secret: form(String(endpoint.secret)) })),
		NO_SECRET,
	);

/** Edits a list; anything else stays as it is. */
const list = (edit: (entries: JsonObject[]) => unknown) =>
	json((value) => (Array.isArray(value) ? edit(value as JsonObject[]) : value));

/** The images themselves in the job, in place of their ids. */
const withAssets = (form: (id: string, url: string) => JsonObject) =>
	reading<ListingRvaSimulator>((service, { files }) => {
		const change = object(({ assetIds, ...rest }) =>
			Array.isArray(assetIds)
				? { ...rest, assets: assetIds.map((id: string) => form(id, files.url(`${id}.png`))) }
				: rest,
		);
		service.answers.change('GET', '/ai/jobs/:id', change);
	});

export const listingRvaSwitches: Array<Switch<ListingRvaSimulator>> = [
	...commonSwitches({
		orders: ['/ai/image'],
		jobs: ['/ai/jobs/:id'],
		waitsFor: 'answers',
		time: { field: 'timestamp', write: (time) => new Date(time).toISOString() },
	}),
	undecided('registration-answer', 'the answer to POST /webhooks, of which only a secret is known', ENDPOINT, {
		...wrapped(registration, ['webhook', 'data'], 'data', 'webhook'),
		'a list of one': registration(json((value) => [value])),
		'beside the workspace': registration(object((webhook) => ({ workspace: { id: 'ws_1' }, webhook }))),
		'the secret outside the endpoint': registration(object(({ secret, ...webhook }) => ({ webhook, secret }))),
		signingSecret: registration(renamed({ secret: 'signingSecret' })),
		signing_secret: registration(renamed({ secret: 'signing_secret' })),
		webhookSecret: registration(renamed({ secret: 'webhookSecret' })),
		webhookId: registration(renamed({ id: 'webhookId' })),
		_id: registration(renamed({ id: '_id' })),
		'JSON declared as text': registration(jsonAsText),
		'no id': registration(without('id')),
		'no secret': registration(without('secret'), NO_SECRET),
		'a masked secret': secretAs(() => '********'),
		'a secret masked but for its end': secretAs((secret) => `••••••••${secret.slice(-4)}`),
		'an empty secret': secretAs(() => ''),
		'a word': registration(word('Created'), NO_SECRET),
		nothing: registration(empty, NO_SECRET),
		'a page': registration(page, NO_SECRET),
		'503 after the endpoint was made': registration(atFirst(1, status(503)), NO_SECRET),
	}),
	undecided('endpoint-list', 'the answer to GET /webhooks', ENDPOINT, {
		...wrapped(listed, ['webhooks', 'data', 'items'], 'data', 'webhooks'),
		'by id': listed(
			list((endpoints) => Object.fromEntries(endpoints.map((one) => [one.id, one]))),
			NO_LIST,
		),
		'JSON declared as text': listed(jsonAsText),
		'with masked secrets': listed(list((endpoints) => endpoints.map((one) => ({ ...one, secret: '********' })))),
		webhookId: listed(renamed({ id: 'webhookId' }), ['rotate']),
		endpoint: listed(renamed({ url: 'endpoint' }), ['rotate']),
		'without ours': listed(
			list(() => []),
			['rotate'],
		),
		'only its first page': reading(
			(service) => {
				for (let other = 0; other < 3; other += 1) service.addEndpoint(`http://127.0.0.1:9/${other}`);
				service.answers.change(
					'GET',
					'/webhooks',
					list((endpoints) => endpoints.slice(0, 1)),
				);
			},
			['rotate'],
		),
		null: listed(
			json(() => null),
			NO_LIST,
		),
		'a word': listed(word('ok'), NO_LIST),
		nothing: listed(empty, NO_LIST),
		'a page': listed(page, NO_LIST),
		'404': refusing('GET', ['/webhooks'], { status: 404 }, NO_LIST),
	}),
	undecided('deletion-answer', 'the answer to DELETE /webhooks/<id>', ['publish', 'unpublish', 'rotate'], {
		'200 with a message': deleted(json(() => ({ message: 'deleted' }))),
		'200 with nothing': deleted(() => ({ status: 200, bytes: '' })),
		'200 with a word': deleted(() => ({ status: 200, bytes: 'OK' })),
		'503 after it was deleted': deleted(atFirst(1, status(503))),
		'410 for what is gone': refusals((reply) => (reply.status === 404 ? { status: 410, bytes: '' } : reply)),
	}),
	undecided('update-answer', 'the answer to PUT /webhooks/<id>, and whether it takes events', ['update'], {
		nothing: updated(empty),
		'204': updated(noContent),
		'a word': updated(word('OK')),
	}),
	undecided('endpoint-life', 'how many endpoints there may be, and what becomes of one that fails', ENDPOINT, {
		'no more endpoints': refusing('POST', ['/webhooks'], { status: 409, body: TOO_MANY }, NO_SECRET),
		'removed by the service': reading((service, simulator) => {
			const removedSoon = object((endpoint) => {
				setTimeout(() => service.endpoints.delete(String(endpoint.id)), 300);
				return endpoint;
			});
			registration(atFirst(1, removedSoon)).apply(service, simulator);
		}),
	}),
	undecided('session', 'how long a token lasts', ['unpublish'], {
		'ends after the publication': reading(
			(service) => {
				service.answers.change('POST', '/webhooks', (reply) => {
					setTimeout(() => Object.assign(service.credentials, { accessToken: 'another' }), 100);
					return reply;
				});
			},
			['unpublish', 'files', 'rotate'],
		),
	}),
	undecided('event-fields', 'which parts of an event can be missing', ['receive', 'files'], {
		'no job': payload(({ jobId, ...rest }) => rest),
		'no assets': payload(({ assetIds, ...rest }) => rest, FILES),
		'assets are null': payload((rest) => ({ ...rest, assetIds: null }), FILES),
		'assets are objects': payload(
			(rest) => ({ ...rest, assetIds: (rest.assetIds as string[]).map((id) => ({ id })) }),
			FILES,
		),
		'numbers for ids': payload((rest) => ({ ...rest, jobId: 4711, assetIds: [1] }), FILES),
		'no payload': events(({ payload: _, ...body }) => body, FILES),
		'more fields': payload((rest) => ({ ...rest, credits: 4, nested: { a: [null] } })),
	}),
	undecided(
		'order-fields',
		'the fields of the answer to POST /ai/image besides jobId, and its status',
		['create', 'wait'],
		{
			job_id: order(renamed({ jobId: 'job_id' })),
			id: order(renamed({ jobId: 'id' })),
			'a job': order(json((value) => ({ job: { id: (value as JsonObject).jobId, status: 'queued' } }))),
			'202': order((reply) => ({ ...reply, status: 202 })),
			'a number': order(object((value) => ({ ...value, queuePosition: 3 }))),
		},
	),
	undecided('job-answer', 'the answer to GET /ai/jobs/:id', ['wait'], {
		...wrapped(job, ['job', 'data'], 'data', 'job'),
		'JSON declared as text': job(jsonAsText),
		state: job(renamed({ status: 'state' })),
		'assets with addresses and ids': withAssets((id, url) => ({ id, url })),
		'assets with addresses only': withAssets((_id, url) => ({ url })),
		'assets in result': job(
			object(({ assetIds, ...rest }) => (assetIds === undefined ? rest : { ...rest, result: { assetIds } })),
		),
		asset_ids: job(renamed({ assetIds: 'asset_ids' })),
		'no assets': job(without('assetIds'), ['wait']),
		'always a word': job(word('ok'), ['wait']),
		'404 always': refusing('GET', ['/ai/jobs/:id'], { status: 404 }, ['wait']),
	}),
	undecided('job-words', "the words for a job's status", ['wait'], {
		'upper case': set({
			jobStatusWords: { queued: 'QUEUED', processing: 'PROCESSING', completed: 'COMPLETED', failed: 'FAILED' },
		}),
		done: set({ jobStatusWords: { queued: 'waiting', processing: 'running', completed: 'done', failed: 'error' } }),
		succeeded: set({
			jobStatusWords: { queued: 'pending', processing: 'in_progress', completed: 'succeeded', failed: 'failed' },
		}),
		finished: set({
			jobStatusWords: { queued: 'created', processing: 'started', completed: 'finished', failed: 'cancelled' },
		}),
		unknown: set({ jobStatusWords: { queued: 'Q', processing: 'P', completed: 'C', failed: 'F' } }, ['wait']),
	}),
	undecided('asset-answer', 'the answer to GET /assets/:id', RESULT, {
		...wrapped(asset, ['asset', 'data'], 'data', 'asset'),
		'a list of one': asset(json((value) => [value])),
		imageUrl: asset(renamed({ url: 'imageUrl' })),
		'several addresses': asset(
			object(({ url, thumbnailUrl, ...rest }) => ({ ...rest, urls: { original: url, thumbnail: thumbnailUrl } })),
		),
		'a relative address': asset(
			object((value) => ({ ...value, url: new URL(String(value.url)).pathname })),
			['files', 'download'],
		),
		'no address': asset(without('url', 'thumbnailUrl'), RESULT),
		'not an address': asset(
			object((value) => ({ ...value, url: 'pending', thumbnailUrl: null })),
			RESULT,
		),
		'JSON declared as text': asset(jsonAsText),
		'a word': asset(word('ok'), RESULT),
		'breaks off at first': asset(
			atFirst(1, (reply) => ({ ...reply, json: undefined, bytes: '{"id":' })),
			['download'],
		),
	}),
	undecided('product-list', 'the answer to GET /products', ['list'], {
		'in products': products(within('products')),
		'in data': products(within('data')),
		'a word': products(word('ok'), ['list']),
		nothing: products(empty, ['list']),
	}),
	undecided('charge', 'when credits are taken: the two pages disagree', ['create', 'wait'], {
		'when the job completes': set({ chargeAt: 'completion' }),
	}),
];
