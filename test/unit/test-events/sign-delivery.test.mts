/** What the signer writes where, for schemes that have more than headers. Each request is read without the kernel. */
import { createHash, createHmac } from 'node:crypto';

import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import { jwtWithDigest, plainHex } from '../../support/schemes.mts';
import { hmac, NOW, SECONDS, SECRET, URL_OF_NODE } from '../support/kernel.mts';

const sign = (scheme: Partial<SignatureScheme>, body: string, url = URL_OF_NODE, id = 'msg_1') =>
	signDelivery({ ...plainHex, ...scheme }, { body: Buffer.from(body), secret: SECRET, id, now: NOW, url });

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

it('a signature in the query goes behind what is there', () => {
	expect(sign({ places: ['query:sig'] }, '{}').url).toBe(`${URL_OF_NODE}?sig=${hmac(['{}'])}`);
	expect(sign({ places: ['query:sig'] }, '{}', `${URL_OF_NODE}?a=1`).url).toBe(
		`${URL_OF_NODE}?a=1&sig=${hmac(['{}'])}`,
	);
});

it('a signed parameter of the query that is missing is given the id', () => {
	const { url, headers } = sign({ content: '{query:user}' }, '{}');
	expect(url).toBe(`${URL_OF_NODE}?user=msg_1`);
	expect(headers['x-signature']).toBe(hmac(['msg_1']));
});

it('a signed field of the body that is missing is given the id, whatever it leads through', () => {
	const { body } = sign({ content: '{body:event.list.0.id}', places: ['body:signature.hex'] }, '{"event":{"n":1}}');
	expect(JSON.parse(body.toString())).toEqual({
		event: { n: 1, list: [{ id: 'msg_1' }] },
		signature: { hex: hmac(['msg_1']) },
	});
});

it('a signed field that is there stays', () => {
	const { body, headers } = sign({ content: '{body:id}{body:more?}' }, '{"id":"own"}');
	expect(body.toString()).toBe('{"id":"own"}');
	expect(headers['x-signature']).toBe(hmac(['own']));
});

it('a signed form that the body is not is replaced by its digest in the query', () => {
	const { url, headers } = sign({ content: '{url}{form}' }, '{"a":1}');
	expect(url).toBe(`${URL_OF_NODE}?bodySHA256=${digest('{"a":1}')}`);
	expect(headers['x-signature']).toBe(hmac([url]));
});

it('a token is the secret itself', () => {
	expect(sign({ algorithm: 'token', encoding: 'text' }, '{}').headers['x-signature']).toBe(SECRET);
});

describe('a JSON Web Token', () => {
	const read = (token: string) => {
		const [header, claims, signature] = token.split('.');
		expect(signature).toBe(createHmac('sha256', SECRET).update(`${header}.${claims}`).digest('base64url'));
		return JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
	};
	const times = { iat: Number(SECONDS), exp: Number(SECONDS) + 60, jti: 'msg_1' };

	it('binds the body and the address by the claims of the scheme', () => {
		const scheme = jwtWithDigest('hmacSha256');
		const format = { kind: 'jwt', digestClaim: 'body_hash', urlClaim: 'url_hash' } as const;
		const { headers } = sign({ ...scheme, format }, '{"a":1}');
		expect(read(headers.authorization)).toEqual({
			...times,
			body_hash: digest('{"a":1}'),
			url_hash: digest(URL_OF_NODE),
		});
	});

	it('can be the body, and says then what the body said', () => {
		const scheme: Partial<SignatureScheme> = {
			...jwtWithDigest('hmacSha256'),
			places: ['body:'],
			format: { kind: 'jwt' },
		};
		expect(read(sign(scheme, '{"type":"done"}').body.toString())).toEqual({ ...times, type: 'done' });
		expect(read(sign(scheme, 'text').body.toString())).toEqual(times);
	});

	it('can have the body as the text of a claim', () => {
		const scheme: Partial<SignatureScheme> = {
			...jwtWithDigest('hmacSha256'),
			places: ['body:'],
			format: { kind: 'jwt', bodyClaim: 'data' },
		};
		expect(read(sign(scheme, '{"type":"done"}').body.toString())).toEqual({ ...times, data: '{"type":"done"}' });
	});
});

it('what cannot be signed is an error', () => {
	expect(() => sign({ places: ['body:signature'] }, 'text')).toThrow('The body is not a JSON object');
	expect(() => sign({ content: '{header:x-id}' }, '{}', URL_OF_NODE, 'a\tb')).toThrow(
		'The x-id header cannot be signed',
	);
	expect(() => sign({ keyEncodings: ['hex'] }, '{}')).toThrow('The secret is not a key of this signature scheme');
});
