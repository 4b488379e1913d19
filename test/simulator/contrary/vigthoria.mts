import { empty, json, jsonAsText, object, renamed, within, without, word } from '../answers.mts';
import { isJsonObject, type JsonObject } from '../http.mts';
import type { VigthoriaSimulator } from '../vigthoria.mts';
import { commonSwitches } from './common.mts';
import type { Flow, Reading, Switch } from './switch.mts';

type Service = VigthoriaSimulator;
type Change = Parameters<Service['answers']['change']>[2];

const answers =
	(method: string, ...paths: string[]) =>
	(change: Change, mayFail?: readonly Flow[]): Reading<Service> => ({
		apply: (service) => {
			for (const path of paths) service.answers.change(method, path, change);
		},
		mayFail,
	});
const order = answers('POST', '/music/generate', '/video/generate');
const generation = answers('GET', '/music/:id', '/video/:id');
const library = answers('GET', '/music/library');

const data = (edit: (data: JsonObject) => unknown) => (service: Service) => {
	service.alterEvent = (body) => ({ ...body, data: edit(isJsonObject(body.data) ? body.data : {}) });
};

const entries = (edit: (entry: JsonObject) => JsonObject): Change => json((list) => (list as JsonObject[]).map(edit));

const resultIn = (...path: string[]) =>
	generation(
		object(({ output_url, ...rest }) =>
			output_url === undefined ? rest : { ...rest, ...(path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), output_url) as JsonObject) },
		),
	);

const words = (pending: string, completed: string, failed: string) => (service: Service) => {
	service.statusWords = { pending, completed, failed };
};

export const vigthoriaSwitches: Array<Switch<Service>> = [
	...commonSwitches<Service>({
		orders: ['/music/generate', '/video/generate'],
		jobs: ['/music/:id', '/video/:id'],
		waitsFor: 'answers',
		time: { field: 'created', write: (time) => new Date(time).toISOString() },
	}),
	{
		name: 'order-fields',
		fact: 'the answer to POST /video/generate',
		flows: ['create', 'wait'],
		readings: {
			job_id: order(renamed({ id: 'job_id' })),
			generation_id: order(renamed({ id: 'generation_id' })),
			'id in data': order(object(({ id }) => ({ data: { id } }))),
			'a job': order(object(({ id, status }) => ({ job: { id, status } }))),
			'202': order((reply) => ({ ...reply, status: 202 })),
			'no status': order(without('status')),
			'no id': order(without('id'), ['create', 'wait']),
		},
	},
	{
		name: 'generation-answer',
		fact: 'the answer to GET /music/{id}, and where a video is asked for',
		flows: ['wait'],
		readings: {
			'in data': generation(within('data')),
			'in music': generation(within('music')),
			'two levels deep': generation(within('data', 'generation')),
			'JSON declared as text': generation(jsonAsText),
			state: generation(renamed({ status: 'state' })),
			result_url: resultIn('result_url'),
			url: resultIn('url'),
			audio_url: resultIn('audio_url'),
			'output.url': resultIn('output', 'url'),
			'result.url': resultIn('result', 'url'),
			'a list of outputs': generation(
				object(({ output_url, ...rest }) => (output_url === undefined ? rest : { ...rest, outputs: [{ url: output_url }] })),
			),
			'no address': generation(without('output_url'), ['wait']),
			'a word': generation(word('ok'), ['wait']),
			'no such path': {
				apply: (service) =>
					service.faults.add({ method: 'GET', path: /^\/(music|video)\/(?!library)/, times: Infinity, fault: { kind: 'status', status: 404 } }),
				mayFail: ['wait'],
			},
		},
	},
	{
		name: 'status-words',
		fact: 'the words for a status: only processing is known',
		flows: ['wait'],
		readings: {
			'upper case': words('PROCESSING', 'COMPLETED', 'FAILED'),
			succeeded: words('queued', 'succeeded', 'failed'),
			done: words('running', 'done', 'error'),
			finished: words('in_progress', 'finished', 'cancelled'),
			unknown: { apply: words('P', 'C', 'F'), mayFail: ['wait'] },
		},
	},
	{
		name: 'result-link',
		fact: "whether a result's address is absolute, and whether it needs the key",
		flows: ['files', 'wait'],
		readings: {
			relative: {
				apply: (service) => {
					service.linkTo = (name) => `/v1/results/${name}`;
				},
				mayFail: ['files'],
			},
			'below the API, with the key': {
				apply: (service) => {
					service.linkTo = (name) => `${service.baseUrl}/results/${name}`;
				},
				mayFail: ['files'],
			},
		},
	},
	{
		name: 'envelope',
		fact: 'the envelope of an event: two pages differ',
		flows: ['receive', 'files'],
		readings: {
			'of the reference': (service) => {
				service.envelope = 'reference';
			},
			'without an id': (service) => {
				service.alterEvent = ({ id: _, ...body }) => body;
			},
			'a number for an id': (service) => {
				service.alterEvent = (body) => ({ ...body, id: 4711 });
			},
		},
	},
	{
		name: 'event-data',
		fact: 'the data of most events',
		flows: ['receive', 'files'],
		readings: {
			'all of it under other names': {
				apply: data(({ generation_id, result_url, ...rest }) => ({ ...rest, id: generation_id, url: result_url })),
				mayFail: ['files'],
			},
			'no data': { apply: (service) => { service.alterEvent = ({ data: _, ...body }) => body; }, mayFail: ['files'] },
			'null': { apply: data(() => null), mayFail: ['files'] },
			'a list': { apply: data((value) => [value]), mayFail: ['files'] },
			'a text': { apply: data(() => 'done'), mayFail: ['files'] },
		},
	},
	{
		name: 'test-event',
		fact: 'the form of the test events that the dashboard sends',
		flows: ['receive'],
		readings: {
			'of a type of their own': { apply: (service) => { service.alterEvent = (body) => ({ ...body, type: 'test', data: {} }); }, mayFail: ['files'] },
			'without a type': { apply: (service) => { service.alterEvent = () => ({ message: 'Hello' }); }, mayFail: ['files', 'receive'] },
		},
	},
	{
		name: 'signature',
		fact: 'the form of the signature and the bytes that are signed: the pages differ',
		flows: ['receive'],
		readings: {
			'with sha256=': (service) => {
				service.variant = { prefix: 'sha256=', bytes: 'raw' };
			},
			're-serialised': (service) => {
				service.variant = { prefix: '', bytes: 'reserialised' };
			},
			'with sha256=, re-serialised': (service) => {
				service.variant = { prefix: 'sha256=', bytes: 'reserialised' };
			},
		},
	},
	{
		name: 'library',
		fact: 'the answer to GET /music/library',
		flows: ['list', 'catchUp'],
		readings: {
			'in items': library(within('items')),
			'in data': library(within('data')),
			'in music': library(within('music')),
			'two levels deep': library(within('data', 'music')),
			generation_id: library(renamed({ id: 'generation_id' })),
			'no status': library(entries(({ status: _, ...entry }) => entry)),
			'result_url': library(renamed({ output_url: 'result_url' })),
			createdAt: library(renamed({ created_at: 'createdAt' })),
			'no time': library(entries(({ created_at: _, ...entry }) => entry), ['catchUp']),
			'a word': library(word('ok'), ['list', 'catchUp']),
			nothing: library(empty, ['list', 'catchUp']),
			null: library(json(() => null), ['list', 'catchUp']),
		},
	},
];
