import { hash } from 'node:crypto';

import { type JsonObject, parseBody, setAt } from '../util/json';
import { algorithms, type Content } from '../delivery/algorithms';
import { CALLBACK_PARAMETER, newCallback, signCallback, webhookReceiver } from '../tokens/callback';
import { signedContent } from '../delivery/content';
import { DeliveryReader } from '../delivery/delivery';
import { describePlace } from '../util/describe-place';
import { unsignedJwt } from '../tokens/jwt';
import { decodeKey } from '../delivery/keys';
import type { Place, SignatureFormat, SignatureScheme, WrittenFormat } from '../delivery/scheme';
import { type ContentPart, parseTemplate } from '../delivery/template';

/** What to sign. */
interface Unsigned {
	/** The bytes of the body. */
	body: Uint8Array;
	/** The shared secret, or the private key (PKCS #8, or the seed of an Ed25519 key), in the scheme's key encoding. */
	secret: string;
	/** The delivery's id, for schemes that have one. */
	id: string;
	/** Epoch milliseconds. */
	now: number;
	/** Further headers, their names in lower case. One of the scheme that is missing is given the delivery's id. */
	headers?: Readonly<Record<string, string>>;
	/** Further claims, for schemes with a token. */
	claims?: JsonObject;
	/** Where the delivery goes, for schemes that sign the address or have a part of it in the query. */
	url?: string;
	method?: string;
}

/** A delivery as its sender would send it. */
export interface SignedRequest {
	/** Every header of the scheme, by its usual name. */
	headers: Record<string, string>;
	body: Buffer;
	/** The given address, with what the scheme has in the query. */
	url: string;
}

/**
 * Signs a delivery as its sender would.
 *
 * @throws Error where the secret is no key of the scheme, or the body has no form that the scheme can sign
 * @example
 * const { headers, body } = signDelivery(acmeDelivery.signature, {
 * 	body: Buffer.from(JSON.stringify({ type: 'job.completed' })),
 * 	secret: 'the signing secret',
 * 	id: 'msg_1',
 * 	now: Date.now(),
 * });
 */
export function signDelivery(scheme: SignatureScheme, unsigned: Unsigned): SignedRequest {
	const { secret, id, now, method } = unsigned;
	const { timestamp, format } = scheme;
	const key = keyOf(scheme, secret);
	const parts = parseTemplate(scheme.content ?? '{body}');
	const time = String(timestamp?.unit === 'milliseconds' ? now : Math.floor(now / 1000));
	const request: SignedRequest = {
		headers: { ...unsigned.headers },
		body: Buffer.from(unsigned.body),
		url: unsigned.url ?? '',
	};
	if (timestamp !== undefined && timestamp.from !== 'signature') put(request, timestamp.from[0], time);
	for (const part of parts) complete(request, part, id);

	if (format.kind === 'callbackUrl') return atCallbackUrl(request, key, now);
	if (format.kind === 'jwt') return withToken(request, { ...scheme, format }, key, unsigned);
	const reader = DeliveryReader.of({ ...request, method });
	const signed = signedContent(parts, reader, time);
	if ('missing' in signed) throw new Error(`The ${describePlace(signed.missing)} cannot be signed`);
	const signature = signedBy(scheme, key, signed.content);
	const text = signature.toString(scheme.encoding === 'text' ? 'utf8' : scheme.encoding);
	put(request, scheme.places[0], formatted(format, text, time));
	return request;
}

function keyOf({ algorithm, keyEncodings }: SignatureScheme, secret: string): Buffer {
	const encodings = algorithms[algorithm].hasPublicKey ? ([...keyEncodings, 'spki'] as const) : keyEncodings;
	const key = encodings.map((encoding) => decodeKey(secret, encoding)).find((bytes) => bytes !== null);
	if (!key) throw new Error('The secret is not a key of this signature scheme');
	return key;
}

function signedBy(scheme: SignatureScheme, key: Buffer, content: Content, inToken = false): Buffer {
	const signature = trySign(scheme, key, content, inToken);
	if (signature !== null) return signature;
	throw new Error('The secret is not a key of this signature scheme');
}

function trySign({ algorithm }: SignatureScheme, ...parameters: [Buffer, Content, boolean]): Buffer | null {
	try {
		return algorithms[algorithm].sign(...parameters);
	} catch {
		return null;
	}
}

/** An address that has its token already is called as it is. Another one is taken for a trigger's. */
function atCallbackUrl(request: SignedRequest, key: Buffer, now: number): SignedRequest {
	if (new URL(request.url).searchParams.has(CALLBACK_PARAMETER)) return request;
	const callback = newCallback(now, TOKEN_LIFETIME * 1000);
	put(request, `query:${CALLBACK_PARAMETER}`, signCallback(callback, webhookReceiver(request.url), key));
	return request;
}

/** Seconds for which a token is good. */
const TOKEN_LIFETIME = 60;

function withToken(
	request: SignedRequest,
	scheme: SignatureScheme & { format: Extract<SignatureFormat, { kind: 'jwt' }> },
	key: Buffer,
	{ id, now, claims: further }: Pick<Unsigned, 'id' | 'now' | 'claims'>,
): SignedRequest {
	const { algorithm, format, places } = scheme;
	const { digestClaim, urlClaim, bodyClaim, claims: fixed = {} } = format;
	const iat = Math.floor(now / 1000);
	const parsed = parseBody(request.body);
	const claims = {
		...(places[0] === 'body:' && parsed.ok && (bodyClaim ? { [bodyClaim]: request.body.toString() } : parsed.body)),
		iat,
		exp: iat + TOKEN_LIFETIME,
		jti: id,
		...Object.fromEntries(Object.entries(fixed).map(([name, [value]]) => [name, value])),
		...further,
		...(digestClaim && { [digestClaim]: hash('sha256', request.body) }),
		...(urlClaim && { [urlClaim]: hash('sha256', request.url) }),
	};
	const text = unsignedJwt(algorithms[algorithm].jwtName, claims);
	const token = `${text}.${signedBy(scheme, key, [text], true).toString('base64url')}`;
	if (places[0] === 'body:') request.body = Buffer.from(token);
	else put(request, places[0], token);
	return request;
}

/** Adds what a part of the signed content needs and the delivery does not have. */
function complete(request: SignedRequest, part: ContentPart, id: string): void {
	const reader = DeliveryReader.of({ ...request });
	if (part.kind === 'header' && !part.names.some((name) => request.headers[name] !== undefined)) {
		request.headers[part.names[0]] = id;
	} else if (part.kind === 'query' && !reader.query().has(part.name)) put(request, `query:${part.name}`, id);
	else if (part.kind === 'field' && !part.optional && reader.field(part.path) === null) {
		put(request, `body:${part.path}`, id);
	} else if (part.kind === 'form' && reader.form() === null) {
		put(request, 'query:bodySHA256', hash('sha256', request.body));
	}
}

function put(request: SignedRequest, place: Place, value: string): void {
	if (place.startsWith('query:')) {
		const pair = new URLSearchParams({ [place.slice('query:'.length)]: value }).toString();
		request.url += `${request.url.includes('?') ? '&' : '?'}${pair}`;
	} else if (place.startsWith('body:')) request.body = withField(request.body, place.slice('body:'.length), value);
	else request.headers[place] = value;
}

function withField(body: Buffer, path: string, value: string): Buffer {
	const parsed = parseBody(body);
	if (!parsed.ok) throw new Error('The body is not a JSON object');
	setAt(parsed.body, path, value);
	return Buffer.from(JSON.stringify(parsed.body));
}

function formatted(format: WrittenFormat, signature: string, time: string): string {
	switch (format.kind) {
		case 'plain':
			return format.prefixRequired ? `${format.prefix}${signature}` : signature;
		case 'pairs':
			return `${format.timestampKey ? `${format.timestampKey}=${time},` : ''}${format.signatureKey}=${signature}`;
		case 'tagged':
			return `${format.tags === 'any' ? 'v1' : format.tags[0]},${signature}`;
	}
}
