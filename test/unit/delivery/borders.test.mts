/**
 * What is signed is one text, and a recorded one can be taken apart in other ways than its sender meant it. Each of them is
 * refused, or counts as the event that was received.
 */
import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { hmac, idsOf, receive, SECONDS, sender, startsNothing, URL_OF_NODE } from '../support/kernel.mts';

/** The values of the placeholders of a template. */
type Reading = Readonly<Record<string, string>>;

interface Recording {
	name: string;
	content: string;
	values: Reading;
	/** Whether no time is checked. */
	isUntimed?: boolean;
	/** What the delivery gives as its sender meant it: the signed id unless given. */
	gives?: 'a digest of all that is signed' | 'a digest with a name' | 'a refusal';
}

const MILLISECONDS = `${SECONDS}000`;
const ISO = '2026-05-18T10:00:00Z';
const JSON_BODY = '{"n":1}';

const recordings: Recording[] = [
	{
		name: 'an id, a time in seconds and JSON',
		content: '{header:x-a}{timestamp}{body}',
		values: { 'header:x-a': 'msg1', timestamp: SECONDS, body: JSON_BODY },
	},
	{
		name: 'an id, a time in milliseconds and JSON',
		content: '{header:x-a}{timestamp}{body}',
		values: { 'header:x-a': 'msg1', timestamp: MILLISECONDS, body: JSON_BODY },
	},
	{
		name: 'an id, a time in ISO 8601 and JSON',
		content: '{header:x-a}{timestamp}{body}',
		values: { 'header:x-a': 'msg1', timestamp: ISO, body: JSON_BODY },
	},
	{
		name: 'a time and an id that begins with digits',
		content: '{timestamp}{header:x-a}{body}',
		values: { timestamp: SECONDS, 'header:x-a': '123abc', body: JSON_BODY },
		gives: 'a digest of all that is signed',
	},
	{
		name: 'a time and an id that begins with a letter',
		content: '{timestamp}{header:x-a}{body}',
		values: { timestamp: SECONDS, 'header:x-a': 'abc123', body: JSON_BODY },
	},
	{
		name: 'a time in milliseconds and an id',
		content: '{timestamp}{header:x-a}{body}',
		values: { timestamp: MILLISECONDS, 'header:x-a': 'abc', body: JSON_BODY },
		gives: 'a digest of all that is signed',
	},
	{
		name: 'a time with a fraction, a dot and an id',
		content: '{timestamp}.{header:x-a}.{body}',
		values: { timestamp: `${SECONDS}.5`, 'header:x-a': 'abc', body: JSON_BODY },
		gives: 'a digest of all that is signed',
	},
	{
		name: 'a time in milliseconds and JSON',
		content: '{timestamp}{body}',
		values: { timestamp: MILLISECONDS, body: JSON_BODY },
		gives: 'a digest with a name',
	},
	{
		name: 'a time, a dot and a text that begins with digits',
		content: '{timestamp}.{body}',
		values: { timestamp: SECONDS, body: '12 jobs' },
		gives: 'a digest with a name',
	},
	{
		name: 'a time, a dot and a text that begins with a decimal',
		content: '{timestamp}.{body}',
		values: { timestamp: SECONDS, body: '12.5 jobs' },
		gives: 'a refusal',
	},
	{
		name: 'a time, a colon and a form',
		content: 'v0:{timestamp}:{body}',
		values: { timestamp: SECONDS, body: 'id=123.4&note=5:6' },
	},
	{
		name: 'JSON and a time',
		content: '{body}{timestamp}',
		values: { body: JSON_BODY, timestamp: MILLISECONDS },
		gives: 'a digest with a name',
	},
	{
		name: 'a time that is not checked',
		content: '{header:x-a}{timestamp}{body}',
		values: { 'header:x-a': 'msg1', timestamp: SECONDS, body: JSON_BODY },
		isUntimed: true,
		gives: 'a digest of all that is signed',
	},
	{
		name: 'two headers side by side',
		content: '{header:x-a}{header:x-b}{body}',
		values: { 'header:x-a': 'msg', 'header:x-b': 'done', body: JSON_BODY },
		gives: 'a digest of all that is signed',
	},
	{
		name: 'two headers with a dot between and in them',
		content: '{header:x-a}.{header:x-b}.{body}',
		values: { 'header:x-a': 'msg.1', 'header:x-b': 'done', body: JSON_BODY },
		gives: 'a digest of all that is signed',
	},
	{
		name: 'two headers with a dot between them',
		content: '{header:x-a}.{header:x-b}.{body}',
		values: { 'header:x-a': 'msg1', 'header:x-b': 'done', body: '{"n":"a.b.c"}' },
	},
	{
		name: 'two headers with two dashes between them, of which one ends with a dash',
		content: '{header:x-a}--{header:x-b}.{body}',
		values: { 'header:x-a': 'msg-', 'header:x-b': 'done', body: JSON_BODY },
		gives: 'a digest of all that is signed',
	},
	{
		name: 'two headers with different separators',
		content: '{header:x-a}:{header:x-b}.{body}',
		values: { 'header:x-a': 'msg.1', 'header:x-b': 'done', body: '{"n":"a:b.c"}' },
	},
	{
		name: 'the address and JSON',
		content: '{url}{body}',
		values: { url: `${URL_OF_NODE}?a=1`, body: JSON_BODY },
		gives: 'a digest with a name',
	},
	{
		name: 'JSON and the address',
		content: '{body}{url}',
		values: { body: JSON_BODY, url: `${URL_OF_NODE}?a=1` },
		gives: 'a digest with a name',
	},
	{
		name: 'JSON with a line break at its end, and a parameter',
		content: '{body}{query:a}',
		values: { body: `${JSON_BODY}\n`, 'query:a': 'msg1' },
		gives: 'a digest with a name',
	},
	{
		name: 'JSON with blanks around it, and separators',
		content: '{header:x-a}.{body}.{header:x-b}',
		values: { 'header:x-a': 'msg1', body: ` ${JSON_BODY}\n`, 'header:x-b': 'done' },
	},
	{
		name: 'a time and a field',
		content: '{timestamp}{body:id}',
		values: { timestamp: SECONDS, 'body:id': '123abc' },
		gives: 'a digest of all that is signed',
	},
	{
		name: 'a time and a field that begins with a letter',
		content: '{timestamp}{body:id}',
		values: { timestamp: SECONDS, 'body:id': 'abc123' },
	},
	{
		name: 'fields with colons between and in them',
		content: '{body:id}:{body:job}:{body:status}',
		values: { 'body:id': 'a', 'body:job': 'b:c', 'body:status': 'completed' },
		gives: 'a digest of all that is signed',
	},
	{
		name: 'fields with colons between them',
		content: '{body:id}:{body:job}:{body:status}',
		values: { 'body:id': 'a', 'body:job': 'b', 'body:status': 'completed' },
	},
];

const schemeOf = ({ content, isUntimed }: Recording): Partial<SignatureScheme> => ({
	content,
	deliveryId: ['x-a'],
	...(content.includes('{timestamp}') && {
		timestamp: { from: ['x-time'], unit: 'auto', ...(!isUntimed && { tolerance: { past: 300, future: 300 } }) },
	}),
});

const definitionOf = (recording: Recording): DeliveryDefinition =>
	sender(schemeOf(recording), { eventField: recording.content.includes('x-b') ? 'header:x-b' : 'type' });

const pieces = (content: string) => content.split(/(\{[^}]+\})/).filter((piece) => piece !== '');
const isPlaceholder = (piece: string) => piece.startsWith('{');

/** What is signed. */
const signedTextOf = (content: string, values: Reading): string =>
	pieces(content)
		.map((piece) => (isPlaceholder(piece) ? values[piece.slice(1, -1)] : piece))
		.join('');

/** Every way to take a text apart by a template. */
function* readingsOf([first, ...rest]: readonly string[], text: string): Generator<Reading> {
	if (first === undefined) {
		if (text === '') yield {};
	} else if (!isPlaceholder(first)) {
		if (text.startsWith(first)) yield* readingsOf(rest, text.slice(first.length));
	} else {
		for (let end = rest.length === 0 ? text.length : 0; end <= text.length; end++) {
			for (const others of readingsOf(rest, text.slice(end)))
				yield { [first.slice(1, -1)]: text.slice(0, end), ...others };
		}
	}
}

/** Whether a reading can arrive over HTTP, at the address of the node. */
const canArrive = (values: Reading): boolean =>
	Object.entries(values).every(([name, value]) => {
		if (name === 'url') return value.replace(/\?.*$/s, '') === URL_OF_NODE && !/\s/.test(value);
		return name === 'timestamp' || name.startsWith('header:') ? value.trim() === value : true;
	});

function deliver(recording: Recording, values: Reading) {
	const headers: Record<string, string> = { 'x-time': values.timestamp };
	const query = new URLSearchParams();
	const fields: Record<string, string> = {};
	for (const [name, value] of Object.entries(values)) {
		const [, kind, key] = /^(header|query|body):(.+)$/.exec(name) ?? [];
		if (kind === 'header') headers[key] = value;
		else if (kind === 'query') query.append(key, value);
		else if (kind === 'body') fields[key] = value;
	}
	const body = values.body ?? JSON.stringify(fields);
	headers['x-signature'] = hmac([signedTextOf(recording.content, recording.values)]);
	return receive(definitionOf(recording), { body, headers, url: values.url ?? `${URL_OF_NODE}?${query.toString()}` });
}

const eventOf = (verdict: ReturnType<typeof receive>) => ('event' in verdict ? verdict.event : null);

const DIGEST = '[0-9a-f]{64}';

const expectedId = ({ gives, values }: Recording): string => {
	if (gives === 'a refusal') return 'borders-uncertain';
	if (gives === undefined) return values['header:x-a'] ?? values['body:id'] ?? '123.4';
	return gives === 'a digest with a name' ? `unknown\\|${DIGEST}` : DIGEST;
};

describe.each(recordings)('$name', (recording) => {
	const { content, values, gives = 'the signed id' } = recording;
	const original = deliver(recording, values);

	it(`give ${gives}`, () => {
		expect([idsOf(original)].flat().join()).toMatch(new RegExp(`^${expectedId(recording)}$`));
	});

	it('start nothing again, however they are taken apart, and give no event another time', () => {
		const others = [...readingsOf(pieces(content), signedTextOf(content, values))].filter(canArrive);
		const wrong = others.filter((reading) => {
			const verdict = deliver(recording, reading);
			const time = eventOf(verdict)?.timestamp;
			return !startsNothing(original, verdict) || (time !== undefined && time !== eventOf(original)?.timestamp);
		});
		expect(others).toContainEqual(values);
		expect(wrong).toEqual([]);
	});
});

it('a job and a status are not believed where the borders of the fields that say them are uncertain', () => {
	const recording = recordings.find(({ name }) => name === 'fields with colons between and in them') as Recording;
	expect(eventOf(deliver(recording, recording.values))).toMatchObject({
		jobId: null,
		status: 'info',
		body: { id: 'a', job: 'b:c' },
		issues: expect.arrayContaining([expect.stringContaining('could be taken apart in another way')]),
	});
});
