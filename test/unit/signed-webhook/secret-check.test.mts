import { secretProblem } from '../../../nodes/SignedWebhook/secret-check.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';
import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { generateKeyPairSync } from 'node:crypto';
import { documentedSenders } from '../../support/documented/index.mts';
import { definitionOf, plainHex } from '../../support/schemes.mts';
import { simulatedSenders } from '../../simulator/senders/index.mts';

/** A sender that is known by name, or described by settings. */
const sender = (signature: Partial<SignatureScheme>, provider = 'sender'): DeliveryDefinition => ({
	...definitionOf({ ...plainHex, ...signature }),
	provider,
});

describe('a text that can be a signing secret', () => {
	it.each([
		'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		'v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		"It's a Secret to Everybody",
		'my long user secret text, with umlauts: ÄÖÜß 😀',
		'ab'.repeat(20),
		'ab'.repeat(500),
		'sk_live_0123456789abcdef',
		`whsec_${Buffer.alloc(68, 7).toString('base64')}`,
		'Basic dXNlcjpwYXNzd29yZA==',
		'secret: the sesame opens',
		'p*ss**word',
	])('%s is accepted', (secret) => {
		expect(secretProblem(secret)).toBeNull();
	});

	it('is what every sender shows', () => {
		for (const { value, secret } of simulatedSenders) {
			const sender = senders.find(({ delivery }) => delivery.provider === value);
			expect({ value, problem: secretProblem(secret, sender?.delivery) }).toEqual({
				value,
				problem: null,
			});
		}
	});

	it.each(documentedSenders.map(({ name, secret }) => [name, secret]))('is that of %s', (_, secret) => {
		expect(secretProblem(secret)).toBeNull();
	});

	it('is what a token sender sends, its word in front included', () => {
		const token = { algorithm: 'token', encoding: 'text' } as const;
		expect(secretProblem('Bearer abcdefghijklmnop', sender(token, 'custom'))).toBeNull();
	});

	it('of Standard Webhooks may come without whsec_', () => {
		expect(secretProblem('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', sender({ keyEncodings: ['whsec'] }))).toBeNull();
	});
});

describe('a text that cannot be one', () => {
	it.each([
		['', /empty/],
		['abc', /too short/],
		['whsec_MfKQ9r8GKYqrTw', /too short/],
		['whsec_MfKQ9r8GKYqr TwjUPD8ILPZIo2LaLaSw', /space/],
		['whsec_MfKQ9r8GKYqr\nTwjUPD8ILPZIo2LaLaSw', /line break/],
		['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!', /not base64/],
		['https://example.com/webhook', /an address/],
		['ghp_abcdefghijklmnopqrstuvwxyz', /an API key/],
		['xoxb-1234567890-abcdefghij', /an API key/],
		['shpat_0123456789abcdef', /an API key/],
		['"quoted secret"', /in quotes/],
		["'quoted secret'", /in quotes/],
		['se\u200bcret-of-a-sender', /invisible character/],
		['secret\u00a0of a sender', /invisible character/],
		['••••••••••••', /masked/],
		['************', /masked/],
		['whsec_•••••••••', /masked/],
		['xxxxxxxxxxxxxxxx', /masked/],
		['----------------', /masked/],
		['whsec_MfKQ…', /masked/],
		['se\u0000cret-of-a-sender', /invisible character/],
		['secret\u3000of a sender', /invisible character/],
		['WEBHOOK_SECRET=abcdefghijklmnop', /its name in front/],
		['Signing secret: abcdefghijklmnop', /its name in front/],
	])('%j is refused with what to do', (secret, problem) => {
		expect(secretProblem(secret)).toMatch(problem);
		expect(secretProblem(secret)).toMatch(/^The Webhook Secret .*\. .*([Cc]opy|Enter)/);
	});

	it('is refused for the sender that it cannot be of', () => {
		expect(secretProblem('short-text', sender({ keyEncodings: ['whsec'] }))).toMatch(/too short/);
		expect(secretProblem('short-text', sender({ keyEncodings: ['utf8'] }))).toBeNull();
	});

	const pemOf = (type: 'ed25519' | 'rsa', modulusLength = 2048) =>
		(type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength }) : generateKeyPairSync('ed25519')).publicKey
			.export({ format: 'pem', type: 'spki' })
			.toString();

	it.each<[string, string, Partial<SignatureScheme>, RegExp]>([
		['no hex', 'not a hex key', { keyEncodings: ['hex'] }, /is not hex.*Key Encoding/],
		['no base64', 'not a key!', { keyEncodings: ['base64'] }, /is not base64.*Key Encoding/],
		['base64 with a blank', 'MfKQ9r8GKYqr TwjUPD8ILPZI', { keyEncodings: ['base64'] }, /is not base64/],
		['no public key', 'a-text-of-some-length', { algorithm: 'ed25519', keyEncodings: ['spki'] }, /has \d+ bytes/],
		['a key of small order', '00'.repeat(32), { algorithm: 'ed25519', keyEncodings: ['hex'] }, /no Ed25519 key/],
		['hex, and Text is set', 'ab'.repeat(32), { algorithm: 'ed25519', keyEncodings: ['spki'] }, /is hex.*Key Encoding/],
		['an RSA key for Ed25519', pemOf('rsa'), { algorithm: 'ed25519', keyEncodings: ['spki'] }, /no Ed25519 key/],
		[
			'a short RSA key',
			pemOf('rsa', 1024),
			{ algorithm: 'rsaSha256', keyEncodings: ['spki'] },
			/another kind, too short/,
		],
		[
			'a private key',
			'-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v\n-----END PRIVATE KEY-----',
			{ algorithm: 'ed25519', keyEncodings: ['spki'] },
			/private key/,
		],
		[
			'a certificate',
			'-----BEGIN CERTIFICATE----- MIIBszCCAVmgAwIBAgIUJ1hsZ3v -----END CERTIFICATE-----',
			{ algorithm: 'rsaSha256', keyEncodings: ['spki'] },
			/begins with -----BEGIN PUBLIC KEY-----/,
		],
		[
			'an RSA key in its old form',
			'-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEA\n-----END RSA PUBLIC KEY-----',
			{ algorithm: 'rsaSha256', keyEncodings: ['spki'] },
			/begins with -----BEGIN PUBLIC KEY-----/,
		],
		['a public key for a shared secret', pemOf('ed25519'), {}, /a key in PEM.*shared secret/],
		['a header', 'Bearer abcdefghijklmnop', {}, /a header/],
	])('is refused where it is %s', (_, secret, scheme, problem) => {
		expect(secretProblem(secret, sender(scheme, 'custom'))).toMatch(problem);
		expect(secretProblem(secret, sender(scheme, 'custom'))).toMatch(/^The Webhook Secret /);
	});

	it('is not told of settings that a sender with a name does not have', () => {
		for (const scheme of [{ keyEncodings: ['hex'] }, { algorithm: 'ed25519', keyEncodings: ['spki'] }] as const) {
			expect(secretProblem('not a hex key!', sender(scheme))).toMatch(/Copy it completely\.|Enter the public key/);
			expect(secretProblem('not a hex key!', sender(scheme))).not.toMatch(/Key Encoding|Algorithm/);
		}
	});

	it('is a PEM with or without line breaks where the sender publishes its key', () => {
		const scheme = { algorithm: 'ed25519', keyEncodings: ['spki'] } as const;
		const pem = pemOf('ed25519');
		for (const text of [pem, pem.trim().replaceAll('\n', ' '), pem.trim().replaceAll('\n', ''), pem.split('\n')[1]]) {
			expect(secretProblem(text, sender(scheme))).toBeNull();
		}
	});

	it('is a secret API key for a sender that does not sign with one', () => {
		for (const key of ['sk_live_0123456789abcdef', 'rk_live_0123456789abcdef', 'pk_test_0123456789abcdef']) {
			expect(secretProblem(key, sender({}))).toMatch(/an API key/);
			expect(secretProblem(key, sender({}, 'custom'))).toBeNull();
		}
	});
});
