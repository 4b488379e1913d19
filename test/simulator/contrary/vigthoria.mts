import { empty, json, jsonAsText, object, renamed, without, word, type Change } from '../answers.mts';
import type { JsonObject } from '../http.mts';
import type { VigthoriaSimulator } from '../vigthoria.mts';
import { commonSwitches } from './common.mts';
import {
	answers,
	eventField,
	events,
	type Flow,
	reading,
	refusing,
	set,
	type Switch,
	undecided,
	wrapped,
} from './readings.mts';

const order = answers('POST', '/music/generate', '/video/generate');
const generation = answers('GET', '/music/:id', '/video/:id');
const library = answers('GET', '/music/library');
const data = eventField('data');

const FILES: readonly Flow[] = ['files'];
const LIST: readonly Flow[] = ['list', 'catchUp'];

const entries = (edit: (entry: JsonObject) => JsonObject): Change => json((list) => (list as JsonObject[]).map(edit));

/** The result's address in another place. */
const addressIn = (place: (address: unknown) => JsonObject) =>
	generation(
		object(({ output_url, ...rest }) => (output_url === undefined ? rest : { ...rest, ...place(output_url) })),
	);

export const vigthoriaSwitches: Array<Switch<VigthoriaSimulator>> = [
	...commonSwitches({
		orders: ['/music/generate', '/video/generate'],
		jobs: ['/music/:id', '/video/:id'],
		waitsFor: 'answers',
		time: { field: 'created', write: (time) => new Date(time).toISOString() },
	}),
	undecided('order-fields', 'the answer to POST /video/generate', ['create', 'wait'], {
		job_id: order(renamed({ id: 'job_id' })),
		generation_id: order(renamed({ id: 'generation_id' })),
		'id in data': order(object(({ id }) => ({ data: { id } }))),
		'a job': order(object(({ id, status }) => ({ job: { id, status } }))),
		'202': order((reply) => ({ ...reply, status: 202 })),
		'no status': order(without('status')),
		'no id': order(without('id'), ['create', 'wait']),
	}),
	undecided('generation-answer', 'the answer to GET /music/{id}, and where a video is asked for', ['wait'], {
		...wrapped(generation, ['data', 'music'], 'data', 'generation'),
		'JSON declared as text': generation(jsonAsText),
		state: generation(renamed({ status: 'state' })),
		result_url: addressIn((result_url) => ({ result_url })),
		url: addressIn((url) => ({ url })),
		audio_url: addressIn((audio_url) => ({ audio_url })),
		'output.url': addressIn((url) => ({ output: { url } })),
		'result.url': addressIn((url) => ({ result: { url } })),
		'a list of outputs': addressIn((url) => ({ outputs: [{ url }] })),
		'no address': generation(without('output_url'), ['wait']),
		'a word': generation(word('ok'), ['wait']),
		'no such path': refusing('GET', [/^\/(music|video)\/(?!library)/], { status: 404 }, ['wait']),
	}),
	undecided('status-words', 'the words for a status: only processing is known', ['wait'], {
		'upper case': set({ statusWords: { processing: 'PROCESSING', completed: 'COMPLETED', failed: 'FAILED' } }),
		succeeded: set({ statusWords: { processing: 'queued', completed: 'succeeded', failed: 'failed' } }),
		done: set({ statusWords: { processing: 'running', completed: 'done', failed: 'error' } }),
		finished: set({ statusWords: { processing: 'in_progress', completed: 'finished', failed: 'cancelled' } }),
		unknown: set({ statusWords: { processing: 'P', completed: 'C', failed: 'F' } }, ['wait']),
	}),
	undecided('result-link', "whether a result's address is absolute, and whether it needs the key", ['files', 'wait'], {
		relative: set({ linkTo: (name) => `/v1/results/${name}` }, FILES),
		'below the API, with the key': reading((service) => {
			service.linkTo = (name) => `${service.baseUrl}/results/${name}`;
		}, FILES),
	}),
	undecided('envelope', 'the envelope of an event: two pages differ', ['receive', 'files'], {
		'of the reference': set({ envelope: 'reference' }),
		'without an id': events(({ id: _, ...body }) => body),
		'a number for an id': events((body) => ({ ...body, id: 4711 })),
	}),
	undecided('event-data', 'the data of most events', ['receive', 'files'], {
		'all of it under other names': data(
			({ generation_id: id, result_url: url, ...rest }) => ({ ...rest, id, url }),
			FILES,
		),
		'no data': events(({ data: _, ...body }) => body, FILES),
		null: data(() => null, FILES),
		'a list': data((value) => [value], FILES),
		'a text': data(() => 'done', FILES),
	}),
	undecided('test-event', 'the form of the test events that the dashboard sends', ['receive'], {
		'of a type of their own': events((body) => ({ ...body, type: 'test', data: {} }), FILES),
		'without a type': events(() => ({ message: 'Hello' }), ['files', 'receive']),
	}),
	undecided('signature', 'the form of the signature and the bytes that are signed: the pages differ', ['receive'], {
		'with sha256=': set({ variant: { prefix: 'sha256=', bytes: 'raw' } }),
		're-serialised': set({ variant: { prefix: '', bytes: 'reserialised' } }),
		'with sha256=, re-serialised': set({ variant: { prefix: 'sha256=', bytes: 'reserialised' } }),
	}),
	undecided('library', 'the answer to GET /music/library', LIST, {
		...wrapped(library, ['items', 'data', 'music'], 'data', 'music'),
		generation_id: library(renamed({ id: 'generation_id' })),
		'no status': library(entries(({ status: _, ...entry }) => entry)),
		result_url: library(renamed({ output_url: 'result_url' })),
		createdAt: library(renamed({ created_at: 'createdAt' })),
		'no time': library(
			entries(({ created_at: _, ...entry }) => entry),
			['catchUp'],
		),
		'a word': library(word('ok'), LIST),
		nothing: library(empty, LIST),
		null: library(
			json(() => null),
			LIST,
		),
	}),
];
