import { readFileSync } from 'node:fs';

import { inRepository } from '../../harness/paths.mts';
import { secretFor, signAsDocumented, type Signs } from './catalogue-signer.mts';
import { form } from './requests.mts';
import type { SignedRequest } from './row.mts';

/** What the documentation of a sender says of its deliveries. */
interface Facts {
	sender: string;
	signs: Signs;
	/** paths of the whole body, or `header:name`; the preferred one first */
	eventField: string[];
	idField: string[];
	body: 'json' | 'form' | 'array' | 'xml' | 'empty';
	handshake?: { kind: string; method: string };
	/** what else the sender has in every body */
	own?: Record<string, unknown>;
	/** what is in the query of the address */
	query?: string;
	vector?: { secret: string; headers: Record<string, string>; body: string; url?: string };
	job?: JobFacts;
}

/** What the documentation says of how a body tells of a job. A path may lead through lists: `images[].url`. */
interface JobFacts {
	id?: string;
	status?: string;
	/** words at `status` */
	completed?: string[];
	failed?: string[];
	/** words at `status` that come before the end */
	several?: string[];
	results?: string[];
	error?: string;
	/** bodies whose status no single word tells */
	bodies?: Array<[body: Record<string, unknown>, status: string]>;
}

/** The facts by the value of the sender. */
export const factsBySender = {
	...readLines('media'),
	...readLines('others'),
	...readLines('unsigned-media'),
	...(JSON.parse(textOf('keys.json')) as Record<string, Facts>),
	...(JSON.parse(textOf('popular.json')) as Record<string, Facts>),
};

function textOf(name: string): string {
	return readFileSync(inRepository('test', 'support', 'documented', 'facts', name), 'utf8');
}

/** Reads a file with one sender a line. */
function readLines(name: string): Record<string, Facts> {
	const lines = textOf(`${name}.jsonl`).trim().split('\n');
	const rows = lines.map((line) => JSON.parse(line) as Facts & { value: string });
	return Object.fromEntries(rows.map(({ value, ...facts }) => [value, facts]));
}

/** What a sender signs besides the event and the id, or has in every body. */
const ownFields: Record<string, Record<string, unknown>> = {
	adyen: {
		notificationItems: [
			{
				NotificationRequestItem: {
					pspReference: '7914073381342284',
					merchantAccountCode: 'TestMerchant',
					merchantReference: 'order 7',
					amount: { value: 1130, currency: 'EUR' },
					success: 'true',
					additionalData: {},
				},
			},
		],
	},
	docuSign: { generatedDateTime: '2026-05-18T10:00:00.0000000Z', data: { envelopeId: 'envelope-1' } },
	hubSpot: [{ occurredAt: 1_779_098_400_000 }] as unknown as Record<string, unknown>,
	telegram: { callback_query: { id: '1' } },
	mailgun: { signature: { timestamp: '1779098400', token: 'token-1' } },
};

export interface FactsDelivery {
	event?: string;
	id?: string;
	/** a field that the sender may have beside the documented ones */
	extra?: string;
	/** more values by their paths */
	fields?: Record<string, unknown>;
	/** a JSON text to sign in place of the one that follows from the rest */
	body?: string;
	now: number;
	url: string;
	signingKey: ReturnType<typeof secretFor>['signingKey'];
}

/** Returns a delivery, signed as the facts say. */
export function deliveryOf(value: string, facts: Facts, options: FactsDelivery): SignedRequest {
	const { event = 'thing.happened', id = 'id-1', extra, fields = {}, now, url, signingKey } = options;
	const body = structuredClone(facts.own ?? ownFields[value] ?? (facts.body === 'array' ? [{}] : {}));
	const headers: Record<string, string> = {};
	const put = (place: string | undefined, text: string) => {
		if (place === undefined) return;
		if (place.startsWith('header:')) headers[place.slice('header:'.length)] = text;
		else set(body, place.split('.'), text);
	};
	put(facts.eventField[0], event);
	put(facts.idField[0], id);
	if (value === 'mailgun') {
		set(body, ['signature', 'token'], id);
		set(body, ['signature', 'timestamp'], String(Math.floor(now / 1000)));
	}
	for (const [path, field] of Object.entries(fields)) {
		const names = path.replaceAll('[]', '.0').split('.');
		set(body, facts.body === 'array' ? ['0', ...names] : names, field);
	}
	if (extra !== undefined) set(body, facts.body === 'array' ? ['0', 'extra'] : ['extra'], extra);
	const text = options.body ?? written(body, facts.body);
	const address = facts.query === undefined ? url : `${url}?${facts.query}`;
	const request = signAsDocumented(facts.signs, { body: text, secret: signingKey, now, id, url: address });
	const type = facts.body === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
	const lower = Object.entries(request.headers).map(([name, header]) => [name.toLowerCase(), header]);
	return { ...request, headers: { 'content-type': type, ...Object.fromEntries(lower), ...headers } };
}

function written(body: Record<string, unknown>, type: Facts['body']): string {
	if (type === 'empty') return '';
	if (type === 'form') return form({ sent: 'yes', ...(body as Record<string, string>) });
	return type === 'xml' ? `<feed><![CDATA[${JSON.stringify(body)}]]></feed>` : JSON.stringify(body);
}

/** Puts a value at a path; a number in it leads to an entry of a list. */
function set(body: Record<string, unknown>, [name, ...rest]: string[], value: unknown): void {
	if (rest.length === 0) body[name!] = value;
	else set((body[name!] ??= /^\d+$/.test(rest[0]!) ? [] : {}) as Record<string, unknown>, rest, value);
}
