import { setTimeout as sleep } from 'node:timers/promises';

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
	type Change,
} from '../answers.mts';
import { isJsonObject, type JsonObject } from '../http.mts';
import type { VirtualStagingAiSimulator } from '../virtual-staging-ai.mts';
import { commonSwitches } from './common.mts';
import { answers, eventField, events, type Flow, reading, refusing, set, type Switch, undecided } from './readings.mts';

const secret = answers('POST', '/user/webhook-secret');
const order = answers('POST', '/renders');
const render = answers('GET', '/renders/:renderId');
const renders = answers('GET', '/renders');
const result = eventField('result');

const LIST: readonly Flow[] = ['list', 'catchUp'];
const RESULT: readonly Flow[] = ['files', 'wait'];
/** Where the account has no secret, its deliveries are unsigned and refused. */
const NO_SECRET: readonly Flow[] = ['receive', 'files', 'wait'];

/** Edits each variation wherever it is shown. */
const variations = (edit: (variation: JsonObject) => JsonObject) =>
	reading<VirtualStagingAiSimulator>((...simulated) => {
		const visit = (_name: string, value: unknown) =>
			isJsonObject(value) && 'render_id' in value ? edit(value) : value;
		const change = json((value) => JSON.parse(JSON.stringify(value), visit) as unknown);
		order(change).apply(...simulated);
		answers('GET', '/renders/:renderId', '/renders/:renderId/variations/:variationId')(change).apply(...simulated);
	});

/** Edits the page of variations in a render. */
const variationPage = (edit: (page: JsonObject) => unknown): Change =>
	object((value) => (isJsonObject(value.variations) ? { ...value, variations: edit(value.variations) } : value));

/** Edits each entry of a list. */
const each = (edit: (item: JsonObject) => JsonObject): Change =>
	object((value) => ({ ...value, items: (value.items as JsonObject[]).map(edit) }));

const refusedSecret = (secretRefusalStatus: VirtualStagingAiSimulator['secretRefusalStatus']) =>
	set<VirtualStagingAiSimulator>({ secretField: 'a_name_that_nobody_guesses', secretRefusalStatus }, NO_SECRET);

const failing = (errorField: string) =>
	set<VirtualStagingAiSimulator>({ errorField, failVariations: () => true }, ['wait']);

export const virtualStagingAiSwitches: Array<Switch<VirtualStagingAiSimulator>> = [
	...commonSwitches({
		orders: ['/renders'],
		jobs: ['/renders/:renderId'],
		waitsFor: 'deliveries',
		time: { field: 'timestamp', write: (time) => time },
	}),
	undecided(
		'secret-field',
		'the name of the field in the body of POST /user/webhook-secret',
		['publish', 'receive', 'wait'],
		{
			webhook_secret: set({ secretField: 'webhook_secret' }),
			'another, refused with 400': refusedSecret(400),
			'another, refused with 404': refusedSecret(404),
			'another, refused with 405': refusedSecret(405),
			'another, refused with 422': refusedSecret(422),
			'none: the service makes the secret': set({ secretSource: 'server' }, NO_SECRET),
		},
	),
	undecided('secret-answer', 'the answer to POST /user/webhook-secret', ['publish', 'receive', 'wait'], {
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
	}),
	undecided('secret-length', 'how long a secret has to be', ['publish', 'receive', 'wait'], {
		'at most 16 characters': set({ longestSecret: 16 }, ['publish', ...NO_SECRET]),
	}),
	undecided('order-fields', 'the number of the success answers, and the form of a render in them', ['create', 'wait'], {
		'200': set({ createStatus: { finished: 200, queued: 200 } }),
		'202': set({ createStatus: { finished: 200, queued: 202 } }),
		'in render': order(within('render')),
		render_id: order(renamed({ id: 'render_id' })),
		'no variations': order(without('variations')),
		'variations in a list': order(variationPage(({ items }) => items)),
		'no times': order(without('created_at', 'queued_at', 'eta')),
	}),
	undecided('render-answer', 'the form of variations in an answer: the pages have a page object and a list', ['wait'], {
		'a list': render(variationPage(({ items }) => items)),
		'in render': render(within('render')),
		'in data': render(within('data')),
		'no variations': render(without('variations')),
		'JSON declared as text': render(jsonAsText),
		'a word': render(word('ok')),
		'404': refusing('GET', ['/renders/:renderId'], { status: 404 }),
		'a wrong total': render(variationPage((value) => ({ ...value, total_count: 0 }))),
		'a cursor that never ends': render(variationPage((value) => ({ ...value, next_cursor: 'more' }))),
	}),
	undecided('variation-fields', 'the fields of a variation that are described twice, or not at all', ['wait'], {
		'eta as time left': variations((value) => ({ ...value, eta: 45_000 })),
		'eta as text': variations((value) => ({ ...value, eta: 'soon' })),
		'another type': variations((value) => ({ ...value, type: 'enhancement' })),
		'a result of null before it is done': variations((value) => ({ result: null, ...value })),
		'an empty result before it is done': variations((value) => ({ result: {}, base_variation_id: null, ...value })),
	}),
	undecided('status-words', "the words for a variation's status: only queued is documented", ['wait'], {
		'completed and failed': set({
			statusWords: { queued: 'idle', processing: 'processing', completed: 'completed', failed: 'failed' },
		}),
		'upper case': set({
			statusWords: { queued: 'QUEUED', processing: 'RENDERING', completed: 'DONE', failed: 'ERROR' },
		}),
		unknown: set({ statusWords: { queued: '0', processing: '1', completed: '2', failed: '3' } }),
	}),
	undecided('failure', 'the field that holds the failure of a variation', ['wait'], {
		message: failing('message'),
		error: failing('error'),
		failure_reason: failing('failure_reason'),
	}),
	undecided('removal-event', 'whether a removal that the service adds has deliveries of its own', ['wait'], {
		yes: set({ removalSendsWebhook: true }),
		'there is none': set({ autoRemoves: false }),
	}),
	undecided('updates', 'whether update is sent, and what it holds', ['wait'], {
		sent: set({ sendUpdates: true }),
		'without ids': reading((...simulated) => {
			set<VirtualStagingAiSimulator>({ sendUpdates: true }).apply(...simulated);
			events((body) => (body.event_type === 'update' ? { event_type: 'update', progress: 40 } : body)).apply(
				...simulated,
			);
		}),
	}),
	undecided(
		'event-result',
		'the form of result in an event: an object, or a list for multi-view',
		['receive', 'files', 'wait'],
		{
			'a list of two': set({ multiView: true }),
			'only its address': result(({ url }) => ({ url })),
			'nulls beside the address': result(({ url }) => ({ url, optimized_url: null, thumbnail_url: null })),
			'an address as text': result(({ url }) => url, RESULT),
			'a relative address': result(({ url }) => ({ url: new URL(String(url)).pathname }), ['files']),
			none: events(({ result: _, ...body }) => body, RESULT),
		},
	),
	undecided('event-fields', 'which fields an event always has', ['receive', 'files', 'wait'], {
		'no variation_type': events(({ variation_type: _, ...body }) => body),
		'base_variation_id is null': events((body) => ({ ...body, base_variation_id: null })),
		'done in upper case': events((body) => ({ ...body, event_type: String(body.event_type).toUpperCase() }), RESULT),
		completed: events((body) => (body.event_type === 'done' ? { ...body, event_type: 'completed' } : body), RESULT),
		'more fields': events((body) => ({ ...body, attempt: 1, account: { uid: 'user_1' } })),
	}),
	undecided(
		'signed-bytes',
		'what is signed: the sample signs the re-serialised body, the text speaks of the payload',
		['receive', 'wait'],
		{
			're-serialised': set({ variant: { prefix: '', bytes: 'reserialised' } }),
		},
	),
	undecided('webhook-url', 'whether webhook_url is kept byte for byte, and used at all beside configs', ['wait'], {
		'its query string is dropped': set({ webhookUrlFor: (url) => url.split('?')[0] ?? url }),
		'a parameter is added': set({ webhookUrlFor: (url) => `${url}${url.includes('?') ? '&' : '?'}source=vsai` }),
		'it is ignored': set({ webhookUrlFor: () => null }, ['wait']),
	}),
	undecided('delivery-order', 'the order of the deliveries', ['wait'], {
		'the last one first': reading((service) => {
			const send = service.send.bind(service);
			let wait = 200;
			service.send = async (...delivery) => {
				wait = wait / 2;
				await sleep(wait);
				return await send(...delivery);
			};
		}),
	}),
	undecided('render-list', 'the answer to GET /renders, whose total is described as that of variations', LIST, {
		'a wrong total': renders(object((value) => ({ ...value, total_count: 0 }))),
		'a list': renders(json((value) => (value as JsonObject).items)),
		'in data': renders(within('data')),
		'with variations': renders(
			each((item) => ({ ...item, variations: { total_count: 1, next_cursor: null, items: [] } })),
		),
		'with the webhook_url null': renders(each((item) => ({ ...item, webhook_url: null }))),
		render_id: renders(each(({ id, ...item }) => ({ ...item, render_id: id }))),
		'times in ISO 8601': renders(
			each((item) => ({ ...item, created_at: new Date(Number(item.created_at)).toISOString() })),
		),
		'times in seconds': renders(
			each((item) => ({ ...item, created_at: Number(item.created_at) / 1000 })),
			['catchUp'],
		),
		'a cursor on the last page': renders(
			object((list) => ({ ...list, next_cursor: (list.items as JsonObject[]).at(-1)?.id ?? null })),
		),
		nothing: renders(empty, LIST),
	}),
];
