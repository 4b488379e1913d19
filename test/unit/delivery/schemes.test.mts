/** What holds for every way to sign. */
import fc from 'fast-check';

import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import type { Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import { verifyDelivery, type VerificationOptions } from '../../../nodes/shared/delivery/verify.ts';
import { mutations } from '../../support/mutations.mts';
import { definitionOf, schemeCases, type SchemeCase } from '../../support/schemes.mts';

const NOW = Date.UTC(2026, 4, 18, 10);
const BODY = Buffer.from('{"type":"video_ready","data":{"id":"job_1"}}');
const RUNS = { numRuns: 50 };

const URL = 'https://n8n.example.com/webhook/1/webhook';

interface Sent {
	body: Buffer;
	headers: Record<string, string>;
	url: string;
}

const send = ({ scheme, sender }: SchemeCase, body: Uint8Array = BODY, now = NOW, secret = sender): Sent => ({
	body: Buffer.from(body),
	headers: signDelivery(scheme, { body, secret, id: 'msg_1', now, url: URL }).headers,
	url: URL,
});

const receive = ({ scheme, receiver }: SchemeCase, delivery: Delivery, changes: Partial<VerificationOptions> = {}) =>
	verifyDelivery(definitionOf(scheme), delivery, {
		secrets: [receiver],
		events: ['*'],
		maxAge: 0,
		now: NOW,
		...changes,
	});

const signatureHeader = ({ scheme }: SchemeCase) => scheme.places[0];
const flipBit = (bytes: Uint8Array, position: number): Buffer => {
	const flipped = Buffer.from(bytes);
	const bit = position % (bytes.length * 8);
	flipped[bit >> 3] ^= 1 << (bit & 7);
	return flipped;
};
const anyObject = fc
	.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
	.map((value) => Buffer.from(JSON.stringify(value)));
const isTimed = ({ scheme }: SchemeCase) =>
	scheme.timestamp?.tolerance !== undefined && scheme.content?.includes('{timestamp}') === true;

describe.each(schemeCases)('a delivery that is signed as by $name', (row) => {
	const name = signatureHeader(row);

	it('is accepted as it is', () => {
		expect(receive(row, send(row))).toMatchObject({ outcome: 'accepted', secretIndex: 0 });
	});

	it.each(mutations)('is refused with $name', ({ overrides }) => {
		const { secret, signature, tamper } = overrides(row.sender);
		const { body, headers, url } = send(row, BODY, NOW, secret === undefined ? row.sender : row.stranger);
		const value = typeof signature === 'function' ? signature(headers[name]) : signature;
		const changed = signature === undefined ? headers[name] : (value ?? undefined);
		const delivery = { body: tamper?.(body) ?? body, headers: { ...headers, [name]: changed as string }, url };
		expect(receive(row, delivery)).toMatchObject({ outcome: 'unauthorized' });
	});

	it('is accepted whatever object is signed', () => {
		fc.assert(
			fc.property(anyObject, (body) => {
				expect(receive(row, send(row, body)).outcome).toBe('accepted');
			}),
			RUNS,
		);
	});

	it('never says anything else after a bit of the body was flipped', () => {
		fc.assert(
			fc.property(anyObject, fc.nat(), (body, position) => {
				const sent = send(row, body);
				const verdict = receive(row, { ...sent, body: flipBit(body, position) });
				// Re-serialised, \u001f and \u001F are the same text.
				const said = 'event' in verdict ? JSON.stringify(verdict.event.body) : null;
				expect([null, JSON.stringify(JSON.parse(body.toString()))]).toContain(said);
			}),
			RUNS,
		);
	});

	it('is not accepted with any other header than its own', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary' }),
				fc.constantFrom(...Object.keys(send(row).headers)),
				(value, changed) => {
					const { body, headers, url } = send(row);
					fc.pre(value !== headers[changed] && !(row.name === 'HeyGen' && changed === 'heygen-timestamp'));
					expect(receive(row, { body, url, headers: { ...headers, [changed]: value } }).outcome).toBe('unauthorized');
				},
			),
			RUNS,
		);
	});

	it('needs each of its signed headers, once', () => {
		const { body, headers, url } = send(row);
		const others = Object.keys(headers).filter((header) => header !== name && row.name !== 'HeyGen');
		for (const other of others) {
			for (const value of [undefined, '', [], [headers[other], headers[other]], 'é']) {
				expect(receive(row, { body, url, headers: { ...headers, [other]: value } })).toMatchObject({
					reason: 'signature-malformed',
				});
			}
			expect(receive(row, { body, url, headers: { ...headers, [other]: [headers[other]] } }).outcome).toBe('accepted');
		}
	});

	it('never makes the kernel throw, and is never accepted from a stranger', () => {
		const value = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.constant(undefined));
		const headers = fc.record(Object.fromEntries(Object.keys(send(row).headers).map((header) => [header, value])));
		fc.assert(
			fc.property(fc.uint8Array(), headers, fc.array(fc.string({ unit: 'binary' })), (body, claimed, secrets) => {
				const { outcome } = receive(row, { body, headers: claimed }, { secrets });
				expect(['unauthorized', 'unverifiable']).toContain(outcome);
			}),
			RUNS,
		);
	});

	it('is accepted with any of ten keys, and says which one', () => {
		const others = Array.from({ length: 8 }, () => '').concat(row.receiver);
		expect(receive(row, send(row), { secrets: others })).toMatchObject({ secretIndex: 8 });
	});

	it('has an identity that does not change with the time of sending', () => {
		const ids = [NOW, NOW - 60_000].map((now) => {
			const verdict = receive(row, send(row, BODY, now));
			return 'event' in verdict && verdict.event.id;
		});
		expect(ids[0]).toEqual(expect.any(String));
		expect(ids[0]).toBe(ids[1]);
	});

	it.each([
		[300_000, 'accepted'],
		[301_000, isTimed(row) ? 'too-old' : 'accepted'],
		[-300_000, 'accepted'],
		[-301_000, isTimed(row) ? 'too-new' : 'accepted'],
	])('that was sent %d ms ago is judged as %s', (age, expected) => {
		// Both are cut off at the second.
		const verdict = receive(row, send(row, BODY, NOW - age), { now: NOW + 999 });
		expect('reason' in verdict ? verdict.reason : verdict.outcome).toBe(expected);
	});
});

it('covers every value of every parameter', () => {
	const values = (of: (row: SchemeCase) => readonly string[]) => new Set(schemeCases.flatMap(of)).size;
	expect(values(({ scheme }) => [scheme.algorithm])).toBe(11);
	expect(values(({ scheme }) => scheme.keyEncodings)).toBe(5);
	expect(values(({ scheme }) => [scheme.encoding])).toBe(3);
	expect(values(({ scheme }) => [scheme.format.kind])).toBe(3);
	expect(values(({ scheme }) => [String(scheme.reserialised)])).toBe(2);
});
