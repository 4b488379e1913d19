/** An event that this n8n hands over: the signature is over execution, time and body, and nothing else proves it. */
import { createHmac, generateKeyPairSync } from 'node:crypto';

import fc from 'fast-check';

import { executionReceiver } from '../../../nodes/shared/tokens/callback.ts';
import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { HAND_OVER_HEADER, handOverScheme } from '../../../nodes/SignedWebhook/hand-over-scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import { ANY_EVENT, verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';

const SECRET = 'whsec_dGhpcnR5LXR3byBieXRlcyBvZiBhIHNlY3JldCE=';
const NOW = Date.parse('2026-05-18T10:00:00Z');
const SECONDS = NOW / 1000;

const definition = (executionId: string): DeliveryDefinition => ({
	provider: 'handOver',
	signature: handOverScheme(executionReceiver(executionId)),
	eventField: 'event',
	events: {},
	openEvents: true,
	read: () => ({ identity: null, time: null, jobId: null, variationId: null, results: [], error: null }),
});

/** As SECURITY.md describes it, with node:crypto alone. */
const handOver = ({
	secret = SECRET as string | Buffer,
	label = 'hand-over:',
	execution = '12',
	time = String(SECONDS),
	body = '{"event":"response.completed","id":"evt_1"}',
} = {}) => ({
	header: `t=${time},v1=${createHmac('sha256', secret).update(`${label}execution/${execution}\n${time}\n${body}`).digest('hex')}`,
	body,
});

const verify = (header: string, body: string | Buffer, { secrets = [SECRET], execution = '12', now = NOW } = {}) =>
	verifyDelivery(
		definition(execution),
		{ body: Buffer.from(body), headers: { [HAND_OVER_HEADER]: header } },
		{ secrets, events: [ANY_EVENT], maxAge: 0, now },
	);

const outcomeOf = (...parameters: Parameters<typeof verify>) => verify(...parameters).outcome;

it('is accepted as it is, and its body is the event', () => {
	const { header, body } = handOver();
	expect(verify(header, body)).toMatchObject({ outcome: 'accepted', event: { body: JSON.parse(body) as object } });
	expect(outcomeOf(header, body, { secrets: ['another secret of 22 letters', SECRET] })).toBe('accepted');
});

it('is what the kernel signs', () => {
	const { header, body } = handOver();
	const signed = signDelivery(handOverScheme('execution/12'), {
		body: Buffer.from(body),
		secret: SECRET,
		id: 'evt_1',
		now: NOW,
	});
	expect(signed).toMatchObject({ headers: { [HAND_OVER_HEADER]: header }, body: Buffer.from(body) });
});

it.each([
	['at another execution', { execution: '13' }, {}],
	['at an execution with a longer number', { execution: '121' }, {}],
	['with another secret', {}, { secret: 'another secret of 22 letters' }],
	['with the decoded secret', {}, { secret: Buffer.from(SECRET.slice(6), 'base64') }],
	['under the label of callback URLs', {}, { label: 'callback:' }],
	['under the label of metadata', {}, { label: 'metadata:' }],
	['without a label', {}, { label: '' }],
])('is refused %s', (_, receiver, made) => {
	const { header, body } = handOver(made);
	expect(outcomeOf(header, body, receiver)).toBe('unauthorized');
});

it.each([
	[-300, 'accepted'],
	[300, 'accepted'],
	[-301, 'unauthorized'],
	[301, 'unauthorized'],
])('%i seconds from now is %s', (offset, expected) => {
	const { header, body } = handOver({ time: String(SECONDS + offset) });
	expect(outcomeOf(header, body)).toBe(expected);
});

it('is refused with a time that was not signed, or none', () => {
	const { header, body } = handOver();
	expect(outcomeOf(header.replace(String(SECONDS), String(SECONDS + 1)), body)).toBe('unauthorized');
	expect(outcomeOf(header.replace(/^t=\d+,/, ''), body)).toBe('unauthorized');
});

it('is signed by no key that others know, nor by one that can be guessed', () => {
	const { publicKey } = generateKeyPairSync('ed25519');
	const keys = [
		publicKey.export({ format: 'pem', type: 'spki' }).toString(),
		publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
		'https://example.com/.well-known/jwks.json',
		'{"keys":[]}',
		'whpk_dGhpcnR5LXR3byBieXRlcyBvZiBhIHNlY3JldCE',
		'short secret',
		'',
	];
	for (const secret of keys) {
		const { header, body } = handOver({ secret });
		expect(outcomeOf(header, body, { secrets: [secret] })).toBe('unverifiable');
	}
});

describe('once it is altered', () => {
	const { header, body } = handOver();
	const refused = (...parameters: Parameters<typeof verify>) => expect(outcomeOf(...parameters)).not.toBe('accepted');
	/** The parts may be separated in other ways. */
	const partsOf = (text: string) => text.split(/[,;\s]+/).join();

	it('is refused with any other body', () => {
		const at = fc.nat(body.length - 1);
		const change = fc.record({ at, by: fc.integer({ min: 1, max: 255 }), inserts: fc.boolean() });
		const altered = change.map(({ at: index, by, inserts }) => {
			const bytes = Buffer.from(body);
			if (inserts) return Buffer.concat([bytes.subarray(0, index), Buffer.of(by), bytes.subarray(index)]);
			bytes[index] ^= by;
			return bytes;
		});
		fc.assert(
			fc.property(altered, (bytes) => refused(header, bytes)),
			{ numRuns: 2_000 },
		);
	});

	it('is refused with any other header', () => {
		const change = fc.record({ at: fc.nat(header.length - 1), to: fc.constantFrom(...'0123456789abcdeftv=, ;') });
		const altered = change
			.map(({ at, to }) => header.slice(0, at) + to + header.slice(at + 1))
			.filter((text) => partsOf(text) !== partsOf(header));
		fc.assert(
			fc.property(altered, (text) => refused(text, body)),
			{ numRuns: 2_000 },
		);
	});

	it('is refused at any other execution, and at any later time', () => {
		const other = fc.integer({ min: 1, max: 99_999 }).filter((id) => id !== 12);
		const later = fc.integer({ min: 301, max: 10 ** 8 });
		fc.assert(
			fc.property(other, later, (id, seconds) => {
				refused(header, body, { execution: String(id) });
				refused(header, body, { now: NOW + 1000 * seconds });
			}),
		);
	});
});
