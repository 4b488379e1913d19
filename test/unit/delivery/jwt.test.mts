/** JSON Web Tokens: which of them count, and what they prove. */
import { createHmac } from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { parseJwt } from '../../../nodes/shared/delivery/jwt.ts';
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
		expect(deliver(definition, token, '[{"id":1},{"id":2}]')).toEqual({ outcome: 'invalid', reason: 'not-an-object' });
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
			expect(parseJwt(`${text}.AAAA`, algorithm)).toBe('token-algorithm');
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

	it.each([
		[{ exp: NOW_SECONDS - 299 }, 'accepted'],
		// RFC 7519, section 4.1.4: on or after it, the token must not be accepted.
		[{ exp: NOW_SECONDS - 300 }, 'too-old'],
	])('%j is judged as %s', (claims, expected) => {
		expect(judge(claims)).toBe(expected);
	});
});
