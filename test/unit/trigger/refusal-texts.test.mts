/** What the editor and the log say of a delivery that is refused, for each setting that a user may get wrong. */
import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { logLineOf } from '../../../nodes/shared/trigger/refusals.ts';
import { type Refusal, refusalOf } from '../../../nodes/shared/trigger/refusal-texts.ts';
import { apiOf } from '../../../nodes/SignedWebhook/chosen-sender.ts';
import { type CustomSettings, customSender } from '../../../nodes/SignedWebhook/custom.ts';
import { customProperties } from '../../../nodes/SignedWebhook/custom-properties.ts';
import type { Sender } from '../../../nodes/SignedWebhook/sender.ts';
import { replicate } from '../../../nodes/SignedWebhook/senders/replicate.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';

const SECRET = 'a-secret-of-the-sender';
const SECONDS = 1_700_000_000;
const BODY = '{"id":"evt_1","type":"invoice.paid"}';

const defaults = Object.fromEntries(customProperties.map(({ name, default: value }) => [name, value]));

/** Any other service, by the settings that differ from the defaults. */
const senderOf = (settings: Partial<CustomSettings>) =>
	customSender({ ...defaults, signatureHeader: 'X-Signature', ...settings } as unknown as CustomSettings);

const sign = (content = BODY, algorithm = 'sha256', encoding: 'hex' | 'base64' | 'base64url' = 'hex') =>
	createHmac(algorithm, SECRET).update(content).digest(encoding);

const jwt = (alg: string) => {
	const encoded = [{ alg, typ: 'JWT' }, { iat: SECONDS }].map((part) =>
		Buffer.from(JSON.stringify(part)).toString('base64url'),
	);
	return `${encoded.join('.')}.${sign(encoded.join('.'), 'sha512', 'base64url')}`;
};

type Headers = Record<string, string>;

/** What is refused, and how it comes. */
interface Refused {
	headers: Headers;
	body?: Buffer | string;
	query?: string;
}

function refusalBy({ delivery, ...sender }: Sender, { headers, body = BODY, query = '' }: Refused): Refusal {
	const verdict = verifyDelivery(
		delivery,
		{ body: Buffer.from(body), headers, url: `https://n8n.example.com/webhook/1${query}` },
		{ secrets: [SECRET], events: ['*'], maxAge: 0, now: SECONDS * 1000 },
	);
	if (!('reason' in verdict)) throw new Error('The delivery is accepted');
	return refusalOf({ api: apiOf({ delivery, ...sender }), delivery }, verdict);
}

const timed = { signedContent: '{timestamp}.{body}', timestampHeader: 'X-Timestamp' };
const pairs = `t=${SECONDS},v1=${sign(`${SECONDS}.${BODY}`)}`;

interface Mistake extends Refused {
	settings: Partial<CustomSettings>;
	/** What happened. */
	what: RegExp;
	/** What the log says to look at. */
	advice?: RegExp;
	/** The remedy that the editor sees in the delivery. */
	hint?: string;
}

const mistakes: Record<string, Mistake> = {
	'the prefix is forgotten': {
		settings: {},
		headers: { 'x-signature': `sha256=${sign()}` },
		what: /its x-signature header is not written in hex$/,
		advice: /Signature Encoding or Signature Prefix/,
		hint: 'It begins with "sha256=": enter that as Signature Prefix.',
	},
	'a prefix with a blank is forgotten': {
		settings: { signatureEncoding: 'base64' },
		headers: { 'x-signature': `HMAC ${sign(BODY, 'sha256', 'base64')}` },
		what: /its x-signature header is not written in base64$/,
		hint: 'It begins with "HMAC ": enter that as Signature Prefix.',
	},
	'the prefix is in capitals': {
		settings: { signaturePrefix: 'sha256=' },
		headers: { 'x-signature': `SHA256=${sign()}` },
		what: /its x-signature header does not begin with "sha256="$/,
		advice: /Signature Prefix/,
		hint: 'It begins with "SHA256=": enter that as Signature Prefix.',
	},
	'there is no prefix': {
		settings: { signaturePrefix: 'sha256=' },
		headers: { 'x-signature': sign() },
		what: /does not begin with "sha256="$/,
		hint: 'It has no prefix: clear Signature Prefix.',
	},
	'it is hex, and Base64 is set': {
		settings: { signatureEncoding: 'base64' },
		headers: { 'x-signature': sign() },
		what: /its x-signature header does not have the length of such a signature$/,
		advice: /Algorithm or Signature Encoding/,
		hint: 'It is hex: set Signature Encoding to Hex.',
	},
	'it is base64, and Hex is set': {
		settings: {},
		headers: { 'x-signature': sign(BODY, 'sha256', 'base64') },
		what: /its x-signature header is not written in hex$/,
		hint: 'It is base64: set Signature Encoding to Base64.',
	},
	'it is base64url, and Base64 is set': {
		settings: { signatureEncoding: 'base64' },
		headers: { 'x-signature': '-_'.repeat(21) + 'A' },
		what: /is not written in base64$/,
		hint: 'It is base64url: set Signature Encoding to Base64url.',
	},
	'it is base64 behind a prefix, and Hex is set': {
		settings: { signaturePrefix: 'sha256=' },
		headers: { 'x-signature': `sha256=${sign(BODY, 'sha256', 'base64')}` },
		what: /is not written in hex$/,
		hint: 'It is base64: set Signature Encoding to Base64.',
	},
	'it is base64 in pairs, and Hex is set': {
		settings: { signatureFormat: 'pairs', signedContent: '{timestamp}.{body}' },
		headers: { 'x-signature': `t=${SECONDS},v1=${sign(BODY, 'sha256', 'base64')}` },
		what: /is not written in hex$/,
		hint: 'It is base64: set Signature Encoding to Base64.',
	},
	'it is neither': {
		settings: {},
		headers: { 'x-signature': 'none of these' },
		what: /is not written in hex$/,
		hint: 'It is "none of these".',
	},
	'another algorithm signs, by its length': {
		settings: {},
		headers: { 'x-signature': sign(BODY, 'sha1') },
		what: /does not have the length of such a signature$/,
		advice: /Algorithm or Signature Encoding/,
		hint: 'As hex it has 20 bytes, as SHA-1 signatures have: check Algorithm.',
	},
	'a longer algorithm signs, in base64': {
		settings: { signatureEncoding: 'base64' },
		headers: { 'x-signature': sign(BODY, 'sha512', 'base64') },
		what: /does not have the length of such a signature$/,
		hint: 'As base64 it has 64 bytes, as SHA-512 or Ed25519 signatures have: check Algorithm.',
	},
	'a key pair signs': {
		settings: { signatureEncoding: 'base64' },
		headers: { 'x-signature': Buffer.alloc(256, 7).toString('base64') },
		what: /does not have the length of such a signature$/,
		hint: 'As base64 it has 256 bytes, as RSA signatures have: check Algorithm.',
	},
	'it is cut off': {
		settings: {},
		headers: { 'x-signature': sign().slice(0, 10) },
		what: /does not have the length of such a signature$/,
		hint: 'As hex it has 5 bytes.',
	},
	'the Signature Key is another': {
		settings: { signatureFormat: 'pairs', signatureKey: 'h1', signedContent: '{timestamp}.{body}' },
		headers: { 'x-signature': pairs },
		what: /its x-signature header has no signature under the key "h1"$/,
		advice: /Signature Key/,
		hint: 'It has "v1": enter that as Signature Key.',
	},
	'the Signature Key is one of several': {
		settings: { signatureFormat: 'pairs', signatureKey: 'h1', timestampKey: 'ts' },
		headers: { 'x-signature': `ts=1,v0=${sign()};v1=${sign()}` },
		what: /no signature under the key "h1"$/,
		hint: 'It has "v0" and "v1": enter the right one as Signature Key.',
	},
	'the tag is another': {
		settings: { signatureFormat: 'tagged', signatureEncoding: 'base64' },
		headers: { 'x-signature': `v1a,${sign(BODY, 'sha256', 'base64')}` },
		what: /no signature under the key "v1"$/,
		hint: 'It has "v1a": enter that as Signature Key.',
	},
	'a list of pairs is set as plain': {
		settings: {},
		headers: { 'x-signature': pairs },
		what: /its x-signature header is not written in hex$/,
		advice: /Signature Encoding or Signature Prefix/,
		hint: 'It is a list of pairs: set Signature Format to Pairs.',
	},
	'a list of pairs in the other order is set as plain': {
		settings: {},
		headers: { 'x-signature': `v1=${sign()};t=${SECONDS}` },
		what: /is not written in hex$/,
		hint: 'It is a list of pairs: set Signature Format to Pairs.',
	},
	'a tagged list is set as plain': {
		settings: { signatureEncoding: 'base64' },
		headers: { 'x-signature': `v1,${sign(BODY, 'sha256', 'base64')} v1,abc=` },
		what: /is not written in base64$|length/,
		hint: 'It is a list of tagged signatures: set Signature Format to Tagged List.',
	},
	'a token is set as plain': {
		settings: {},
		headers: { 'x-signature': `Bearer ${jwt('HS256')}` },
		what: /is not written in hex$/,
		hint: 'It is a JSON Web Token: set Signature Format to JWT.',
	},
	'a plain signature is set as pairs': {
		settings: { signatureFormat: 'pairs', signedContent: '{timestamp}.{body}' },
		headers: { 'x-signature': sign() },
		what: /no signature under the key "v1"$/,
		hint: 'It has no keys: set Signature Format to Plain.',
	},
	'a plain signature is set as a token': {
		settings: { signatureFormat: 'jwt' },
		headers: { 'x-signature': sign() },
		what: /its x-signature header is no JSON Web Token$/,
		advice: /Signature Format/,
		hint: `It is "${sign().slice(0, 40)}".`,
	},
	'a token has another algorithm': {
		settings: { signatureFormat: 'jwt' },
		headers: { 'x-signature': jwt('RS256') },
		what: /the token in its x-signature header names another algorithm$/,
		advice: /Algorithm/,
		hint: 'It is signed with RS256: set Algorithm to RSA-SHA256.',
	},
	'a token has an algorithm that is not known': {
		settings: { signatureFormat: 'jwt' },
		headers: { 'x-signature': jwt('HS512') },
		what: /names another algorithm$/,
		hint: 'It is signed with HS512, which this node does not verify.',
	},
	'the signature is not there': {
		settings: {},
		headers: {},
		what: /it has no x-signature header$/,
		advice: /a proxy removes it, or Signature Header names another place/,
	},
	'the signature is not in the query': {
		settings: { signatureHeader: 'query:sig' },
		headers: {},
		what: /it has no query parameter sig$/,
		advice: /Signature Header names another place/,
	},
	'the signature comes twice': {
		settings: { signatureHeader: 'query:sig' },
		headers: {},
		query: '?sig=1&sig=2',
		what: /it has its query parameter sig more than once$/,
		advice: /no telling which one is meant/,
	},
	'a signed header is missing': {
		settings: { signedContent: '{header:x-id}.{body}' },
		headers: { 'x-signature': sign() },
		what: /its x-id header is missing or repeated, and the signature covers it$/,
		advice: /Signed Content/,
	},
	'a signed parameter is missing': {
		settings: { signedContent: '{query:id}.{body}' },
		headers: { 'x-signature': sign() },
		what: /its query parameter id is missing or repeated, and the signature covers it$/,
		advice: /Signed Content/,
	},
	'a signed field is missing': {
		settings: { signedContent: '{body:data.id}.{body}' },
		headers: { 'x-signature': sign() },
		what: /its field data.id of the body is missing or repeated, and the signature covers it$/,
		advice: /Signed Content/,
	},
	'the signed form is missing': {
		settings: { signedContent: '{form}' },
		headers: { 'x-signature': sign() },
		what: /its body is not a form, and the signature covers the fields of one$/,
		advice: /Signed Content/,
	},
	'the timestamp is missing': {
		settings: timed,
		headers: { 'x-signature': sign() },
		what: /it has no timestamp in its x-timestamp header$/,
		advice: /Timestamp Header/,
	},
	'the timestamp cannot be read': {
		settings: timed,
		headers: { 'x-signature': sign(), 'x-timestamp': 'Tue, 14 Nov 2023 22:13:20 GMT' },
		what: /its timestamp is neither a number nor ISO 8601 with an offset$/,
		advice: /Timestamp Header/,
		hint: 'It is "Tue, 14 Nov 2023 22:13:20 GMT".',
	},
	'the body is too large to be searched for the signature': {
		settings: { signatureHeader: 'body:sig' },
		headers: {},
		body: Buffer.alloc(1024 * 1024 + 1, 0x20),
		what: /its body is too large to be searched for what is signed$/,
		advice: /at most 1 MB of it is read/,
	},
	'the secret is another': {
		settings: {},
		headers: { 'x-signature': createHmac('sha256', 'another').update(BODY).digest('hex') },
		what: /its signature does not match$/,
		advice: /Webhook Secret, Key Encoding or Signed Content/,
	},
	'it was sent long ago': {
		settings: { signatureFormat: 'pairs', signedContent: '{timestamp}.{body}' },
		headers: { 'x-signature': `t=1,v1=${sign(`1.${BODY}`)}` },
		what: /it was sent too long ago$/,
		advice: /Tolerance/,
	},
	'the body is said to be JSON and is none': {
		settings: {},
		headers: { 'x-signature': sign('{'), 'content-type': 'application/json' },
		body: '{',
		what: /it is authentic, but its body is not JSON$/,
		advice: /Its content type says that it is/,
	},
	'a list is not covered by what is signed': {
		settings: { signedContent: '{header:x-id}' },
		headers: { 'x-signature': sign('7'), 'x-id': '7' },
		body: '[1,2]',
		what: /it is authentic, but its body is not a JSON object$/,
		advice: /anyone could make it longer/,
	},
	'the body is not UTF-8': {
		settings: {},
		headers: { 'x-signature': createHmac('sha256', SECRET).update(Buffer.from('e9', 'hex')).digest('hex') },
		body: Buffer.from('e9', 'hex'),
		what: /it is authentic, but its body is not UTF-8$/,
		advice: /character encoding to UTF-8/,
	},
};

describe('a delivery of any other service, where', () => {
	it.each(Object.entries(mistakes))('%s, is refused with what is wrong and what to do', (_, mistake) => {
		const { settings, what, advice, hint } = mistake;
		const refusal = refusalBy(senderOf(settings), mistake);
		expect(refusal.what).toMatch(/^A delivery was refused: /);
		expect(refusal.what).toMatch(what);
		if (advice) expect(refusal.advice).toMatch(advice);
		expect(refusal.advice).toMatch(/^[A-Z].*\.$/);
		expect(refusal.hint).toBe(hint);
		// "Any Other Service" is a choice in the node, and nobody's name.
		expect(Object.values(refusal).join(' ')).not.toMatch(/Custom|Any Other Service/);
	});
});

describe('a delivery of a sender that has no such settings', () => {
	const hints = (headers: Headers, sender: Pick<Sender, 'delivery' | 'displayName'>) => {
		const verdict = verifyDelivery(
			sender.delivery,
			{ body: Buffer.from(BODY), headers },
			{ secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], events: ['*'], maxAge: 0, now: SECONDS * 1000 },
		);
		const api = { displayName: sender.displayName, credentialType: '', secretAdvice: '' };
		if (!('reason' in verdict)) throw new Error('The delivery is accepted');
		return refusalOf({ api, delivery: sender.delivery }, verdict);
	};

	it('is not told of settings', () => {
		const headers = { 'x-vigthoria-signature': `md5=${sign()}` };
		const { what, advice, hint } = hints(headers, { delivery: vigthoriaDelivery, displayName: 'Vigthoria' });
		expect(what).toMatch(/its x-vigthoria-signature header is not written in hex$/);
		expect(advice).toBe('Either it is not from Vigthoria, or a proxy changes its headers.');
		expect(hint).toBe(`It is "${headers['x-vigthoria-signature'].slice(0, 40)}".`);
	});

	it('that lacks a header names all of its names', () => {
		const { what, advice } = hints({}, replicate);
		expect(what).toMatch(/it has no webhook-signature header$/);
		expect(advice).toBe('Either it is not from Replicate, or a proxy removes it.');
	});

	it('that is a form is told what to set at the sender', () => {
		const refused = { reason: 'not-json' } as const;
		const api = { displayName: 'Vigthoria', credentialType: '', secretAdvice: '' };
		const { what, advice } = refusalOf({ api, delivery: vigthoriaDelivery }, refused);
		expect(what).toMatch(/it is authentic, but its body is not JSON$/);
		expect(advice).toMatch(/application\/json at the sender.*Any Other Service/);
	});

	it('that is multipart is told why nothing can be verified', () => {
		const refused = { reason: 'multipart' } as const;
		const api = { displayName: 'Vigthoria', credentialType: '', secretAdvice: '' };
		const { what, advice } = refusalOf({ api, delivery: vigthoriaDelivery }, refused);
		expect(what).toMatch(/its body is multipart$/);
		expect(advice).toMatch(/n8n reads such a body itself/);
	});
});

it('what is longer than any signature is not looked at', () => {
	const sender = senderOf({ signatureHeader: 'body:sig' });
	const { hint } = refusalBy(sender, { headers: {}, body: JSON.stringify({ sig: 'a1'.repeat(400_000) }) });
	expect(hint).toBe('It is longer than any signature.');
});

describe('the log line of a refusal', () => {
	/** Texts that no sentence contains. */
	const value = fc.stringMatching(/^[0-9a-f]{12,80}$/);
	const shapes: ReadonlyArray<(text: string) => string> = [
		(text) => text,
		(text) => `sha256=${text}`,
		(text) => `t=${text},v1=${text}`,
		(text) => `${text}=${text}`,
		(text) => `v1,${text} v2,${text}`,
		(text) => `Bearer ${Buffer.from(`{"alg":"${text}"}`).toString('base64url')}.${text}.${text}`,
	];
	const settings: ReadonlyArray<Partial<CustomSettings>> = [
		{},
		{ signatureEncoding: 'base64' },
		{ signaturePrefix: 'sha1=' },
		{ algorithm: 'hmacSha1', ...timed },
		{ signatureFormat: 'pairs', signatureKey: 'h1', signedContent: '{timestamp}.{body}' },
		{ signatureFormat: 'tagged' },
		{ signatureFormat: 'jwt' },
		{ signedContent: '{header:x-id}.{body:id}.{query:id}' },
		{ signatureHeader: 'body:sig' },
	];

	it('has no value of the delivery in it', () => {
		fc.assert(
			fc.property(
				fc.record({ signature: value, time: value, id: value, body: value }),
				fc.constantFrom(...shapes),
				fc.constantFrom(...settings),
				(values, shape, setting) => {
					const headers = {
						'x-signature': shape(values.signature),
						'x-timestamp': values.time,
						'x-id': values.id,
					};
					const body = JSON.stringify({ id: values.body, sig: shape(values.signature) });
					const line = logLineOf(refusalBy(senderOf(setting), { headers, body }));
					for (const text of Object.values(values)) expect(line).not.toContain(text.slice(0, 12));
				},
			),
			{ numRuns: 500 },
		);
	});
});
