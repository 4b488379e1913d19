/** A body that is too large to be parsed before it is proven, for schemes that would have to. */
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { jwtWithDigest } from '../../support/schemes.mts';
import { hmac, problemOf, reasonOf, receive, sender, URL_OF_NODE } from '../support/kernel.mts';

const MEGABYTE = 1024 * 1024;

const deliver = (scheme: Partial<SignatureScheme>, body: string, headers: Record<string, string> = {}) =>
	receive(sender(scheme), { body, headers, url: URL_OF_NODE });

it('has no signature in it', () => {
	const body = JSON.stringify({ signature: hmac(['1']), id: '1', more: 'x'.repeat(MEGABYTE) });
	expect(problemOf(deliver({ places: ['body:signature'], content: '{body:id}' }, body))).toBe('too-large');
});

it('is no token', () => {
	const scheme: Partial<SignatureScheme> = {
		...jwtWithDigest('hmacSha256'),
		places: ['body:'],
		format: { kind: 'jwt' },
	};
	expect(problemOf(deliver(scheme, 'x'.repeat(MEGABYTE + 1)))).toBe('too-large');
});

it.each(['{body:id}', '{url}{form}', '{crc32}'])('has no %s that could be signed', (content) => {
	const body = `id=1&more=${'x'.repeat(MEGABYTE)}`;
	expect(problemOf(deliver({ content }, body, { 'x-signature': hmac(['1']) }))).toBe('part-missing');
});

it('is not serialised again', () => {
	const body = `{ "more": "${'x'.repeat(MEGABYTE)}" }`;
	const headers = { 'x-signature': hmac([JSON.stringify(JSON.parse(body))]) };
	expect(reasonOf(deliver({ reserialised: true }, body, headers))).toBe('signature-mismatch');
	expect(reasonOf(deliver({ reserialised: true }, body, { 'x-signature': hmac([body]) }))).toBe('accepted');
});

it('gives no fields where others are signed', () => {
	const headers = { 'x-id': '1', 'x-signature': hmac(['1']) };
	expect(reasonOf(deliver({ content: '{header:x-id}' }, 'a text', headers))).toBe('accepted');
});
