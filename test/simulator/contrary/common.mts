import {
	atFirst,
	breaksOff,
	type Change,
	during,
	empty,
	json,
	jsonAsText,
	page,
	stalls,
	status,
	within,
	word,
} from '../answers.mts';
import type { JsonObject, Reply } from '../http.mts';
import type { ProviderSimulator } from '../provider.mts';
import {
	answers,
	events,
	type Flow,
	type Reading,
	reading,
	refusals,
	refusing,
	set,
	type Switch,
	undecided,
} from './readings.mts';

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
const IMPATIENT = { timeoutMs: 60, retries: 3, baseDelayMs: 20, success: /^2/ };
const FILES: readonly Flow[] = ['files', 'download'];

/** The switches that every provider has, since no documentation speaks of any of this. */
export function commonSwitches({ orders, jobs, waitsFor, time }: Paths): Array<Switch<ProviderSimulator>> {
	const ordered = answers('POST', ...orders);
	const asked = answers('GET', ...jobs);
	const moved = (code: number) =>
		refusing('POST', orders, { status: code, headers: { location: '/elsewhere' }, body: '' }, ORDER);
	const timed = (value: () => unknown) => events((body) => ({ ...body, [time.field]: value() }));
	return [
		undecided(
			'order-answer',
			'the form of the answer to an order, and what a gateway in front of the API makes of it',
			ORDER,
			{
				'JSON declared as text': ordered(jsonAsText),
				'inside data': ordered(within('data')),
				'two levels deep': ordered(within('response', 'result')),
				'a list of one': ordered(json((value) => [value])),
				'an empty list': ordered(
					json(() => []),
					ORDER,
				),
				'a word': ordered(word('Accepted'), ORDER),
				nothing: ordered(empty, ORDER),
				'a page with 200': ordered(page, ORDER),
				'stalls half-way': ordered(stalls, ORDER),
				'breaks off half-way': ordered(breaksOff, ORDER),
				'503 after the work was taken on': ordered(status(503), ORDER),
				'503 with Retry-After after the work was taken on': ordered(status(503, { 'retry-after': '0' }), ORDER),
				'502 after the work was taken on': ordered(status(502), ORDER),
				'a redirect that keeps the method': moved(307),
				'a redirect that does not': moved(301),
			},
		),
		undecided('order-limit', 'how the API says that it takes no more orders for the moment', ORDER, {
			'429 without Retry-After': refusing('POST', orders, { status: 429, times: 1 }),
			'429 with a date': reading((...simulated) => {
				const headers = { 'retry-after': new Date(Date.now() + 5 * SECOND).toUTCString() };
				refusing('POST', orders, { status: 429, times: 1, headers }).apply(...simulated);
			}),
		}),
		undecided('job-outage', 'how the API behaves while work is under way', ['wait'], {
			'503 for 25 seconds': asked(during(25 * SECOND, status(503))),
			'500 for 25 seconds': asked(during(25 * SECOND, status(500))),
			'429 without Retry-After': asked(atFirst(2, status(429))),
			'a page at first': asked(atFirst(2, page)),
			// A list may have an address of the same form.
			'nothing at first': asked(atFirst(1, empty), ['list']),
			'breaks off at first': asked(atFirst(1, breaksOff)),
			'stalls at first': asked(atFirst(1, stalls)),
		}),
		undecided('api-lag', 'whether the API shows at once what a delivery tells', ['files', 'wait'], {
			'five seconds behind': set({ apiLagMs: 5 * SECOND }),
			'an hour behind': set({ apiLagMs: HOUR }, waitsFor === 'deliveries' ? [] : ['files', 'wait']),
		}),
		undecided('event-time', "whether the sender's clock is right, and how it writes the time", ['receive', 'wait'], {
			'in seconds': timed(() => Math.floor(Date.now() / 1000)),
			'as text in milliseconds': timed(() => String(Date.now())),
			'an hour ahead': timed(() => time.write(Date.now() + HOUR)),
			'an hour behind': timed(() => time.write(Date.now() - HOUR)),
			none: timed(() => undefined),
			'not a time': timed(() => 'just now'),
		}),
		undecided(
			'sender-patience',
			'how long the sender waits for an answer, and in which order it sends',
			['receive', 'wait'],
			{
				'gives up at once, and repeats': reading(({ policy }) => void Object.assign(policy, IMPATIENT)),
				'repeats what was received': reading((service) => {
					const send = service.send.bind(service);
					service.send = async (...delivery) => [...(await send(...delivery)), ...(await send(...delivery))];
				}),
			},
		),
		undecided('error-form', 'the form of an error', ['refused'], {
			'a list of errors': errors((message) => ({ errors: [{ message }] })),
			'an error in an error': errors((message) => ({ error: { code: 'refused', message } })),
			'a text in error': errors((message) => ({ error: message })),
			'a detail': errors((message) => ({ detail: message })),
			'a list': errors((message) => [message]),
			'plain text': refusals((reply) => ({ status: reply.status, bytes: messageOf(reply) })),
			nothing: refusals((reply) => ({ status: reply.status, bytes: '' })),
			'a page': refusals((reply) => ({ ...page({ status: 200 }), status: reply.status })),
		}),
		undecided('result-file', 'how the host of the result files behaves, and how long a file stays there', FILES, {
			'gone (404)': file(status(404)),
			'gone (410)': file(status(410)),
			'expired (403)': file(status(403)),
			'breaks off every time': file(breaksOff),
			'stalls every time': file(stalls),
			'breaks off at first': file(atFirst(1, breaksOff), []),
			'stalls at first': file(atFirst(1, stalls), []),
			'503 at first': file(atFirst(1, status(503)), []),
			'an error page with 200': file(page),
			empty: file(empty),
			'redirects for ever': file((reply) => ({ ...reply, status: 302, headers: { location: '?again' } })),
		}),
	];
}

const messageOf = ({ json: body }: Reply): string => String((body as JsonObject | undefined)?.message ?? '');

const errors = (form: (message: string) => unknown): Reading<ProviderSimulator> =>
	refusals((reply) => ({ status: reply.status, json: form(messageOf(reply)) }));

const file = (change: Change, mayFail = FILES): Reading<ProviderSimulator> =>
	reading((_service, { files }) => files.answers.change('GET', '/files/:name', change), mayFail);
