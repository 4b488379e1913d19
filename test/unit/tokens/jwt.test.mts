/** JSON Web Tokens: which of them count, and what they prove. */
import { createHash, createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { algorithms } from '../../../nodes/shared/delivery/algorithms.ts';
import { parseJwt } from '../../../nodes/shared/tokens/jwt.ts';
import type { Algorithm, SignatureFormat, SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { idsOf, NOW, problemOf, reasonOf, receive, SECRET, sender, URL_OF_NODE } from '../support/kernel.mts';

const NOW_SECONDS = NOW / 1000;
const BODY = '{"type":"done","id":"evt_1"}';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as RFC 7515 describes it, signed with HS256 by node:crypto. */
function tokenOf(claims: object, { header = {}, secret = SECRET }: { header?: object; secret?: string } = {}): string {
	const text = `${encoded({ alg: 'HS256', typ: 'JWT', ...header })}.${encoded(claims)}`;
	return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const jwtSender = (
	format: Omit<Extract<SignatureFormat, { kind: 'jwt' }>, 'kind'> = {},
	changes: Partial<SignatureScheme> = {},
	definition: Partial<DeliveryDefinition> = {},
) =>
	sender(
		{
			places: ['authorization'],
			format: { kind: 'jwt', ...format },
			encoding: 'base64url',
			timestamp: { from: 'signature', unit: 'seconds', tolerance: { past: 300, future: 300 } },
			...changes,
		},
		definition,
	);

const deliver = (definition: DeliveryDefinition, token: string, body = BODY) =>
	receive(definition, { body, headers: { authorization: token }, url: URL_OF_NODE });

describe('a body that is a token', () => {
	const definition = jwtSender({}, { places: ['body:'] });
	const deliverBody = (body: string) => receive(definition, { body, headers: {} });
	const token = tokenOf({ type: 'done', job: 'job_1', iat: NOW_SECONDS });

	it('is the event that its claims say', () => {
		expect(deliverBody(token)).toMatchObject({
			outcome: 'accepted',
			event: { event: 'done', jobId: 'job_1', verifiedBy: 'signature', body: { type: 'done', job: 'job_1' } },
		});
	});

	it.each([
		['blanks around it', ` ${token}\r\n`],
		['a word in front of it', `Bearer ${token}`],
		['other bits behind its signature', token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
	])('is the same event, or refused, with %s', (_, disguised) => {
		const [original, changed] = [token, disguised].map((body) => idsOf(deliverBody(body)));
		expect([original, 'signature-mismatch']).toContainEqual(changed);
	});
});

describe('a claim that holds the event as text', () => {
	const definition = jwtSender({ bodyClaim: 'data' }, { places: ['body:'] }, { jsonFields: ['data'] });
	const deliverClaims = (claims: object, options?: { secret: string }) =>
		receive(definition, { body: tokenOf({ iat: NOW_SECONDS, ...claims }, options), headers: {} });
	const text = '{"type":"done","job":"job_1","data":"{\\"id\\":7}"}';

	it('is the event, with the JSON in it', () => {
		expect(deliverClaims({ data: text })).toMatchObject({
			outcome: 'accepted',
			event: { event: 'done', jobId: 'job_1', verifiedBy: 'signature', timestamp: new Date(NOW).toISOString() },
		});
		const verdict = deliverClaims({ data: text });
		expect('event' in verdict && verdict.event.body).toEqual({ type: 'done', job: 'job_1', data: { id: 7 } });
	});

	it('is the same event in a token of another time, and another with another text', () => {
		const [first, again, other] = [
			{ data: text },
			{ data: text, iat: NOW_SECONDS - 60 },
			{ data: text.replace('7', '8') },
		].map((claims) => idsOf(deliverClaims(claims)));
		expect(again).toEqual(first);
		expect(other).not.toEqual(first);
	});

	it('leaves the claims as they are where it holds no text', () => {
		for (const claims of [{ type: 'done' }, { type: 'done', data: { id: 7 } }]) {
			expect(deliverClaims(claims)).toMatchObject({ event: { event: 'done', body: { ...claims, iat: NOW_SECONDS } } });
		}
	});

	it('is no event where it is broken JSON', () => {
		expect(reasonOf(deliverClaims({ data: '{"type":' }))).toBe('not-json');
		expect(deliverClaims({ data: 'done' })).toMatchObject({ event: { body: { text: 'done' } } });
	});

	it('is not read before it is proven', () => {
		expect(reasonOf(deliverClaims({ data: text }, { secret: 'guessed' }))).toBe('signature-mismatch');
		expect(reasonOf(deliverClaims({ data: 'done' }, { secret: 'guessed' }))).toBe('signature-mismatch');
	});
});

describe('a token that binds no body', () => {
	const definition = jwtSender({}, {}, { entriesField: 'items' });

	it('is a shared token: everything in the delivery is as good as it', () => {
		expect(deliver(definition, tokenOf({ jti: 'token_1', iat: NOW_SECONDS }))).toMatchObject({
			outcome: 'accepted',
			event: { event: 'done', id: 'token_1', verifiedBy: 'token' },
		});
	});

	it('names the event itself where it has no name, so that no other body makes another event', () => {
		const token = tokenOf({ iat: NOW_SECONDS });
		const ids = [BODY, '{"id":"evt_2"}', 'text'].map((body) => idsOf(deliver(definition, token, body)));
		expect(new Set(ids.flat()).size).toBe(1);
		expect(idsOf(deliver(definition, tokenOf({ iat: NOW_SECONDS - 1 })))).not.toEqual(ids[0]);
	});

	it('makes one event of a list, since anybody could make it longer', () => {
		const token = tokenOf({ jti: 'token_1' });
		const body = '{"items":[{"id":1},{"id":2}]}';
		expect(deliver(definition, token, body)).toMatchObject({
			events: [{ id: 'token_1', body: { items: [{ id: 1 }, { id: 2 }] } }],
		});
		expect(deliver(definition, token, '[{"id":1},{"id":2}]')).toMatchObject({
			outcome: 'invalid',
			reason: 'not-an-object',
		});
	});
});

describe('the header of a token', () => {
	const judge = (header: object, definition = jwtSender()) =>
		problemOf(deliver(definition, tokenOf({ iat: NOW_SECONDS }, { header })));

	it.each([
		['no algorithm', { alg: undefined }],
		['none', { alg: 'none' }],
		['another algorithm', { alg: 'HS512' }],
		['another spelling', { alg: 'hs256' }],
		['a list', { alg: ['HS256'] }],
	])('is refused where it names %s', (_, header) => {
		expect(judge(header)).toBe('token-algorithm');
	});

	it('is refused where it demands what is not understood (RFC 7515, section 4.1.11)', () => {
		expect(judge({ crit: ['exp'], exp: 1 })).toBe('token-algorithm');
		expect(judge({ crit: ['b64'], b64: false })).toBe('token-algorithm');
	});

	it('names no algorithm of a scheme that has none for tokens', () => {
		const text = `${encoded({ typ: 'JWT' })}.${encoded({ iat: NOW_SECONDS })}`;
		for (const algorithm of ['hmacSha512', 'hmacSha1', 'ed25519', 'token', 'digestSha256'] as Algorithm[]) {
			expect(parseJwt(`${text}.AAAA`, algorithms[algorithm].jwtName)).toBe('token-algorithm');
		}
	});
});

it('a token whose signature has the length of no signature is malformed', () => {
	const token = tokenOf({ iat: NOW_SECONDS });
	for (const changed of [token.slice(0, -4), `${token}AAAA`, token.replace(/[\w-]+$/, 'AA')]) {
		expect(problemOf(deliver(jwtSender(), changed))).toBe('length');
	}
});

describe('the times of a token', () => {
	const judge = (claims: object, definition = jwtSender()) => reasonOf(deliver(definition, tokenOf(claims)));
	const untimed = jwtSender({}, { timestamp: undefined });

	it.each([
		[{}, 'accepted'],
		[{ exp: NOW_SECONDS - 299 }, 'accepted'],
		// RFC 7519, section 4.1.4: on or after it, the token must not be accepted.
		[{ exp: NOW_SECONDS - 300 }, 'too-old'],
		[{ nbf: NOW_SECONDS + 300 }, 'accepted'],
		[{ nbf: NOW_SECONDS + 301 }, 'too-new'],
		[{ iat: NOW_SECONDS + 300 }, 'accepted'],
		[{ iat: NOW_SECONDS + 301 }, 'too-new'],
		[{ iat: NOW_SECONDS - 300 }, 'accepted'],
		[{ iat: NOW_SECONDS - 301 }, 'too-old'],
		// A token that says when it ends is good until then.
		[{ iat: NOW_SECONDS - 3_600, exp: NOW_SECONDS }, 'accepted'],
		[{ iat: NOW_SECONDS + 0.5, exp: NOW_SECONDS + 0.5 }, 'accepted'],
		[{ exp: null, nbf: null, iat: null }, 'accepted'],
		[{ exp: String(NOW_SECONDS) }, 'signature-mismatch'],
		[{ nbf: -1 }, 'signature-mismatch'],
		[{ iat: {} }, 'signature-mismatch'],
	])('%j are judged as %s', (claims, expected) => {
		expect(judge(claims)).toBe(expected);
	});

	it('that are no finite numbers are judged all the same', () => {
		const endless = (claim: string) => {
			const text = `${encoded({ alg: 'HS256' })}.${Buffer.from(`{"${claim}":1e999}`).toString('base64url')}`;
			return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
		};
		const outcomes = ['exp', 'nbf', 'iat'].map((claim) => reasonOf(deliver(jwtSender(), endless(claim))));
		expect(outcomes).toEqual(['accepted', 'too-new', 'too-new']);
	});

	it('count with a leeway of five minutes where the scheme checks no time, and its age does not count', () => {
		expect(judge({ exp: NOW_SECONDS - 301 }, untimed)).toBe('too-old');
		expect(judge({ nbf: NOW_SECONDS + 301 }, untimed)).toBe('too-new');
		expect(judge({ iat: 0 }, untimed)).toBe('accepted');
	});

	it('give the event the time of issue', () => {
		expect(deliver(jwtSender(), tokenOf({ iat: NOW_SECONDS - 5 }))).toMatchObject({
			signed: { time: NOW - 5_000 },
			event: { timestamp: new Date(NOW - 5_000).toISOString() },
		});
		expect(deliver(jwtSender(), tokenOf({}))).toMatchObject({ signed: { time: null }, event: { timestamp: null } });
	});
});

describe('the digest of the body in a token', () => {
	const definition = jwtSender({ digestClaim: 'payload_hash' });
	const digest = createHash('sha256').update(BODY).digest();
	const judge = (payload_hash: unknown, body = BODY) =>
		reasonOf(deliver(definition, tokenOf({ payload_hash, iat: NOW_SECONDS }), body));

	it.each([
		['hex', digest.toString('hex')],
		['hex in capitals', digest.toString('hex').toUpperCase()],
		['base64', digest.toString('base64')],
		['base64url', digest.toString('base64url')],
	])('may be in %s', (_, text) => {
		expect(judge(text)).toBe('accepted');
		expect(judge(text, `${BODY} `)).toBe('signature-mismatch');
	});

	it.each([
		['missing', undefined],
		['empty', ''],
		['that of another body', createHash('sha256').update('{}').digest('hex')],
		['a list', [digest.toString('hex')]],
		['base64 in capitals', digest.toString('base64').toUpperCase()],
	])('is refused where it is %s', (_, claim) => {
		expect(judge(claim)).toBe('signature-mismatch');
	});

	it('makes the token a signature of the body, which names the event', () => {
		const at = (iat: number) =>
			deliver(definition, tokenOf({ payload_hash: digest.toString('hex'), iat, jti: String(iat) }), BODY);
		expect(at(NOW_SECONDS)).toMatchObject({ event: { id: 'evt_1', verifiedBy: 'signature' } });
		const unnamed = '{"type":"done"}';
		const payload_hash = createHash('sha256').update(unnamed).digest('hex');
		const ids = [1, 2].map((jti) => idsOf(deliver(definition, tokenOf({ payload_hash, jti }), unnamed)));
		expect(ids[0]).toEqual([`done|${payload_hash}`]);
		expect(ids[1]).toEqual(ids[0]);
	});

	it('is not read from what every object has', () => {
		for (const digestClaim of ['constructor', '__proto__', 'toString']) {
			const odd = jwtSender({ digestClaim });
			expect(reasonOf(deliver(odd, tokenOf({ iat: NOW_SECONDS })))).toBe('signature-mismatch');
		}
	});
});

describe('the token of an empty body', () => {
	const digestOfNothing = createHash('sha256').digest('hex');
	const strict = jwtSender({ digestClaim: 'payload_hash' });
	const lenient = jwtSender({ digestClaim: 'payload_hash', emptyHasNoDigest: true });

	it('has a digest as well, unless the sender leaves it out', () => {
		const judge = (definition: DeliveryDefinition, claims: object, body = '') =>
			reasonOf(deliver(definition, tokenOf({ iat: NOW_SECONDS, ...claims }), body));
		expect(judge(strict, {})).toBe('signature-mismatch');
		for (const definition of [strict, lenient]) {
			expect(judge(definition, { payload_hash: digestOfNothing })).toBe('accepted');
			expect(judge(definition, { payload_hash: null })).toBe('signature-mismatch');
			expect(judge(definition, { payload_hash: '' })).toBe('signature-mismatch');
			expect(judge(definition, {}, ' ')).toBe('signature-mismatch');
			expect(judge(definition, {}, BODY)).toBe('signature-mismatch');
		}
		expect(judge(lenient, {})).toBe('accepted');
	});

	it('names the event, which nothing else does', () => {
		const event = (claims: object) => deliver(lenient, tokenOf({ iat: NOW_SECONDS, ...claims }), '');
		expect(event({ jti: 'token_1' })).toMatchObject({ event: { id: 'token_1', verifiedBy: 'signature', body: {} } });
		const [first, again, other] = [{}, {}, { iat: NOW_SECONDS - 1 }].map((claims) => idsOf(event(claims)));
		expect(again).toEqual(first);
		expect(other).not.toEqual(first);
	});
});

describe('the digest of the address in a token', () => {
	const definition = jwtSender({ digestClaim: 'payload_hash', urlClaim: 'url_hash' });
	const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
	const judge = (url: string, url_hash = sha256(URL_OF_NODE)) =>
		reasonOf(
			receive(definition, {
				body: BODY,
				headers: { authorization: tokenOf({ payload_hash: sha256(BODY), url_hash }) },
				url,
			}),
		);

	it('has to be that of the address of the node', () => {
		expect(judge(URL_OF_NODE)).toBe('accepted');
		expect(judge(`${URL_OF_NODE}?a=1`)).toBe('signature-mismatch');
		expect(judge(URL_OF_NODE, sha256('https://other.example.com'))).toBe('signature-mismatch');
	});

	it('is that of nothing where the address is not known', () => {
		const headers = { authorization: tokenOf({ payload_hash: sha256(BODY), url_hash: sha256('') }) };
		expect(reasonOf(receive(definition, { body: BODY, headers }))).toBe('accepted');
	});
});

describe('the address in a token', () => {
	const definition = jwtSender({ urlClaim: 'webhook_url' });
	const judge = (webhook_url: unknown) => reasonOf(deliver(definition, tokenOf({ webhook_url })));

	it('may be written as it is', () => {
		expect(judge(URL_OF_NODE)).toBe('accepted');
		for (const other of [`${URL_OF_NODE}/`, '', undefined, [URL_OF_NODE]])
			expect(judge(other)).toBe('signature-mismatch');
	});
});

describe('claims that every token of a sender has', () => {
	const definition = jwtSender({ claims: { iss: ['https://one.example.com', 'one.example.com'], verified: [true] } });
	const judge = (claims: object) => reasonOf(deliver(definition, tokenOf(claims)));

	it('have to be there, with one of their values', () => {
		expect(judge({ iss: 'one.example.com', verified: true })).toBe('accepted');
		for (const claims of [
			{},
			{ iss: 'one.example.com' },
			{ iss: 'one.example.com', verified: 'true' },
			{ iss: ['one.example.com'], verified: true },
			{ iss: 'https://one.example.com/', verified: true },
		]) {
			expect(judge(claims)).toBe('signature-mismatch');
		}
	});

	it('are told to those who ask for them', () => {
		const verdict = deliver(jwtSender(), tokenOf({ aud: ['a', 'b'] }));
		const claim = 'signed' in verdict ? verdict.signed.claim : () => 'refused';
		expect([claim('aud'), claim('constructor'), claim('iss')]).toEqual([['a', 'b'], undefined, undefined]);
	});
});

describe('a token that is used for several deliveries', () => {
	const definition = jwtSender({ isReused: true });

	it('does not name the event, so that each body does', () => {
		const token = tokenOf({ iat: NOW_SECONDS, jti: 'token_1' });
		const ids = ['{"type":"done","id":"evt_1"}', '{"type":"done","id":"evt_2"}', '{"type":"done"}'].map((body) =>
			idsOf(deliver(definition, token, body)),
		);
		expect(ids.slice(0, 2)).toEqual([['evt_1'], ['evt_2']]);
		expect(new Set(ids.flat()).size).toBe(3);
		expect(deliver(definition, token)).toMatchObject({ event: { verifiedBy: 'token' } });
	});
});

it('a token ends five minutes after its end at the latest, however old a delivery may be', () => {
	const definition = jwtSender(
		{},
		{ timestamp: { from: 'signature', unit: 'seconds', tolerance: { past: 90_000, future: 300 } } },
	);
	const judge = (claims: object) => reasonOf(deliver(definition, tokenOf(claims)));
	expect(judge({ exp: NOW_SECONDS - 299 })).toBe('accepted');
	expect(judge({ exp: NOW_SECONDS - 300 })).toBe('too-old');
	expect(judge({ iat: NOW_SECONDS - 89_999 })).toBe('accepted');
});

describe('a token', () => {
	const token = tokenOf({ iat: NOW_SECONDS });

	it.each([token, `Bearer ${token}`, `bearer   ${token}`])('is read from %s', (value) => {
		expect(reasonOf(deliver(jwtSender(), value))).toBe('accepted');
	});

	it('may be in the query or in a field of the body', () => {
		const inQuery = jwtSender({}, { places: ['query:token'] });
		expect(reasonOf(receive(inQuery, { body: '{}', headers: {}, url: `${URL_OF_NODE}?token=${token}` }))).toBe(
			'accepted',
		);
		const inField = jwtSender({}, { places: ['body:token'] });
		expect(reasonOf(receive(inField, { body: JSON.stringify({ token }), headers: {} }))).toBe('accepted');
	});

	it.each([
		['two parts', token.split('.').slice(0, 2).join('.')],
		['four parts', `${token}.AAAA`],
		['no signature', `${token.split('.').slice(0, 2).join('.')}.`],
		['a blank in it', token.replace('.', ' .')],
		['another word in front of it', `Basic ${token}`],
		['a header that is no JSON', token.replace(/^[\w-]+/, 'AAAA')],
		['a header that is a list', token.replace(/^[\w-]+/, encoded(['HS256']))],
	])('is malformed with %s', (_, value) => {
		expect(problemOf(deliver(jwtSender(), value))).toBe('encoding');
	});

	it('is missing where there is none', () => {
		expect(reasonOf(receive(jwtSender(), { body: BODY, headers: {} }))).toBe('signature-missing');
	});

	it.each(['"text"', '[]', 'null', 'no JSON'])('proves nothing where its claims are %s', (claims) => {
		const text = `${encoded({ alg: 'HS256' })}.${Buffer.from(claims).toString('base64url')}`;
		const signed = `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
		expect(reasonOf(deliver(jwtSender(), signed))).toBe('signature-mismatch');
	});

	it('is refused with another secret, other claims or another signature', () => {
		const [header, , signature] = token.split('.');
		const others = [
			tokenOf({ iat: NOW_SECONDS }, { secret: 'guessed' }),
			`${header}.${encoded({ iat: NOW_SECONDS, admin: true })}.${signature}`,
			`${token.slice(0, -10)}AAAAAAAAAA`,
		];
		for (const other of others) expect(reasonOf(deliver(jwtSender(), other))).toBe('signature-mismatch');
	});
});

describe('the confusion of algorithms', () => {
	const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
	const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;

	it.each([
		['rsaSha256', rsa],
		['ecdsaSha256', ec],
	] as const)('does not make a shared secret of a public key of %s', (algorithm, publicKey) => {
		const definition = jwtSender({}, { algorithm, keyEncodings: ['spki'] });
		const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
		const der = publicKey.export({ format: 'der', type: 'spki' });
		const secrets: Array<string | Buffer> = [pem, pem.trim(), der, der.toString('base64'), ''];
		for (const secret of secrets) {
			for (const alg of ['HS256', 'RS256', 'ES256', 'none']) {
				const text = `${encoded({ alg })}.${encoded({ iat: NOW_SECONDS })}`;
				const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
				const verdict = receive(definition, { body: BODY, headers: { authorization: token } }, { secrets: [pem] });
				expect(verdict.outcome).toBe('unauthorized');
			}
		}
	});
});

/** RFC 7515, appendix A: the same claims, signed in three ways; RFC 7519, section 3.1 has the first of them. */
describe('the vectors of RFC 7515 and RFC 7519', () => {
	const claims = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
	const pem = (jwk: object) =>
		createPublicKey({ key: jwk as never, format: 'jwk' })
			.export({ format: 'pem', type: 'spki' })
			.toString();
	const vectors = [
		{
			section: 'A.1, HS256',
			algorithm: 'hmacSha256',
			keyEncoding: 'base64',
			key: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
			token: `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${claims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`,
		},
		{
			section: 'A.2, RS256',
			algorithm: 'rsaSha256',
			keyEncoding: 'spki',
			key: pem({
				kty: 'RSA',
				n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
				e: 'AQAB',
			}),
			token: `eyJhbGciOiJSUzI1NiJ9.${claims}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
		},
		{
			section: 'A.3, ES256',
			algorithm: 'ecdsaSha256',
			keyEncoding: 'spki',
			key: pem({
				kty: 'EC',
				crv: 'P-256',
				x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
				y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
			}),
			token: `eyJhbGciOiJFUzI1NiJ9.${claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
		},
	] as const;

	describe.each(vectors)('$section', ({ algorithm, keyEncoding, key, token }) => {
		const judge = (value: string, now = 1_300_819_379_000, definitionAlgorithm: Algorithm = algorithm) =>
			receive(
				jwtSender({}, { algorithm: definitionAlgorithm, keyEncodings: [keyEncoding], places: ['body:'] }),
				{ body: value, headers: {} },
				{ secrets: [key], now },
			);

		it('is verified, and says what it claims', () => {
			expect(judge(token)).toMatchObject({
				outcome: 'accepted',
				event: { body: { iss: 'joe', exp: 1_300_819_380, 'http://example.com/is_root': true } },
			});
		});

		it('has expired since', () => {
			expect(reasonOf(judge(token, NOW))).toBe('too-old');
		});

		it('is refused with another byte in any of its parts', () => {
			const places = [0, 1, 2].map((part) => token.split('.').slice(0, part).join('.').length + 8);
			for (const at of places) {
				const changed = token.slice(0, at) + (token[at] === 'Q' ? 'R' : 'Q') + token.slice(at + 1);
				expect(judge(changed).outcome).toBe('unauthorized');
			}
		});

		it('is refused by a scheme of another algorithm', () => {
			for (const other of vectors.filter((vector) => vector.algorithm !== algorithm)) {
				expect(['unauthorized', 'unverifiable']).toContain(judge(token, undefined, other.algorithm).outcome);
			}
		});
	});

	it('RFC 7519, section 6.1, which is not secured, is refused', () => {
		const unsecured = `eyJhbGciOiJub25lIn0.${claims}.`;
		for (const algorithm of ['hmacSha256', 'rsaSha256', 'ecdsaSha256'] as const) {
			expect(parseJwt(unsecured, algorithms[algorithm].jwtName)).toBe('encoding');
			expect(parseJwt(`${unsecured}AAAA`, algorithms[algorithm].jwtName)).toBe('token-algorithm');
		}
	});
});
