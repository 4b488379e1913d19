import { atFirst, empty, json, jsonAsText, noContent, object, page, renamed, status, within, without, word } from '../answers.mts';
import { isJsonObject, type JsonObject } from '../http.mts';
import type { VirtualStagingAiSimulator } from '../virtual-staging-ai.mts';
import { commonSwitches } from './common.mts';
import type { Flow, Reading, Switch } from './switch.mts';

type Service = VirtualStagingAiSimulator;

const answers =
	(method: string, path: string) =>
	(change: Parameters<Service['answers']['change']>[2], mayFail?: readonly Flow[]): Reading<Service> => ({
		apply: (service) => service.answers.change(method, path, change),
		mayFail,
	});
const secret = answers('POST', '/user/webhook-secret');
const order = answers('POST', '/renders');
const render = answers('GET', '/renders/:renderId');
const renders = answers('GET', '/renders');

/** Every answer that shows variations. */
const shown = (change: Parameters<Service['answers']['change']>[2]) => (service: Service) => {
	service.answers.change('POST', '/renders', change);
	service.answers.change('GET', '/renders/:renderId', change);
	service.answers.change('GET', '/renders/:renderId/variations/:variationId', change);
};

/** Edits each variation wherever it is shown. */
const variations = (edit: (variation: JsonObject) => JsonObject) =>
	shown(
		json(function visit(value: unknown): unknown {
			if (Array.isArray(value)) return value.map(visit);
			if (!isJsonObject(value)) return value;
			if ('render_id' in value) return edit(value);
			return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner)]));
		}),
	);

const event = (edit: (body: JsonObject) => JsonObject) => (service: Service) => {
	service.alterEvent = edit;
};
const result = (edit: (result: JsonObject) => unknown) =>
	event((body) => (isJsonObject(body.result) ? { ...body, result: edit(body.result) } : body));

const refusedSecret = (code: Service['secretRefusalStatus']) => (service: Service) => {
	service.secretField = 'a_name_that_nobody_guesses';
	service.secretRefusalStatus = code;
};

/** Where the account has no secret, its deliveries are unsigned and refused. */
const NO_SECRET: readonly Flow[] = ['receive', 'files', 'wait'];

export const virtualStagingAiSwitches: Array<Switch<Service>> = [
	...commonSwitches<Service>({
		orders: ['/renders'],
		jobs: ['/renders/:renderId'],
		waitsFor: 'deliveries',
		time: { field: 'timestamp', write: (time) => time },
	}),
	{
		name: 'secret-field',
		fact: 'the name of the field in the body of POST /user/webhook-secret',
		flows: ['publish', 'receive', 'wait'],
		readings: {
			webhook_secret: (service) => {
				service.secretField = 'webhook_secret';
			},
			'another, refused with 400': { apply: refusedSecret(400), mayFail: NO_SECRET },
			'another, refused with 404': { apply: refusedSecret(404), mayFail: NO_SECRET },
			'another, refused with 405': { apply: refusedSecret(405), mayFail: NO_SECRET },
			'another, refused with 422': { apply: refusedSecret(422), mayFail: NO_SECRET },
			'none: the service makes the secret': {
				apply: (service) => {
					service.secretSource = 'server';
				},
				mayFail: NO_SECRET,
			},
		},
	},
	{
		name: 'secret-answer',
		fact: 'the answer to POST /user/webhook-secret',
		flows: ['publish', 'receive', 'wait'],
		readings: {
			'a masked echo': secret(object(() => ({ secret: '********' }))),
			'an echo masked but for its end': secret(object(() => ({ webhook_secret: '••••••••1234' }))),
			'a hash of it': secret(object(() => ({ secret: 'sha256:0123456789abcdef0123456789abcdef' }))),
			'an id in place of it': secret(object(() => ({ secret: 'sec_12345678901234567890' }))),
			'a masked echo in data': secret(object(() => ({ data: { signing_secret: '********' } }))),
			null: secret(json(() => null)),
			'a word': secret(word('OK')),
			'a page': secret(page),
			nothing: secret(empty),
			'204': secret(noContent),
			'503 after it was set': secret(atFirst(1, status(503))),
			'stalls at first': secret(atFirst(1, (reply) => ({ ...reply, json: undefined, bytes: '{"mess' }))),
		},
	},
	{
		name: 'secret-length',
		fact: 'how long a secret has to be',
		flows: ['publish', 'receive', 'wait'],
		readings: {
			'at most 16 characters': {
				apply: (service) => {
					service.secretLength = { least: 1, most: 16 };
				},
				mayFail: ['publish', ...NO_SECRET],
			},
		},
	},
	{
		name: 'order-fields',
		fact: 'the number of the success answers, and the form of a render in them',
		flows: ['create', 'wait'],
		readings: {
			'200': (service) => {
				service.createStatus = { finished: 200, queued: 200 };
			},
			'202': (service) => {
				service.createStatus = { finished: 200, queued: 202 };
			},
			'in render': order(within('render')),
			render_id: order(renamed({ id: 'render_id' })),
			'no variations': order(without('variations')),
			'variations in a list': order(object((value) => (isJsonObject(value.variations) ? { ...value, variations: value.variations.items } : value))),
			'no times': order(without('created_at', 'queued_at', 'eta')),
		},
	},
	{
		name: 'render-answer',
		fact: 'the form of variations in an answer: the pages have a page object and a list',
		flows: ['wait'],
		readings: {
			'a list': render(object((value) => (isJsonObject(value.variations) ? { ...value, variations: value.variations.items } : value))),
			'in render': render(within('render')),
			'in data': render(within('data')),
			'no variations': render(without('variations')),
			'JSON declared as text': render(jsonAsText),
			'a word': render(word('ok')),
			'404': (service) =>
				service.faults.add({ method: 'GET', path: '/renders/:renderId', times: Infinity, fault: { kind: 'status', status: 404 } }),
			'a wrong total': render(object((value) => (isJsonObject(value.variations) ? { ...value, variations: { ...value.variations, total_count: 0 } } : value))),
			'a cursor that never ends': render(
				object((value) => (isJsonObject(value.variations) ? { ...value, variations: { ...value.variations, next_cursor: 'more' } } : value)),
			),
		},
	},
	{
		name: 'variation-fields',
		fact: 'the fields of a variation that are described twice, or not at all',
		flows: ['wait'],
		readings: {
			'eta as time left': variations((value) => ({ ...value, eta: 45_000 })),
			'eta as text': variations((value) => ({ ...value, eta: 'soon' })),
			'another type': variations((value) => ({ ...value, type: 'enhancement' })),
			'a result of null before it is done': variations((value) => ({ result: null, ...value })),
			'an empty result before it is done': variations((value) => ({ result: {}, base_variation_id: null, ...value })),
		},
	},
	{
		name: 'status-words',
		fact: "the words for a variation's status: only queued is documented",
		flows: ['wait'],
		readings: {
			'completed and failed': words({ queued: 'idle', rendering: 'processing', done: 'completed', error: 'failed' }),
			'upper case': words({ queued: 'QUEUED', rendering: 'RENDERING', done: 'DONE', error: 'ERROR' }),
			unknown: words({ queued: '0', rendering: '1', done: '2', error: '3' }),
		},
	},
	{
		name: 'failure',
		fact: 'the field that holds the failure of a variation',
		flows: ['wait'],
		readings: {
			message: failing('message'),
			error: failing('error'),
			failure_reason: failing('failure_reason'),
		},
	},
	{
		name: 'removal-event',
		fact: 'whether a removal that the service adds has deliveries of its own',
		flows: ['wait'],
		readings: {
			yes: (service) => {
				service.removalSendsWebhook = true;
			},
			'there is none': (service) => {
				service.autoRemoves = false;
			},
		},
	},
	{
		name: 'updates',
		fact: 'whether update is sent, and what it holds',
		flows: ['wait'],
		readings: {
			sent: (service) => {
				service.sendUpdates = true;
			},
			'without ids': (service) => {
				service.sendUpdates = true;
				service.alterEvent = (body) => (body.event_type === 'update' ? { event_type: 'update', progress: 40 } : body);
			},
		},
	},
	{
		name: 'event-result',
		fact: 'the form of result in an event: an object, or a list for multi-view',
		flows: ['receive', 'files', 'wait'],
		readings: {
			'a list of two': (service) => {
				service.multiView = true;
			},
			'only its address': result(({ url }) => ({ url })),
			'nulls beside the address': result(({ url }) => ({ url, optimized_url: null, thumbnail_url: null })),
			'an address as text': { apply: result(({ url }) => url), mayFail: ['files', 'wait'] },
			'a relative address': { apply: result(({ url }) => ({ url: new URL(String(url)).pathname })), mayFail: ['files'] },
			none: { apply: event(({ result: _, ...body }) => body), mayFail: ['files', 'wait'] },
		},
	},
	{
		name: 'event-fields',
		fact: 'which fields an event always has',
		flows: ['receive', 'files', 'wait'],
		readings: {
			'no variation_type': event(({ variation_type: _, ...body }) => body),
			'base_variation_id is null': event((body) => ({ ...body, base_variation_id: null })),
			'done in upper case': { apply: event((body) => ({ ...body, event_type: String(body.event_type).toUpperCase() })), mayFail: ['files', 'wait'] },
			completed: {
				apply: event((body) => (body.event_type === 'done' ? { ...body, event_type: 'completed' } : body)),
				mayFail: ['files', 'wait'],
			},
			'more fields': event((body) => ({ ...body, attempt: 1, account: { uid: 'user_1' } })),
		},
	},
	{
		name: 'signed-bytes',
		fact: 'what is signed: the sample signs the re-serialised body, the text speaks of the payload',
		flows: ['receive', 'wait'],
		readings: {
			're-serialised': (service) => {
				service.variant = { prefix: '', bytes: 'reserialised' };
			},
		},
	},
	{
		name: 'webhook-url',
		fact: 'whether webhook_url is kept byte for byte, and used at all beside configs',
		flows: ['wait'],
		readings: {
			'its query string is dropped': (service) => {
				service.webhookUrlFor = (url) => url.split('?')[0] ?? url;
			},
			'a parameter is added': (service) => {
				service.webhookUrlFor = (url) => `${url}${url.includes('?') ? '&' : '?'}source=vsai`;
			},
			'it is ignored': {
				apply: (service) => {
					service.webhookUrlFor = () => null;
				},
				mayFail: ['wait'],
			},
		},
	},
	{
		name: 'delivery-order',
		fact: 'the order of the deliveries',
		flows: ['wait'],
		readings: {
			'the last one first': (service) => {
				const send = service.send.bind(service);
				let wait = 200;
				service.send = async (...delivery) => {
					wait = wait / 2;
					await new Promise((resolve) => {
						setTimeout(resolve, wait);
					});
					return await send(...delivery);
				};
			},
		},
	},
	{
		name: 'render-list',
		fact: 'the answer to GET /renders, whose total is described as that of variations',
		flows: ['list', 'catchUp'],
		readings: {
			'a wrong total': renders(object((value) => ({ ...value, total_count: 0 }))),
			'a list': renders(json((value) => (value as JsonObject).items)),
			'in data': renders(within('data')),
			'with variations': renders(each((item) => ({ ...item, variations: { total_count: 1, next_cursor: null, items: [] } }))),
			'with the webhook_url null': renders(each((item) => ({ ...item, webhook_url: null }))),
			'render_id': renders(each(({ id, ...item }) => ({ ...item, render_id: id }))),
			'times in ISO 8601': renders(each((item) => ({ ...item, created_at: new Date(Number(item.created_at)).toISOString() }))),
			'times in seconds': renders(
				each((item) => ({ ...item, created_at: Number(item.created_at) / 1000 })),
				['catchUp'],
			),
			'a cursor on the last page': renders(
				object((value) => ({ ...value, next_cursor: (value.items as JsonObject[]).at(-1)?.id ?? null })),
			),
			nothing: renders(empty, ['list', 'catchUp']),
		},
	},
];

/** Edits each entry of a list. */
function each(edit: (item: JsonObject) => JsonObject) {
	return object((value) => ({ ...value, items: (value.items as JsonObject[]).map(edit) }));
}

function words(statusWords: Service['statusWords']) {
	return (service: Service): void => {
		service.statusWords = statusWords;
	};
}

function failing(errorField: string): Reading<Service> {
	return {
		apply: (service) => {
			service.errorField = errorField;
			service.failVariations = () => true;
		},
		mayFail: ['wait'],
	};
}
