/** Where the facts of an event may be, and which of them are believed. */
import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { signMetadata } from '../../../nodes/shared/tokens/metadata.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { hmac, idsOf, receive, sender } from '../support/kernel.mts';
import { definitionOf, plainHex, schemeCases, standardWebhooks } from '../../support/schemes.mts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NOW = 1_700_000_000_000;

function eventOf(
	definition: DeliveryDefinition,
	body: object,
	{ headers = {}, at = NOW, metadata }: { headers?: Record<string, string>; at?: number; metadata?: string } = {},
) {
	const bytes = Buffer.from(JSON.stringify(body));
	const signed = signDelivery(definition.signature, { body: bytes, secret: SECRET, id: 'msg_1', now: at }).headers;
	const verdict = verifyDelivery(
		definition,
		{ body: bytes, headers: { ...signed, ...headers }, metadata },
		{ secrets: [SECRET], events: ['*'], maxAge: 0, now: NOW },
	);
	if (!('event' in verdict)) throw new Error(verdict.reason);
	return verdict.event;
}

const define = (changes: Partial<DeliveryDefinition>, signature: SignatureScheme = plainHex): DeliveryDefinition => ({
	...definitionOf(signature),
	...changes,
});
const facts = { identity: null, time: null, jobId: null, variationId: null, results: [], error: null };

describe("an event's name", () => {
	const eventField = ['header:X-Event', 'data.kind', 'type'];

	it.each([
		[{ data: { kind: 'a' }, type: 'b' }, {}, 'a'],
		[{ data: { kind: '' }, type: 'b' }, {}, 'b'],
		[{ data: 'kind', type: 'b' }, {}, 'b'],
		[{ data: { kind: 'a' } }, { 'x-event': 'c' }, 'c'],
		[{ type: 7 }, {}, 'unknown'],
	])('is found in %j and %j', (body, headers, expected) => {
		expect(eventOf(define({ eventField }), body, { headers }).event).toBe(expected);
	});

	it('in a header that is not signed does not make a replay a new event', () => {
		const ids = ['a', 'b'].map((name) => eventOf(define({ eventField }), {}, { headers: { 'x-event': name } }).id);
		expect(ids[0]).toBe(ids[1]);
	});

	it('in a signed header is part of the identity', () => {
		const signature = { ...plainHex, content: '{header:x-event}\n{body}' } as const;
		const { id, event } = eventOf(define({ eventField }, signature), {});
		expect([id.split('|')[0], event]).toEqual(['msg_1', 'msg_1']);
	});

	// What anybody can leave out, or put in front, must not turn a repetition into a new event.
	describe.each([
		['a header', 'header:x-event', plainHex, { 'x-event': 'done' }, '{"id":null}'],
		['a header or the body', ['header:x-event', 'type'], plainHex, { 'x-event': 'done' }, '{"type":"other"}'],
	] as const)('that is not signed, in %s,', (_, eventField, scheme, headers, body) => {
		const idWith = (changed: Record<string, string>) =>
			idsOf(receive(sender(scheme, { eventField }), { body, headers: { ...changed, 'x-signature': hmac([body]) } }));

		it('makes no other event of a recorded delivery where it is left out, put in or changed', () => {
			expect(idWith(headers)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
			expect(idWith({})).toEqual(idWith(headers));
			expect(idWith({ 'x-event': 'failed' })).toEqual(idWith(headers));
			expect(idWith({ 'x-event': '' })).toEqual(idWith(headers));
		});
	});

	it('makes no other event where only fields are signed, whether the body has it or not', () => {
		const definition = sender({ content: '{body:job}' });
		const bodies = ['{"job":"1","type":"a"}', '{"job":"1","type":"b"}', '{"job":"1"}', '{"job":"1","type":{}}'];
		const ids = bodies.map((body) => idsOf(receive(definition, { body, headers: { 'x-signature': hmac(['1']) } })));
		expect(new Set(ids.flat()).size).toBe(1);
	});

	it('is what the definition reads in the body, where the body says more', () => {
		const read = () => ({ ...facts, event: 'video.done', status: 'failed' as const, issues: ['no link'] });
		expect(eventOf(define({ read }), { type: 'video' })).toMatchObject({
			event: 'video.done',
			status: 'failed',
			id: expect.stringMatching(/^video\.done\|/),
			issues: ['type: is not a documented event', 'no link'],
		});
	});
});

describe("an event's identity", () => {
	it('is that of the body, else the signed id of the delivery', () => {
		const read = () => ({ ...facts, identity: 'evt_1' });
		expect(eventOf(define({ read }, standardWebhooks), {}).id).toBe('evt_1');
		expect(eventOf(define({}, standardWebhooks), {}).id).toBe('msg_1');
	});
});

describe("an event's time", () => {
	const timeOf = (time: unknown) => eventOf(define({ read: () => ({ ...facts, time }) }, standardWebhooks), {});

	it('is that of the body', () => {
		expect(timeOf('2026-05-18T10:00:00Z').timestamp).toBe('2026-05-18T10:00:00.000Z');
	});

	it('is the time of sending where the body has none that can be read', () => {
		expect(timeOf(null).timestamp).toBe(new Date(NOW).toISOString());
		expect(timeOf('yesterday')).toMatchObject({
			timestamp: new Date(NOW).toISOString(),
			issues: expect.arrayContaining([expect.stringContaining('the time is neither')]),
		});
	});
});

describe('reading a body', () => {
	it('that throws gives an event with an issue', () => {
		const read = () => {
			throw new TypeError('of null');
		};
		expect(eventOf(define({ read }), { type: 't' })).toMatchObject({
			event: 't',
			jobId: null,
			results: [],
			body: { type: 't' },
			issues: expect.arrayContaining(['the body could not be read: it is not as documented']),
		});
	});

	it('sees the signed headers only', () => {
		const read: DeliveryDefinition['read'] = (_body, _event, { id, time, header }) => ({
			...facts,
			jobId: JSON.stringify([id, time, header('webhook-id'), header('x-other')]),
		});
		expect(eventOf(define({ read }, standardWebhooks), {}, { headers: { 'x-other': 'x' } }).jobId).toBe(
			JSON.stringify(['msg_1', NOW, 'msg_1', null]),
		);
	});
});

it('metadata is never read where the key is public', () => {
	const row = schemeCases.find(({ name }) => name === 'fal');
	if (row === undefined) throw new Error('There is no such scheme');
	const body = Buffer.from('{}');
	const headers = signDelivery(row.scheme, { body, secret: row.sender, id: 'r1', now: NOW }).headers;
	const metadata = signMetadata({ order: '1' }, row.receiver);
	const options = { secrets: [row.receiver], events: ['*'], maxAge: 0, now: NOW };
	const verdict = verifyDelivery(definitionOf(row.scheme), { body, headers, metadata }, options);
	expect(verdict).not.toHaveProperty('event.metadata');
	expect(verdict).toMatchObject({ event: { issues: expect.arrayContaining([expect.stringMatching(/^metadata: /)]) } });
});
