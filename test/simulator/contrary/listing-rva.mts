import { atFirst, empty, json, jsonAsText, noContent, object, page, renamed, status, within, without, word } from '../answers.mts';
import { isJsonObject, type JsonObject, type Reply } from '../http.mts';
import type { ListingRvaSimulator } from '../listingrva.mts';
import { commonSwitches } from './common.mts';
import type { Flow, Reading, Switch } from './switch.mts';

type Service = ListingRvaSimulator;

const answers =
	(method: string, path: string) =>
	(change: Parameters<Service['answers']['change']>[2], mayFail?: readonly Flow[]): Reading<Service> => ({
		apply: (service) => service.answers.change(method, path, change),
		mayFail,
	});
const registration = answers('POST', '/webhooks');
const listed = answers('GET', '/webhooks');
const updated = answers('PUT', '/webhooks/:id');
const deleted = answers('DELETE', '/webhooks/:id');
const asset = answers('GET', '/assets/:id');
const job = answers('GET', '/ai/jobs/:id');
const order = answers('POST', '/ai/image');
const products = answers('GET', '/products');

/** Without a secret nothing can be received: the trigger says so when it is published. */
const NO_SECRET: readonly Flow[] = ['publish', 'receive', 'files', 'rotate'];
/** The endpoint to rotate has to be found in the list. */
const NO_LIST: readonly Flow[] = ['publish', 'receive', 'files', 'unpublish', 'rotate'];

const first = (name: string) => (value: unknown) => (Array.isArray(value) ? value.slice(0, 1) : { [name]: value });

const payload = (edit: (payload: JsonObject) => unknown) => (service: Service) => {
	service.alterEvent = (body) => ({ ...body, payload: edit(isJsonObject(body.payload) ? body.payload : {}) });
};

export const listingRvaSwitches: Array<Switch<Service>> = [
	...commonSwitches<Service>({
		orders: ['/ai/image'],
		jobs: ['/ai/jobs/:id'],
		waitsFor: 'answers',
		time: { field: 'timestamp', write: (time) => new Date(time).toISOString() },
	}),
	{
		name: 'registration-answer',
		fact: 'the answer to POST /webhooks, of which only a secret is known',
		flows: ['publish', 'receive', 'unpublish', 'rotate'],
		readings: {
			'in webhook': registration(within('webhook')),
			'in data': registration(within('data')),
			'two levels deep': registration(within('data', 'webhook')),
			'a list of one': registration(json((value) => [value])),
			'beside the workspace': registration(object(({ secret, ...rest }) => ({ workspace: { id: 'ws_1' }, webhook: { ...rest, secret } }))),
			'the secret outside the endpoint': registration(object(({ secret, ...webhook }) => ({ webhook, secret }))),
			'signingSecret': registration(renamed({ secret: 'signingSecret' })),
			'signing_secret': registration(renamed({ secret: 'signing_secret' })),
			'webhookSecret': registration(renamed({ secret: 'webhookSecret' })),
			'webhookId': registration(renamed({ id: 'webhookId' })),
			'_id': registration(renamed({ id: '_id' })),
			'JSON declared as text': registration(jsonAsText),
			'no id': registration(without('id')),
			'no secret': registration(without('secret'), NO_SECRET),
			'a masked secret': registration(object((value) => ({ ...value, secret: '********' })), NO_SECRET),
			'a secret masked but for its end': registration(
				object((value) => ({ ...value, secret: `••••••••${String(value.secret).slice(-4)}` })),
				NO_SECRET,
			),
			'an empty secret': registration(object((value) => ({ ...value, secret: '' })), NO_SECRET),
			'a word': registration(word('Created'), NO_SECRET),
			nothing: registration(empty, NO_SECRET),
			'a page': registration(page, NO_SECRET),
			'503 after the endpoint was made': registration(atFirst(1, status(503)), ['publish', 'receive', 'files', 'rotate']),
		},
	},
	{
		name: 'endpoint-list',
		fact: 'the answer to GET /webhooks',
		flows: ['publish', 'receive', 'unpublish', 'rotate'],
		readings: {
			'in webhooks': listed(within('webhooks')),
			'in data': listed(within('data')),
			'in items': listed(within('items')),
			'two levels deep': listed(within('data', 'webhooks')),
			'by id': listed(json((value) => (Array.isArray(value) ? Object.fromEntries(value.map((one) => [(one as JsonObject).id, one])) : value)), NO_LIST),
			'JSON declared as text': listed(jsonAsText),
			'with masked secrets': listed(json((value) => (Array.isArray(value) ? value.map((one) => ({ ...(one as JsonObject), secret: '********' })) : value))),
			'webhookId': listed(renamed({ id: 'webhookId' }), ['rotate']),
			endpoint: listed(renamed({ url: 'endpoint' }), ['rotate']),
			'without ours': listed(json((value) => (Array.isArray(value) ? [] : value)), ['rotate']),
			'only its first page': {
				apply: (service) => {
					for (let other = 0; other < 3; other += 1) service.addEndpoint(`http://127.0.0.1:9/${other}`);
					service.answers.change('GET', '/webhooks', json(first('webhooks')));
				},
				mayFail: ['rotate'],
			},
			null: listed(json(() => null), NO_LIST),
			'a word': listed(word('ok'), NO_LIST),
			nothing: listed(empty, NO_LIST),
			'a page': listed(page, NO_LIST),
			'404': {
				apply: (service) => service.faults.add({ method: 'GET', path: '/webhooks', times: Infinity, fault: { kind: 'status', status: 404 } }),
				mayFail: NO_LIST,
			},
		},
	},
	{
		name: 'deletion-answer',
		fact: 'the answer to DELETE /webhooks/<id>',
		flows: ['publish', 'unpublish', 'rotate'],
		readings: {
			'200 with a message': deleted(json(() => ({ message: 'deleted' }))),
			'200 with nothing': deleted(() => ({ status: 200, bytes: '' })),
			'200 with a word': deleted(() => ({ status: 200, bytes: 'OK' })),
			'503 after it was deleted': deleted(atFirst(1, status(503))),
			'410 for what is gone': (service) => {
				service.answers.refusals = (reply) => (reply.status === 404 ? { status: 410, bytes: '' } : reply);
			},
		},
	},
	{
		name: 'update-answer',
		fact: 'the answer to PUT /webhooks/<id>, and whether it takes events',
		flows: ['update'],
		readings: { nothing: updated(empty), '204': updated(noContent), 'a word': updated(word('OK')) },
	},
	{
		name: 'endpoint-life',
		fact: 'how many endpoints there may be, and what becomes of one that fails',
		flows: ['publish', 'receive', 'unpublish', 'rotate'],
		readings: {
			'no more endpoints': {
				apply: (service) =>
					service.faults.add({
						method: 'POST',
						path: '/webhooks',
						times: Infinity,
						fault: { kind: 'status', status: 409, body: { error: 'limit', message: 'Too many webhooks' } },
					}),
				mayFail: ['publish', 'receive', 'files', 'rotate'],
			},
			'removed by the service': (service) => {
				const removedSoon = (reply: Reply): Reply => {
					const { id } = reply.json as JsonObject;
					setTimeout(() => service.endpoints.delete(String(id)), 300);
					return reply;
				};
				service.answers.change('POST', '/webhooks', atFirst(1, removedSoon));
			},
		},
	},
	{
		name: 'session',
		fact: 'how long a token lasts',
		flows: ['unpublish'],
		readings: {
			'ends after the publication': {
				apply: (service) => service.answers.change('POST', '/webhooks', (reply) => {
					setTimeout(() => {
						service.credentials.accessToken = 'another';
					}, 100);
					return reply;
				}),
				mayFail: ['unpublish', 'files', 'rotate'],
			},
		},
	},
	{
		name: 'event-fields',
		fact: 'which parts of an event can be missing',
		flows: ['receive', 'files'],
		readings: {
			'no job': payload(({ jobId, ...rest }) => rest),
			'no assets': { apply: payload(({ assetIds, ...rest }) => rest), mayFail: ['files'] },
			'assets are null': { apply: payload((rest) => ({ ...rest, assetIds: null })), mayFail: ['files'] },
			'assets are objects': {
				apply: payload((rest) => ({ ...rest, assetIds: (rest.assetIds as string[]).map((id) => ({ id })) })),
				mayFail: ['files'],
			},
			'numbers for ids': { apply: payload((rest) => ({ ...rest, jobId: 4711, assetIds: [1] })), mayFail: ['files'] },
			'no payload': { apply: (service) => { service.alterEvent = ({ payload: _, ...body }) => body; }, mayFail: ['files'] },
			'more fields': payload((rest) => ({ ...rest, credits: 4, nested: { a: [null] } })),
		},
	},
	{
		name: 'order-fields',
		fact: 'the fields of the answer to POST /ai/image besides jobId, and its status',
		flows: ['create', 'wait'],
		readings: {
			job_id: order(renamed({ jobId: 'job_id' })),
			id: order(renamed({ jobId: 'id' })),
			'a job': order(json((value) => ({ job: { id: (value as JsonObject).jobId, status: 'queued' } }))),
			'202': order((reply) => ({ ...reply, status: 202 })),
			'a number': order(object((value) => ({ ...value, queuePosition: 3 }))),
		},
	},
	{
		name: 'job-answer',
		fact: 'the answer to GET /ai/jobs/:id',
		flows: ['wait'],
		readings: {
			'in job': job(within('job')),
			'in data': job(within('data')),
			'two levels deep': job(within('data', 'job')),
			'JSON declared as text': job(jsonAsText),
			state: job(renamed({ status: 'state' })),
			'assets with addresses and ids': withAssets((id, url) => ({ id, url })),
			'assets with addresses only': withAssets((_id, url) => ({ url })),
			'assets in result': job(object(({ assetIds, ...rest }) => ({ ...rest, ...(assetIds === undefined ? {} : { result: { assetIds } }) }))),
			asset_ids: job(renamed({ assetIds: 'asset_ids' })),
			'no assets': job(without('assetIds'), ['wait']),
			'always a word': job(word('ok'), ['wait']),
			'404 always': {
				apply: (service) => service.faults.add({ method: 'GET', path: '/ai/jobs/:id', times: Infinity, fault: { kind: 'status', status: 404 } }),
				mayFail: ['wait'],
			},
		},
	},
	{
		name: 'job-words',
		fact: "the words for a job's status",
		flows: ['wait'],
		readings: {
			'upper case': words({ queued: 'QUEUED', processing: 'PROCESSING', completed: 'COMPLETED', failed: 'FAILED' }),
			done: words({ queued: 'waiting', processing: 'running', completed: 'done', failed: 'error' }),
			succeeded: words({ queued: 'pending', processing: 'in_progress', completed: 'succeeded', failed: 'failed' }),
			finished: words({ queued: 'created', processing: 'started', completed: 'finished', failed: 'cancelled' }),
			unknown: {
				apply: words({ queued: 'Q', processing: 'P', completed: 'C', failed: 'F' }),
				mayFail: ['wait'],
			},
		},
	},
	{
		name: 'asset-answer',
		fact: 'the answer to GET /assets/:id',
		flows: ['files', 'download', 'wait'],
		readings: {
			'in asset': asset(within('asset')),
			'in data': asset(within('data')),
			'two levels deep': asset(within('data', 'asset')),
			'a list of one': asset(json((value) => [value])),
			imageUrl: asset(renamed({ url: 'imageUrl' })),
			'several addresses': asset(object(({ url, thumbnailUrl, ...rest }) => ({ ...rest, urls: { original: url, thumbnail: thumbnailUrl } }))),
			'a relative address': asset(object((value) => ({ ...value, url: new URL(String(value.url)).pathname })), ['files', 'download']),
			'no address': asset(without('url', 'thumbnailUrl'), ['files', 'download', 'wait']),
			'not an address': asset(object((value) => ({ ...value, url: 'pending', thumbnailUrl: null })), ['files', 'download', 'wait']),
			'JSON declared as text': asset(jsonAsText),
			'a word': asset(word('ok'), ['files', 'download', 'wait']),
			'breaks off at first': asset(atFirst(1, (reply) => ({ ...reply, json: undefined, bytes: '{"id":' })), ['download']),
		},
	},
	{
		name: 'product-list',
		fact: 'the answer to GET /products',
		flows: ['list'],
		readings: {
			'in products': products(within('products')),
			'in data': products(within('data')),
			'a word': products(word('ok'), ['list']),
			nothing: products(empty, ['list']),
		},
	},
	{
		name: 'charge',
		fact: 'when credits are taken: the two pages disagree',
		flows: ['create', 'wait'],
		readings: {
			'when the job completes': (service) => {
				service.chargeAt = 'completion';
			},
		},
	},
];

function words(jobStatusWords: Service['jobStatusWords']) {
	return (service: Service): void => {
		service.jobStatusWords = jobStatusWords;
	};
}

/** The images themselves in the job, in place of their ids. */
function withAssets(form: (id: string, url: string) => JsonObject): Reading<Service>['apply'] {
	return ({ answers: api }, { files }) => {
		const change = object(({ assetIds, ...rest }) =>
			Array.isArray(assetIds) ? { ...rest, assets: assetIds.map((id: string) => form(id, files.url(`${id}.png`))) } : rest,
		);
		api.change('GET', '/ai/jobs/:id', change);
	};
}
