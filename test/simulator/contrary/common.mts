import {
	atFirst,
	breaksOff,
	during,
	empty,
	json,
	jsonAsText,
	page,
	stalls,
	status,
	within,
	word,
	type Change,
} from '../answers.mts';
import type { JsonObject } from '../http.mts';
import type { Simulator } from '../index.mts';
import type { ProviderSimulator } from '../provider.mts';
import type { Flow, Reading, Switch } from './switch.mts';

/** Where a provider's API takes orders, and where it tells what has become of one. */
interface Paths {
	orders: readonly string[];
	jobs: readonly string[];
	/** How a result gets here while a node waits for it. */
	waitsFor: 'deliveries' | 'answers';
	/** The field of an event that holds its time, and how the provider writes it. */
	time: { field: string; write: (epochMilliseconds: number) => unknown };
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const ORDER: readonly Flow[] = ['create', 'wait'];

/** The switches that every provider has, since no documentation speaks of any of this. */
export function commonSwitches<Service extends ProviderSimulator>({ orders, jobs, waitsFor, time }: Paths): Array<Switch<Service>> {
	const ordered =
		(change: () => Change, mayFail?: readonly Flow[]): Reading<Service> => ({
			apply: ({ answers }) => {
				for (const path of orders) answers.change('POST', path, change());
			},
			mayFail,
		});
	const asked =
		(change: () => Change, mayFail?: readonly Flow[]): Reading<Service> => ({
			apply: ({ answers }) => {
				for (const path of jobs) answers.change('GET', path, change());
			},
			mayFail,
		});
	const moved = (code: number) => (service: Service) => {
		const fault = { kind: 'status', status: code, headers: { location: '/elsewhere' }, body: '' } as const;
		for (const path of orders) service.faults.add({ method: 'POST', path, times: Infinity, fault });
	};
	const timed = (value: () => unknown) => (service: Service) => {
		const before = service.alterEvent;
		service.alterEvent = (body) => ({ ...before(body), [time.field]: value() });
	};
	return [
		{
			name: 'order-answer',
			fact: 'the form of the answer to an order, and what a gateway in front of the API makes of it',
			flows: ['create', 'wait'],
			readings: {
				'JSON declared as text': ordered(() => jsonAsText),
				'inside data': ordered(() => within('data')),
				'two levels deep': ordered(() => within('response', 'result')),
				'a list of one': ordered(() => json((value) => [value])),
				'a word': ordered(() => word('Accepted'), ORDER),
				nothing: ordered(() => empty, ORDER),
				'a page with 200': ordered(() => page, ORDER),
				'stalls half-way': ordered(() => stalls, ORDER),
				'breaks off half-way': ordered(() => breaksOff, ORDER),
				'503 after the work was taken on': ordered(() => status(503), ORDER),
				'502 after the work was taken on': ordered(() => status(502), ORDER),
				'a redirect that keeps the method': { apply: moved(307), mayFail: ORDER },
				'a redirect that does not': { apply: moved(301), mayFail: ORDER },
			},
		},
		{
			name: 'order-limit',
			fact: 'how the API says that it takes no more orders for the moment',
			flows: ['create', 'wait'],
			readings: {
				'429 without Retry-After': (service) => {
					for (const path of orders) service.faults.add({ method: 'POST', path, fault: { kind: 'status', status: 429 } });
				},
				'429 with a date': (service) => {
					const headers = { 'retry-after': new Date(Date.now() + 5 * SECOND).toUTCString() };
					for (const path of orders) {
						service.faults.add({ method: 'POST', path, fault: { kind: 'status', status: 429, headers } });
					}
				},
			},
		},
		{
			name: 'job-outage',
			fact: 'how the API behaves while work is under way',
			flows: ['wait'],
			readings: {
				'503 for 25 seconds': asked(() => during(25 * SECOND, status(503))),
				'500 for 25 seconds': asked(() => during(25 * SECOND, status(500))),
				'429 without Retry-After': asked(() => atFirst(2, status(429))),
				'a page at first': asked(() => atFirst(2, page)),
				// A list may have an address of the same form.
				'nothing at first': asked(() => atFirst(1, empty), ['list']),
				'breaks off at first': asked(() => atFirst(1, breaksOff)),
				'stalls at first': asked(() => atFirst(1, stalls)),
			},
		},
		{
			name: 'api-lag',
			fact: 'whether the API shows at once what a delivery tells',
			flows: ['files', 'wait'],
			readings: {
				'five seconds behind': (service) => {
					service.apiLagMs = 5 * SECOND;
				},
				'an hour behind': {
					apply: (service) => {
						service.apiLagMs = HOUR;
					},
					mayFail: waitsFor === 'deliveries' ? [] : ['files', 'wait'],
				},
			},
		},
		{
			name: 'event-time',
			fact: "whether the sender's clock is right, and how it writes the time",
			flows: ['receive', 'wait'],
			readings: {
				'in seconds': timed(() => Math.floor(Date.now() / 1000)),
				'as text in milliseconds': timed(() => String(Date.now())),
				'an hour ahead': timed(() => time.write(Date.now() + HOUR)),
				'an hour behind': timed(() => time.write(Date.now() - HOUR)),
				none: timed(() => undefined),
				'not a time': timed(() => 'just now'),
			},
		},
		{
			name: 'sender-patience',
			fact: 'how long the sender waits for an answer, and in which order it sends',
			flows: ['receive', 'wait'],
			readings: {
				'gives up at once, and repeats': (service) => {
					Object.assign(service.policy, { timeoutMs: 60, retries: 3, baseDelayMs: 20, success: 'any-2xx' });
				},
				'repeats what was received': (service) => {
					const send = service.send.bind(service);
					service.send = async (...delivery) => [...(await send(...delivery)), ...(await send(...delivery))];
				},
			},
		},
		{
			name: 'error-form',
			fact: 'the form of an error',
			flows: ['refused'],
			readings: {
				'a list of errors': refused((message) => ({ errors: [{ message }] })),
				'an error in an error': refused((message) => ({ error: { code: 'refused', message } })),
				'a text in error': refused((message) => ({ error: message })),
				'a detail': refused((message) => ({ detail: message })),
				'a list': refused((message) => [message]),
				'plain text': (service) => {
					service.answers.refusals = (reply) => ({ status: reply.status, bytes: messageOf(reply.json) });
				},
				nothing: (service) => {
					service.answers.refusals = ({ status: code }) => ({ status: code, bytes: '' });
				},
				'a page': (service) => {
					service.answers.refusals = ({ status: code }) => ({ ...page({ status: 200 }), status: code });
				},
			},
		},
		{
			name: 'result-file',
			fact: 'how the host of the result files behaves, and how long a file stays there',
			flows: ['files', 'download'],
			readings: {
				'gone (404)': file(() => status(404)),
				'gone (410)': file(() => status(410)),
				'expired (403)': file(() => status(403)),
				'breaks off every time': file(() => breaksOff),
				'stalls every time': file(() => stalls),
				'breaks off at first': { apply: file(() => atFirst(1, breaksOff)).apply },
				'stalls at first': { apply: file(() => atFirst(1, stalls)).apply },
				'503 at first': { apply: file(() => atFirst(1, status(503))).apply },
				'an error page with 200': file(() => page),
				empty: file(() => empty),
				'redirects for ever': file(() => (reply) => ({ ...reply, status: 302, headers: { location: '?again' } })),
			},
		},
	];
}

const messageOf = (body: unknown): string => String((body as JsonObject | undefined)?.message ?? '');

const refused =
	(form: (message: string) => unknown) =>
	({ answers }: ProviderSimulator): void => {
		answers.refusals = (reply) => ({ status: reply.status, json: form(messageOf(reply.json)) });
	};

function file(change: () => Change): Reading<ProviderSimulator> {
	return {
		apply: (_service: ProviderSimulator, { files }: Simulator) => files.answers.change('GET', '/files/:name', change()),
		mayFail: ['files', 'download'],
	};
}
