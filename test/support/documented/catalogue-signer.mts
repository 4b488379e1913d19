import { constants, randomBytes, sign, type BinaryToTextEncoding, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { asPem, asRaw, asSpki, keyPair, type KeyType } from './keys.mts';
import { addQuery } from './requests.mts';
import type { SignedRequest } from './row.mts';
import { bytes, digest, hmac, seconds, signWith, sortedFormFields } from './signing.mts';

/** How a sender signs, in the notation of the catalogue (field `signs`). */
export interface Signs {
	/** `hmac-sha256`, `sha1-concat` (a plain hash), `ed25519`, `ecdsa-p256-sha256`, `rsa-sha256`, `jwt-hs256`, `token`, … */
	algorithm: string;
	/** how the receiver is given the key: `text`, `whsec`, `base64`, `hex`, `spki`, `pem`, `jwks`, … */
	key?: string;
	/** what is signed: text with `{body}`, `{time}`, `{header:x}`, … */
	content?: string;
	encoding?: string;
	/** the headers of a delivery, with `{signature}`, `{time}`, `{id}`, `{secret}` */
	headers?: Record<string, string>;
	time?: string;
	/** the claim of a JWT that has the SHA-256 of the body, or all of it as text where the JWT is the body */
	claim?: string;
	claimEncoding?: string;
	/** the claim of a JWT that has the address, or its SHA-256 */
	urlClaim?: string;
	urlClaimEncoding?: string;
	/** whether the signature covers all of the body; it does unless this is false */
	coversBody?: boolean;
	/** where the signature or the token is, if not in a header: `json:path`, `form:name`, `query:name`, `body` */
	place?: string;
	missing?: string;
}

/** What is signed, and by whom. */
interface CatalogueDelivery {
	body: string | Buffer;
	/** the `signingKey` of `secretFor`, or the shared secret as the user enters it */
	secret: string | KeyObject;
	/** milliseconds since 1970 */
	now: number;
	/** the time as it is sent, where the sender writes it in another way than `time` says */
	time?: string;
	id: string;
	/** the whole address, query included */
	url: string;
	method?: string;
}

const PLACEHOLDER = /\{([^{}]+)\}/g;
const PUBLIC_KEYS: Record<string, { type: KeyType; hash: string | null }> = {
	ed25519: { type: 'ed25519', hash: null },
	'ecdsa-p256-sha256': { type: 'ecP256', hash: 'sha256' },
	'rsa-sha256': { type: 'rsa', hash: 'sha256' },
	'rsa-sha1': { type: 'rsa', hash: 'sha1' },
	'rsa-pss-sha256': { type: 'rsa', hash: 'sha256' },
	'jwt-rs256': { type: 'rsa', hash: 'sha256' },
	'jwt-es256': { type: 'ecP256', hash: 'sha256' },
};
const DERIVED = /^derived: HMAC-SHA256\(key = API token, message = (.+)\)$/;

/** Returns a time as the sender writes it: seconds, milliseconds, or ISO 8601 in UTC. */
function timeText(unit: string | undefined, now: number): string {
	if (unit === 'ms') return String(now);
	return unit === 'iso' ? new Date(now).toISOString() : seconds(now);
}

/** Returns the bytes of a shared key as the user's text says. */
function sharedKey(kind: string | undefined, secret: string): string | Buffer {
	const derived = DERIVED.exec(kind ?? '');
	if (derived) return Buffer.from(hmac('sha256', secret, 'hex', derived[1]!), 'hex');
	switch (kind) {
		case undefined:
		case 'text':
			return secret;
		case 'whsec':
			return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
		case 'text after whsec_ (no base64)':
			return secret.replace(/^whsec_/, '');
		case 'base64':
			return Buffer.from(secret, 'base64');
		case 'hex':
			return Buffer.from(secret, 'hex');
		case 'sha1(text)':
			return Buffer.from(digest('sha1', 'hex', secret), 'hex');
		default:
			throw new Error(`Unknown kind of key: ${kind}`);
	}
}

/** Returns the value at a path of a JSON body as text; what is absent is empty. */
function jsonText(body: Buffer, path: string): string {
	let value: unknown = JSON.parse(body.toString());
	for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
	return value === undefined || value === null ? '' : String(value);
}

/**
 * Returns the text that is signed, as bytes.
 * @throws Error for a placeholder that the notation does not define
 */
export function signedContent(signs: Signs, delivery: CatalogueDelivery): Buffer {
	const body = Buffer.from(delivery.body);
	const time = delivery.time ?? timeText(signs.time, delivery.now);
	const headers = new Map(Object.entries(signs.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
	const header = (name: string) => {
		const template = headers.get(name);
		if (template === undefined) throw new Error(`The row has no header ${name}`);
		return template.replaceAll('{time}', time).replaceAll('{id}', delivery.id);
	};
	const whole: Record<string, () => string | Buffer> = {
		body: () => body,
		time: () => time,
		id: () => delivery.id,
		url: () => delivery.url,
		path: () => new URL(delivery.url).pathname,
		method: () => delivery.method ?? 'POST',
		form: () => sortedFormFields(body),
		sha256hex: () => digest('sha256', 'hex', body),
		secret: () => String(delivery.secret),
		'webhook id': () => String(delivery.secret),
		'crc32 of the body': () => String(crc32(body)),
	};
	const named: Record<string, (name: string) => string> = {
		header,
		query: (name) => new URL(delivery.url).searchParams.get(name) ?? '',
		json: (path) => jsonText(body, path),
		form: (name) => new URLSearchParams(body.toString()).get(name) ?? '',
	};
	const part = (placeholder: string) => {
		const colon = placeholder.indexOf(':');
		const found =
			colon < 0 ? whole[placeholder]?.() : named[placeholder.slice(0, colon)]?.(placeholder.slice(colon + 1));
		if (found === undefined) throw new Error(`Not in the notation: {${placeholder}}`);
		return found;
	};
	// A split by a pattern with one group has literals at even places and placeholders at odd ones.
	const pieces = (signs.content ?? '').split(PLACEHOLDER);
	return bytes(...pieces.map((piece, index) => (index % 2 ? part(piece) : piece)));
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function jsonWebToken(signs: Signs, { secret, now, url, ...delivery }: CatalogueDelivery): string {
	const hash = Buffer.from(digest('sha256', 'hex', Buffer.from(delivery.body)), 'hex');
	const head = { alg: signs.algorithm.slice('jwt-'.length).toUpperCase(), typ: 'JWT' };
	const claims = {
		iat: Math.floor(now / 1000),
		...(signs.place === 'body' && claimsOf(signs, delivery.body.toString())),
		...(signs.place !== 'body' &&
			signs.claim !== undefined && { [signs.claim]: hash.toString((signs.claimEncoding ?? 'hex') as BufferEncoding) }),
		...(signs.urlClaim !== undefined && {
			[signs.urlClaim]: signs.urlClaimEncoding === 'text' ? url : digest('sha256', 'hex', url),
		}),
	};
	const signed = `${base64url(head)}.${base64url(claims)}`;
	if (typeof secret === 'string')
		return `${signed}.${hmac('sha256', sharedKey(signs.key, secret), 'base64url', signed)}`;
	const signature = sign('sha256', Buffer.from(signed), { key: secret, dsaEncoding: 'ieee-p1363' });
	return `${signed}.${signature.toString('base64url')}`;
}

/** Returns the claims of a token that is the body. */
function claimsOf({ claim }: Signs, body: string): Record<string, unknown> {
	return claim === undefined ? (JSON.parse(body) as Record<string, unknown>) : { [claim]: body };
}

function signatureOf(signs: Signs, delivery: CatalogueDelivery): string {
	const { algorithm } = signs;
	const { secret } = delivery;
	if (algorithm === 'token') return String(secret);
	if (algorithm.startsWith('jwt-')) return jsonWebToken(signs, delivery);
	const content = signedContent(signs, delivery);
	const encoding = (signs.encoding ?? 'hex') as BinaryToTextEncoding;
	if (algorithm.endsWith('-concat')) return digest(algorithm.slice(0, -'-concat'.length), encoding, content);
	if (typeof secret === 'string') {
		return hmac(algorithm.slice('hmac-'.length), sharedKey(signs.key, secret), encoding, content);
	}
	if (algorithm === 'rsa-pss-sha256') {
		return sign('sha256', content, { key: secret, padding: constants.RSA_PKCS1_PSS_PADDING }).toString(encoding);
	}
	return signWith(PUBLIC_KEYS[algorithm]!.hash, secret, encoding, content);
}

/** Returns the JSON body with a text put at a path; objects on the way must be there. */
function withJson(body: Buffer, path: string, text: string): Buffer {
	const whole = JSON.parse(body.toString()) as Record<string, unknown>;
	const names = path.split('.');
	let target = whole;
	for (const name of names.slice(0, -1)) target = target[name] as Record<string, unknown>;
	target[names.at(-1)!] = text;
	return Buffer.from(JSON.stringify(whole));
}

/**
 * Returns a request as the row of the catalogue says that the sender signs it.
 * @throws Error when the row cannot be expressed; `reasonNotToSign` says so beforehand
 */
export function signAsDocumented(signs: Signs, delivery: CatalogueDelivery): SignedRequest {
	const reason = reasonNotToSign(signs);
	if (reason) throw new Error(reason);
	const time = delivery.time ?? timeText(signs.time, delivery.now);
	const signature = signatureOf(signs, delivery);
	const secret = String(delivery.secret);
	const values: Record<string, string> = {
		signature,
		time,
		id: delivery.id,
		secret,
		'base64 secret': Buffer.from(secret).toString('base64'),
	};
	const headers = Object.entries(signs.headers ?? {}).map(([name, template]) => [
		name,
		template.replace(PLACEHOLDER, (_, key: string) => values[key]!),
	]);
	const body = Buffer.from(delivery.body);
	const [, place, name] = /^(json|form|query):(.+)$/.exec(signs.place ?? '') ?? [];
	const placed = { json: withJson, form: withField }[place ?? ''];
	return {
		method: delivery.method ?? 'POST',
		url: place === 'query' ? addQuery(delivery.url, `${name}=${signature}`) : delivery.url,
		headers: Object.fromEntries(headers) as Record<string, string>,
		body: signs.place === 'body' ? Buffer.from(signature) : (placed?.(body, name!, signature) ?? body),
	};
}

/** Returns the form with a field more. */
function withField(body: Buffer, name: string, text: string): Buffer {
	const fields = new URLSearchParams(body.toString());
	fields.set(name, text);
	return Buffer.from(fields.toString());
}

const KNOWN_PARTS = /^(body|time|id|url|path|method|form|sha256hex|secret|(header|query|json|form):.+)$/;

/** Returns why `signAsDocumented` cannot sign as the row says, or `undefined` where it can. */
export function reasonNotToSign(signs: Signs): string | undefined {
	const { algorithm, key, content, headers = {} } = signs;
	const jwt = /^jwt-(hs|rs|es)256$/.test(algorithm);
	const concat = /^(sha1|sha256|sha512)-concat$/.test(algorithm);
	const mac = /^hmac-(sha1|sha256|sha512|md5)$/.test(algorithm);
	if (!jwt && !concat && !mac && algorithm !== 'token' && !(algorithm in PUBLIC_KEYS)) {
		return `the algorithm ${algorithm} is not in the notation`;
	}
	if (signs.missing && !DERIVED.test(key ?? '')) return `the row says that it lacks: ${signs.missing}`;
	if (key === 'certificate') return 'the key is a certificate at an address in the delivery';
	const places = [...Object.values(headers), signs.place ? '{signature}' : ''];
	if (algorithm === 'token') {
		return signs.place || places.some((value) => /\{(base64 )?secret\}/.test(value))
			? undefined
			: 'the row does not say where the token is';
	}
	if (jwt && !signs.claim && signs.place !== 'body' && signs.coversBody !== false)
		return 'the token does not bind the body';
	if (!jwt && !content) return 'the row does not say what is signed';
	if (!places.some((value) => value.includes('{signature}'))) return 'the row does not say where the signature is';
	if (jwt) return undefined;
	const parts = content!.match(PLACEHOLDER)?.map((part) => part.slice(1, -1)) ?? [];
	const unknown = parts.find((part) => !KNOWN_PARTS.test(part));
	if (unknown !== undefined || !parts.length || content!.includes('…')) return `the content is prose: ${content}`;
	const names = Object.keys(headers).map((name) => name.toLowerCase());
	const absent = parts.find((part) => part.startsWith('header:') && !names.includes(part.slice('header:'.length)));
	return absent && `the row signs a header that it does not have: ${absent.slice('header:'.length)}`;
}

/** What the user enters for a row, and what the sender signs with. */
interface RowSecret {
	/** what the user enters as *Webhook Secret*; empty where the receiver fetches a key set */
	secret: string;
	/** `secret` of `signAsDocumented` */
	signingKey: string | KeyObject;
	/** where the sender signs with a private key */
	publicKey?: KeyObject;
}

/** Returns a new secret that fits a row: another one with every call. */
export function secretFor(signs: Signs): RowSecret {
	const { algorithm, key = 'text' } = signs;
	const publicKey = PUBLIC_KEYS[algorithm];
	if (publicKey) {
		const pair = keyPair(publicKey.type);
		const written = writtenKey(key, publicKey.type, pair);
		return { secret: written, signingKey: pair.privateKey, publicKey: pair.publicKey };
	}
	const raw = randomBytes(32);
	const shared: Record<string, string> = {
		whsec: `whsec_${raw.toString('base64')}`,
		'text after whsec_ (no base64)': `whsec_${raw.toString('hex')}`,
		base64: raw.toString('base64'),
		hex: raw.toString('hex'),
	};
	const secret = shared[key] ?? `secret-${raw.toString('base64url')}`;
	return { secret, signingKey: secret };
}

/** Returns a public key as the kind of key says that the sender publishes it. */
function writtenKey(kind: string, type: KeyType, pair: ReturnType<typeof keyPair>): string {
	if (kind.startsWith('jwk')) return '';
	if (type !== 'ed25519') return kind === 'spki' ? asSpki(pair) : asPem(pair);
	if (kind === 'hex') return asRaw(pair).toString('hex');
	if (kind === 'whsec') return `whpk_${asRaw(pair).toString('base64')}`;
	return kind === 'pem' ? asPem(pair) : asRaw(pair).toString('base64');
}
