/** How signature headers, keys and the re-serialised form are read. */
import { createHmac, generateKeyPairSync } from 'node:crypto';

import { verificationKeys } from '../../../nodes/shared/delivery/keys.ts';
import type { KeyEncoding, SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import type { Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';
import {
	definitionOf,
	fal,
	gitHub,
	heyGen,
	openAi,
	plainHex,
	sanity,
	standardWebhooks,
	stripe,
} from '../../support/schemes.mts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NOW = 1_700_000_000_000;
const BODY = Buffer.from('{"type":"t"}');

const judge = (scheme: SignatureScheme, delivery: Delivery, secrets = [SECRET]) =>
	verifyDelivery(definitionOf(scheme), delivery, { secrets, events: ['*'], maxAge: 0, now: NOW });
const verdictOf = (...parameters: Parameters<typeof judge>) => {
	const verdict = judge(...parameters);
	return 'reason' in verdict ? verdict.reason : verdict.outcome;
};
const hex = createHmac('sha256', SECRET).update(BODY).digest('hex');
const mixedCase = hex.replace(/[a-f]/, (digit) => digit.toUpperCase());

describe('a plain signature', () => {
	const judgeHeader = (value: string | string[] | undefined, scheme: SignatureScheme = plainHex) =>
		verdictOf(scheme, { body: BODY, headers: { [scheme.places[0]]: value } });

	it.each([hex, hex.toUpperCase(), mixedCase])('is accepted as %s', (value) => {
		expect(judgeHeader(value)).toBe('accepted');
	});

	it.each([[undefined], [''], [[]], [['']]])('is missing where the header is %j', (value) => {
		expect(judgeHeader(value)).toBe('signature-missing');
	});

	it.each([
		['a blank', ' '],
		['63 digits', hex.slice(1)],
		['65 digits', `${hex}0`],
		['128 digits', hex.repeat(2)],
		['a letter that is no hex digit', `g${hex.slice(1)}`],
		['a 0x instead of two digits', `0x${hex.slice(2)}`],
		['a line break at the end', `${hex}\n`],
		['a space in front', ` ${hex}`],
		['a NUL at the end', `${hex}\0`],
		['full-width digits', '０'.repeat(64)],
		['the prefix of another sender', `sha256=${hex}`],
		['a list without a signature', '0, 1'],
		['a list of a wrong and a right one', ['0'.repeat(64), hex]],
		['a header of a million digits', '0'.repeat(1_000_000)],
	])('is malformed with %s', (_, value) => {
		expect(judgeHeader(value)).toBe('signature-malformed');
	});

	it.each(['', 'SHA256=', 'sha256=sha256=', 'sha256= ', 'sha512=', 'sha1='])(
		'with a required prefix is malformed behind %j',
		(prefix) => {
			expect(judgeHeader(prefix + hex, gitHub)).toBe('signature-malformed');
		},
	);

	it.each([
		['', 'accepted'],
		['sha256=', 'accepted'],
		['sha256=sha256=', 'signature-malformed'],
		['sha1=', 'signature-malformed'],
	])('with an optional prefix, behind %j, is %s', (prefix, expected) => {
		expect(judgeHeader(prefix + hex, vigthoriaDelivery.signature)).toBe(expected);
	});

	it('may be in any of several headers, whatever is in the others', () => {
		const headers = { 'heygen-signature': '0'.repeat(64), signature: hex };
		expect(verdictOf(heyGen, { body: BODY, headers })).toBe('accepted');
	});

	it('with an unsigned timestamp is accepted at any time, and believed nothing', () => {
		const headers = { signature: hex, 'heygen-timestamp': '1' };
		expect(judge(heyGen, { body: BODY, headers })).toMatchObject({
			outcome: 'accepted',
			signed: { time: null },
			event: { timestamp: null },
		});
	});
});

describe('a signature among pairs', () => {
	const mac = createHmac('sha256', SECRET).update('1700000000.').update(BODY).digest('hex');
	const wrong = '0'.repeat(64);
	it.each([
		[`t=1700000000,v1=${mac}`, 'accepted'],
		[`t=1700000000, v1=${mac}`, 'accepted'],
		[`v1=${mac};t=1700000000`, 'accepted'],
		[`t=1700000000,v1=${wrong},v1=${mac},v0=x`, 'accepted'],
		[`t=1700000000,v1=garbage,v1=${mac}`, 'accepted'],
		[`t=1700000000,v0=${mac}`, 'signature-malformed'],
		[`t=1700000000,v1=`, 'signature-malformed'],
		[`v1=${mac}`, 'signature-malformed'],
		[`t=,v1=${mac}`, 'signature-malformed'],
		[`t=é,v1=${mac}`, 'signature-malformed'],
		[`t=1600000000,v1=${wrong} t=1700000000,v1=${mac}`, 'accepted'],
		[`t=1700000000,v1=${mac},t=1600000000,v1=${wrong}`, 'accepted'],
		[`t=1600000000,v1=${mac},t=1700000000,v1=${wrong}`, 'signature-mismatch'],
		[`t=1700000000s,v1=${mac}`, 'signature-malformed'],
		[`t=99999999999999999,v1=${mac}`, 'signature-malformed'],
		[`t=9999999999999999,v1=${mac}`, 'signature-malformed'],
		[mac, 'signature-malformed'],
		[`t=1700000001,v1=${mac}`, 'signature-mismatch'],
		[`t=1700000000,${Array(9).fill(`v1=${wrong}`).join(',')},v1=${mac}`, 'accepted'],
		[`t=1700000000,${Array(10).fill(`v1=${wrong}`).join(',')},v1=${mac}`, 'signature-mismatch'],
	])('in %s is judged', (value, expected) => {
		expect(verdictOf(stripe, { body: BODY, headers: { 'stripe-signature': value } })).toBe(expected);
	});

	it('may be without a timestamp', () => {
		const scheme = { ...plainHex, format: { kind: 'pairs', signatureKey: 'sig' } } as const;
		const headers = signDelivery(scheme, { body: BODY, secret: SECRET, id: '', now: NOW }).headers;
		expect(headers).toEqual({ 'x-signature': `sig=${hex}` });
		expect(verdictOf(scheme, { body: BODY, headers })).toBe('accepted');
	});

	it('may be timed in milliseconds, seconds, or either', () => {
		const auto = { ...sanity, timestamp: { ...sanity.timestamp, unit: 'auto' } } as const;
		for (const scheme of [sanity, auto, { ...stripe, timestamp: auto.timestamp }]) {
			const headers = signDelivery(scheme, { body: BODY, secret: SECRET, id: '', now: NOW }).headers;
			expect(judge(scheme, { body: BODY, headers })).toMatchObject({ outcome: 'accepted', signed: { time: NOW } });
		}
		const headers = signDelivery(sanity, { body: BODY, secret: SECRET, id: '', now: NOW }).headers;
		expect(judge(auto, { body: BODY, headers })).toMatchObject({ signed: { time: NOW } });
	});
});

describe('a tagged signature', () => {
	const { 'webhook-signature': signature, ...others } = signDelivery(standardWebhooks, {
		body: BODY,
		secret: SECRET,
		id: 'msg_1',
		now: NOW,
	}).headers;
	const bare = signature.slice('v1,'.length);
	const versions = { ...standardWebhooks, format: { kind: 'tagged', tags: 'any' } } as const;

	it.each([
		[signature, standardWebhooks, 'accepted'],
		[`v1,AAAA v2,${bare} ${signature}`, standardWebhooks, 'accepted'],
		[signature.replace('=', ''), standardWebhooks, 'accepted'],
		[`v2,${bare}`, standardWebhooks, 'signature-malformed'],
		[bare, standardWebhooks, 'signature-malformed'],
		[bare, openAi, 'accepted'],
		[`v2,${bare}`, versions, 'accepted'],
		[`sha512,${bare}`, versions, 'signature-malformed'],
		[`v1,${bare.replace(/./, '-')}`, standardWebhooks, 'signature-malformed'],
	])('%s is judged', (value, scheme, expected) => {
		expect(verdictOf(scheme, { body: BODY, headers: { ...others, 'webhook-signature': value } })).toBe(expected);
	});

	it('names the delivery and its time, which are signed', () => {
		expect(
			judge(standardWebhooks, { body: BODY, headers: { ...others, 'webhook-signature': signature } }),
		).toMatchObject({
			signed: { id: 'msg_1', time: NOW },
			event: { id: 'msg_1', timestamp: new Date(NOW).toISOString() },
		});
	});

	it('is read with the first of several names of a header that is there', () => {
		const headers = { 'svix-id': 'msg_1', 'svix-timestamp': others['webhook-timestamp'], 'svix-signature': signature };
		expect(judge(standardWebhooks, { body: BODY, headers })).toMatchObject({
			outcome: 'accepted',
			signed: { id: 'msg_1' },
		});
		expect(verdictOf(standardWebhooks, { body: BODY, headers: { ...headers, 'webhook-id': 'msg_2' } })).toBe(
			'signature-mismatch',
		);
	});

	it('names no delivery by a header that is not signed', () => {
		const scheme = { ...plainHex, deliveryId: ['x-id'] };
		const verdict = judge(scheme, { body: BODY, headers: { 'x-signature': hex, 'x-id': 'forged' } });
		expect(verdict).toMatchObject({ signed: { id: null }, event: { id: expect.stringMatching(/^t\|[0-9a-f]{64}$/) } });
	});

	it('with a timestamp in a signed header of another name is timed by it', () => {
		const scheme = {
			...standardWebhooks,
			content: '{header:webhook-timestamp}.{body}',
			deliveryId: undefined,
		} as const;
		const headers = signDelivery(scheme, { body: BODY, secret: SECRET, id: '', now: NOW - 301_000 }).headers;
		expect(verdictOf(scheme, { body: BODY, headers })).toBe('too-old');
	});
});

describe('a key', () => {
	const usable = (secrets: string[], keyEncodings: KeyEncoding[]) =>
		verificationKeys({ algorithm: 'hmacSha256', keyEncodings }, secrets).map(({ key }) => key.export().toString('hex'));

	it.each<[KeyEncoding, string, string]>([
		['utf8', 'ü', 'c3bc'],
		['hex', '00Ff', '00ff'],
		['base64', 'AP8=', '00ff'],
		['base64', 'AP8', '00ff'],
		['base64', '-_8', 'fbff'],
		['base64', '+/8', 'fbff'],
		['whsec', `whsec_${'A'.repeat(32)}`, '00'.repeat(24)],
		['whsec', `v1,whsec_${'A'.repeat(32)}`, '00'.repeat(24)],
		['whsec', 'A'.repeat(85), '00'.repeat(63)],
		['whsec', `whsec_${'A'.repeat(92)}`, '00'.repeat(69)],
	])('written as %s %s is read', (encoding, text, expected) => {
		expect(usable([text], [encoding])).toEqual([expected]);
	});

	it.each<[KeyEncoding, string]>([
		['hex', '0'],
		['hex', '0g'],
		['base64', 'A'],
		['base64', '='],
		['base64', 'A A='],
		['whsec', 'whsec_'],
		['whsec', `whsec_${'A'.repeat(31)}`],
		['whsec', `whsec_${'!'.repeat(32)}`],
	])('written as %s %s is malformed', (encoding, text) => {
		const scheme = { ...plainHex, keyEncodings: [encoding] };
		expect(judge(scheme, { body: BODY, headers: {} }, [text])).toEqual({
			outcome: 'unverifiable',
			reason: 'key-malformed',
		});
		expect(() => signDelivery(scheme, { body: BODY, secret: text, id: '', now: NOW }).headers).toThrow('not a key');
	});

	it('is missing where all are empty', () => {
		expect(verdictOf(plainHex, { body: BODY, headers: {} }, ['', ''])).toBe('no-secret');
	});

	it.each([31, 33, 64])('of Ed25519 is malformed with %d bytes', (length) => {
		const key = Buffer.alloc(length, 1).toString('base64');
		expect(verdictOf(fal, { body: BODY, headers: {} }, [key])).toBe('key-malformed');
		expect(() => signDelivery(fal, { body: BODY, secret: key, id: 'msg_1', now: NOW }).headers).toThrow('not a key');
	});

	it('that is malformed does not hinder the others', () => {
		const delivery = {
			body: BODY,
			headers: {
				'x-signature': createHmac('sha256', Buffer.from([255]))
					.update(BODY)
					.digest('hex'),
			},
		};
		expect(judge({ ...plainHex, keyEncodings: ['hex'] }, delivery, ['xyz', '', 'ff'])).toMatchObject({
			secretIndex: 2,
		});
	});

	it('is read in each encoding that the scheme knows', () => {
		expect(usable([`whsec_${'A'.repeat(32)}`], ['whsec', 'utf8'])).toHaveLength(2);
	});

	it('counts among the first ten only', () => {
		expect(usable(Array(12).fill('x') as string[], ['utf8'])).toHaveLength(10);
	});

	it('of Ed25519 is remembered, of a hundred at the most', () => {
		const keys = Array.from({ length: 102 }, () => {
			const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
			return x as string;
		});
		const read = (key: string) => verificationKeys(fal, [key])[0].key;
		expect(read(keys[0])).toBe(read(keys[0]));
		const first = read(keys[0]);
		for (const key of keys) read(key);
		expect(read(keys[0])).not.toBe(first);
	});
});

describe('the re-serialised form', () => {
	const scheme = { ...plainHex, reserialised: true } as const;
	const verify = (signedText: string, sent: string) =>
		verdictOf(scheme, {
			body: Buffer.from(sent),
			headers: { 'x-signature': createHmac('sha256', SECRET).update(signedText).digest('hex') },
		});

	it.each([
		['{"a":1}', '{ "a": 1 }'],
		['{"a":1,"b":"é","c":1e+21}', String.raw`{"a":1.0,"b":"\u00e9","c":1E21}`],
	])('%s is that of %s', (signedText, sent) => {
		expect(verify(signedText, sent)).toBe('accepted');
	});

	it.each([
		['a body that is not JSON', '{"a":1}', '{"a":1'],
		['fields that have changed places', '{"a":1,"b":2}', '{"b":2,"a":1}'],
		['a body that is too deep to be serialised', '{}', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
	])('is refused with %s', (_, signedText, sent) => {
		expect(verify(signedText, sent)).toBe('signature-mismatch');
	});
});
