import { createPrivateKey, createPublicKey, verify } from 'node:crypto';

import {
	reasonNotToSign,
	secretFor,
	signAsDocumented,
	signedContent,
	type Signs,
} from '../support/documented/catalogue-signer.mts';
import { contentByContract, verifiesByContract } from '../support/documented/contract-reader.mts';
import { dropboxSignAsMultipart } from '../support/documented/fields.mts';
import { documentedSenders } from '../support/documented/index.mts';
import { hmac } from '../support/documented/signing.mts';
import {
	discordVector,
	keyedEchoVectors,
	payPalVector,
	privateKeyVectors,
	sharedSecretVectors,
} from '../support/documented/vectors.mts';

const now = 1_790_000_123_456;
const url = 'https://n8n.example.com/webhook/5f1f2ea1';

const ed25519 = (seed: Buffer) => {
	const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
	return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
};

describe('The signer of the catalogue gives the signature of the published vector', () => {
	test.each(sharedSecretVectors)('$name', ({ signs, headers, ...delivery }) => {
		expect(signAsDocumented(signs, delivery).headers).toMatchObject(headers);
	});

	test.each(privateKeyVectors)('$name', ({ signs, headers, privateSeed, ...delivery }) => {
		const secret = ed25519(Buffer.from(privateSeed, 'base64').subarray(0, 32));
		expect(createPublicKey(secret).export({ format: 'jwk' }).x).toBe(
			Buffer.from(delivery.publicKey, 'base64').toString('base64url'),
		);
		expect(signAsDocumented(signs, { ...delivery, secret }).headers).toMatchObject(headers);
	});

	test('Discord, whose private key is not known, signs the same text', () => {
		const { signs, publicKeyHex, signatureHex, ...delivery } = discordVector;
		const content = signedContent(signs, { ...delivery, secret: '', id: '', url });
		const x = Buffer.from(publicKeyHex, 'hex').toString('base64url');
		const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
		expect(verify(null, content, key, Buffer.from(signatureHex, 'hex'))).toBe(true);
	});

	test('PayPal, whose certificate is not published with it, signs the same text', () => {
		const { signs, signedText, ...delivery } = payPalVector;
		expect(signedContent(signs, { ...delivery, now: 0, url }).toString()).toBe(signedText);
	});

	test.each(keyedEchoVectors)('the handshake of $name ($source)', ({ secret, token, encoding, answer }) => {
		expect(hmac('sha256', secret, encoding, token)).toBe(answer);
	});
});

describe('The signer of a documented sender gives the signature of the published vector', () => {
	test.each(sharedSecretVectors.filter(({ row }) => row))('$name', ({ row, headers, ...delivery }) => {
		const sender = documentedSenders.find(({ name }) => name === row)!;
		const address = delivery.url.replace(/[?&]bodySHA256=.*/, '');
		const request = sender.deliver({ ...delivery, url: address });
		expect(request.url).toBe(delivery.url);
		expect(request.headers).toMatchObject(headers);
	});
});

test('the names of the documented senders differ', () => {
	expect(new Set(documentedSenders.map(({ name }) => name)).size).toBe(documentedSenders.length);
});

describe.each(documentedSenders)('$name', (sender) => {
	const { settings, secret, otherSecret, expected } = sender;
	const request = sender.deliver({ now, url });
	const verifies = (changed = request, key = secret, time = now) => verifiesByContract(settings, changed, key, time);

	test('signs as its settings say, with its secret and no other', () => {
		expect(verifies()).toBe(true);
		expect(verifies(request, otherSecret)).toBe(false);
	});

	test('has the id that it promises, and another when asked', () => {
		const text = (made: typeof request) => JSON.stringify([made.headers, made.body.toString()]);
		if (expected.id === 'digest' || expected.id === 'none') return;
		expect(text(request)).toContain(expected.id);
		const another = sender.deliver({ now, url, id: '424242' });
		expect(text(another)).not.toContain(`"${expected.id}"`);
		expect(text(another)).toContain('424242');
		expect(verifies(another)).toBe(true);
	});

	test('signs another body when asked', () => {
		const own = request.body.toString();
		const isJson = request.headers['Content-Type'] === 'application/json';
		const body = isJson ? own.replace('{', '{"extra":1,') : `extra=1&${own}`;
		const another = sender.deliver({ now, url, body });
		expect(another.body.toString()).toContain('extra');
		expect(verifies(another)).toBe(true);
	});

	if (settings.tolerance !== 0 && settings.signatureFormat !== 'jwt') {
		test('is too old just after its tolerance', () => {
			const tolerance = (settings.tolerance as number | undefined) ?? 300;
			expect(verifies(sender.deliver({ now: now - (tolerance - 1) * 1000, url }))).toBe(true);
			expect(verifies(sender.deliver({ now: now - (tolerance + 1) * 1000, url }))).toBe(false);
			expect(verifies(sender.deliver({ now: now + (tolerance + 2) * 1000, url }))).toBe(false);
		});
	}

	if (expected.verifiedBy === 'signature') {
		test('does not verify with another byte at the start, in the middle or at the end of the body', () => {
			for (const at of [0, request.body.length >> 1, request.body.length - 1]) {
				const body = Buffer.from(request.body);
				body[at]! ^= 1;
				expect(verifies({ ...request, body })).toBe(false);
			}
		});
	}

	for (const [change, spoil] of Object.entries(sender.spoiled ?? {})) {
		test(`does not verify with ${change}`, () => {
			expect(spoil(request)).not.toEqual(request);
			expect(verifies(spoil(request))).toBe(false);
		});
	}

	for (const [change, make] of Object.entries(sender.sameSignedText ?? {})) {
		test(`has the same signed text with ${change}`, () => {
			const time = (made: typeof request) => made.headers[String(settings.timestampHeader)];
			const changed = make(request);
			expect(changed).not.toEqual(request);
			expect(contentByContract(settings, changed, secret, time(changed))).toEqual(
				contentByContract(settings, request, secret, time(request)),
			);
		});
	}
});

test('a multipart delivery of Dropbox Sign has the JSON of the plain one', () => {
	const [plain, multipart] = [
		documentedSenders.find(({ name }) => name.startsWith('Dropbox Sign'))!.deliver,
		dropboxSignAsMultipart,
	].map((deliver) => deliver({ now, url }).body.toString());
	expect(multipart).toContain(`\r\n\r\n${plain}\r\n--`);
});

describe('A row of the catalogue', () => {
	const delivery = { body: '{"a":1}', now, id: 'msg_1', url };

	test.each<[string, Signs]>([
		[
			'hmac-sha256',
			{
				algorithm: 'hmac-sha256',
				key: 'hex',
				content: '{method} {path}{query:a}{body}',
				headers: { S: '{signature}' },
			},
		],
		[
			'jwt-hs256',
			{ algorithm: 'jwt-hs256', key: 'text', content: 'jwt', claim: 'hash', headers: { S: 'Bearer {signature}' } },
		],
		[
			'ed25519',
			{ algorithm: 'ed25519', key: 'pem', content: '{body}', encoding: 'base64', headers: { S: '{signature}' } },
		],
		['token', { algorithm: 'token', headers: { Authorization: 'Bearer {secret}' } }],
	])('with the algorithm %s can be signed', (_, signs) => {
		const { signingKey } = secretFor(signs);
		expect(reasonNotToSign(signs)).toBeUndefined();
		expect(Object.values(signAsDocumented(signs, { ...delivery, secret: signingKey }).headers)[0]).toMatch(/\S{16,}/);
	});

	test.each<[string, Signs]>([
		['the algorithm', { algorithm: 'keccak256-concat', content: '{body}{secret}', headers: { S: '{signature}' } }],
		['the key', { algorithm: 'rsa-sha256', key: 'certificate', content: '{body}', headers: { S: '{signature}' } }],
		['the content', { algorithm: 'hmac-sha256', headers: { S: '{signature}' } }],
		['the content', { algorithm: 'hmac-sha256', content: '{sorted JSON}', headers: { S: '{signature}' } }],
		['the signature', { algorithm: 'hmac-sha256', content: '{body}', headers: {} }],
		['a header', { algorithm: 'hmac-sha256', content: '{header:x}{body}', headers: { S: '{signature}' } }],
		['the body', { algorithm: 'jwt-rs256', headers: { S: '{signature}' } }],
	])('that does not say enough of %s is refused with a reason', (_, signs) => {
		expect(reasonNotToSign(signs)).toEqual(expect.any(String));
		expect(() => signAsDocumented(signs, { ...delivery, secret: 'x' })).toThrow(reasonNotToSign(signs));
	});
});
