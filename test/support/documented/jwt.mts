import { bodyOf, post, withHeader } from './requests.mts';
import type { DocumentedSender } from './row.mts';
import { digest, hmac } from './signing.mts';

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Returns a JSON Web Token, HS256. */
const jwt = (claims: Record<string, unknown>, secret: string): string => {
	const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
	return `${signed}.${hmac('sha256', secret, 'base64url', signed)}`;
};

const spoiledToken = (header: string): DocumentedSender['spoiled'] => ({
	'a token without a signature': (request) =>
		withHeader(request, header, (token) => `${base64url({ alg: 'none', typ: 'JWT' })}.${token.split('.')[1]}.`),
	'another algorithm in the head of the token': (request) =>
		withHeader(request, header, (token) => {
			const [, claims, signature] = token.split('.');
			return `${base64url({ alg: 'HS512', typ: 'JWT' })}.${claims}.${signature}`;
		}),
	'no token': ({ headers, ...request }) => ({
		...request,
		headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== header)),
	}),
});

const MESSAGEBIRD = 'MessageBird-Signature-JWT';

/** The classic token. It is valid for a minute. */
const messageBird: DocumentedSender = {
	name: 'MessageBird (Bird)',
	settings: {
		signatureHeader: MESSAGEBIRD,
		signatureFormat: 'jwt',
		digestClaim: 'payload_hash',
		eventField: 'type',
	},
	secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
	otherSecret: '1f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
	deliver(options) {
		const { url, now, id = 'jti-1', secret = messageBird.secret } = options;
		const body = bodyOf(options, '{"type":"message.created","message":{"id":"c4b6f3a0b7e84f0e9d3f5a1b2c3d4e5f"}}');
		const iat = Math.floor(now / 1000);
		const hashes = { url_hash: digest('sha256', 'hex', url), payload_hash: digest('sha256', 'hex', body) };
		const claims = { iss: 'MessageBird', nbf: iat, iat, exp: iat + 60, jti: id, ...hashes };
		return post(url, 'json', body, { [MESSAGEBIRD]: jwt(claims, secret) });
	},
	expected: { event: 'message.created', id: 'digest', verifiedBy: 'signature' },
	spoiled: spoiledToken(MESSAGEBIRD),
};

const NETLIFY = 'X-Webhook-Signature';

/** The token has no times. The header `X-Netlify-Event` is from memory. */
const netlify: DocumentedSender = {
	name: 'Netlify',
	settings: {
		signatureHeader: NETLIFY,
		signatureFormat: 'jwt',
		digestClaim: 'sha256',
		tolerance: 0,
		eventField: 'header:x-netlify-event',
		idField: '',
	},
	secret: 'netlify-jws-secret-token-of-32-bytes-1',
	otherSecret: 'netlify-jws-secret-token-of-32-bytes-2',
	deliver(options) {
		const { url, secret = netlify.secret } = options;
		const body = bodyOf(options, '{"id":"5a9bf5e5a6188f0a4d3e1b2c","state":"ready","name":"example"}');
		return post(url, 'json', body, {
			'X-Netlify-Event': 'deploy_created',
			[NETLIFY]: jwt({ iss: 'netlify', sha256: digest('sha256', 'hex', body) }, secret),
		});
	},
	expected: { event: 'deploy_created', id: 'digest', verifiedBy: 'signature' },
	spoiled: spoiledToken(NETLIFY),
};

/** Senders whose signature is a JSON Web Token with the hash of the body. */
export const sendersOfBodyTokens: DocumentedSender[] = [messageBird, netlify];
