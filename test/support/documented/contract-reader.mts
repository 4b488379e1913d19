import { constants, createHash, createHmac, createPublicKey, verify, type KeyObject } from 'node:crypto';

import type { SignedRequest } from './row.mts';
import { sortedFormFields } from './signing.mts';

/** The settings of *Any Other Service* that this reader knows, with their defaults. */
const DEFAULTS = {
	algorithm: 'hmacSha256',
	keyEncoding: 'utf8',
	signatureHeader: '',
	signatureFormat: 'plain',
	signaturePrefix: '',
	signatureKey: '',
	timestampKey: '',
	digestClaim: '',
	signatureEncoding: 'hex',
	signedContent: '{body}',
	timestampHeader: '',
	tolerance: 300,
};
type Settings = typeof DEFAULTS;

/** A signature, and the time that stands beside it. */
interface Signature {
	text: string;
	time?: string;
}

const isForm = (request: SignedRequest) =>
	(request.headers['Content-Type'] ?? '').startsWith('application/x-www-form-urlencoded');

function at(request: SignedRequest, path: string): string | undefined {
	let value: unknown;
	try {
		value = JSON.parse(request.body.toString());
	} catch {
		return undefined;
	}
	for (const name of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[name];
	return value === undefined || value === null ? undefined : String(value);
}

/** Returns the text at `name`, `query:name` or `body:path`; `undefined` where it is missing. */
function place(request: SignedRequest, where: string): string | undefined {
	if (where.startsWith('body:')) return at(request, where.slice('body:'.length));
	if (where.startsWith('query:'))
		return new URL(request.url).searchParams.get(where.slice('query:'.length)) ?? undefined;
	return Object.entries(request.headers).find(([name]) => name.toLowerCase() === where.toLowerCase())?.[1];
}

function signatures(settings: Settings, request: SignedRequest): Signature[] {
	const value = place(request, settings.signatureHeader);
	if (!value) return [];
	const { signatureFormat, signatureKey, signaturePrefix, timestampKey } = settings;
	if (signatureFormat === 'plain' && settings.signatureEncoding === 'text') return [{ text: value }];
	if (signatureFormat === 'plain') {
		const several = value.split(',').map((text) => text.trim());
		return several
			.filter((text) => text.startsWith(signaturePrefix))
			.map((text) => ({ text: text.slice(signaturePrefix.length) }));
	}
	if (signatureFormat === 'tagged') {
		return value
			.split(' ')
			.filter((text) => text.startsWith(`${signatureKey},`))
			.map((text) => ({ text: text.slice(signatureKey.length + 1) }));
	}
	// Groups are separated by a blank, pairs by a comma that a blank may follow.
	return value.split(/(?<!,) +/).flatMap((group) => {
		const pairs = group.split(/[,;] */).map((pair) => pair.split(/=(.*)/s, 2) as [string, string]);
		const times = pairs.filter(([key]) => key === timestampKey).map(([, time]) => time);
		if (timestampKey && times.length !== 1) return [];
		return pairs.filter(([key]) => key === signatureKey).map(([, text]) => ({ text, time: times[0] }));
	});
}

/** Returns the signed text, or `undefined` where a part of it is missing. */
export function contentByContract(
	settings: Partial<Settings>,
	request: SignedRequest,
	secret: string,
	time: string | undefined,
): Buffer | undefined {
	const parts = (settings.signedContent ?? DEFAULTS.signedContent).split(/\{([^{}]+)\}/);
	const values = parts.map((part, index): string | Buffer | undefined => {
		if (index % 2 === 0) return part;
		if (part === 'body') return request.body;
		if (part === 'timestamp') return time;
		if (part === 'url') return request.url;
		if (part === 'method') return request.method;
		if (part === 'secret') return secret;
		if (part === 'form') return isForm(request) ? sortedFormFields(request.body) : bodyInUrl(request);
		if (part.startsWith('header:')) return place(request, part.slice('header:'.length));
		return place(request, part);
	});
	if (values.some((value) => value === undefined)) return undefined;
	return Buffer.concat(values.map((value) => Buffer.from(value!)));
}

/** Returns the empty text where the address has the hash of a body that is no form, as Twilio sends it. */
function bodyInUrl(request: SignedRequest): string | undefined {
	const hashes = new URL(request.url).searchParams.getAll('bodySHA256');
	return hashes.length === 1 && hashes[0] === createHash('sha256').update(request.body).digest('hex') ? '' : undefined;
}

function publicKey(secret: string, keyEncoding: string): KeyObject {
	if (secret.startsWith('-----')) return createPublicKey(secret);
	if (keyEncoding === 'spki') {
		return createPublicKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'spki' });
	}
	const x = Buffer.from(secret, keyEncoding as BufferEncoding).toString('base64url');
	return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

const sharedKey = (secret: string, keyEncoding: string) =>
	keyEncoding === 'whsec'
		? Buffer.from(secret.replace('whsec_', ''), 'base64')
		: Buffer.from(secret, keyEncoding as BufferEncoding);

function matches(settings: Settings, secret: string, content: Buffer, text: string): boolean {
	const { algorithm, keyEncoding, signatureEncoding } = settings;
	if (algorithm === 'token') return text === secret;
	const encoding = signatureEncoding as 'hex';
	const hash = `sha${/\d+$/.exec(algorithm)?.[0]}`;
	if (algorithm.startsWith('hmac')) {
		return createHmac(hash, sharedKey(secret, keyEncoding)).update(content).digest(encoding) === text;
	}
	if (algorithm.startsWith('digest')) return createHash(hash).update(content).digest(encoding) === text;
	const key = { key: publicKey(secret, keyEncoding), padding: constants.RSA_PKCS1_PADDING };
	return algorithm === 'ed25519'
		? verify(null, content, key.key, Buffer.from(text, encoding))
		: verify(hash, content, algorithm.startsWith('rsa') ? key : key.key, Buffer.from(text, encoding));
}

/** Returns a time in milliseconds, or `NaN`. Digits beyond 1e11 are milliseconds, fewer are seconds. */
function timeOf(text: string): number {
	if (/^\d+$/.test(text)) return Number(text) > 1e11 ? Number(text) : Number(text) * 1000;
	return /^\d{4}-.*T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
}

function tokenIsRight(
	{ digestClaim, tolerance }: Settings,
	request: SignedRequest,
	secret: string,
	token: string,
	now: number,
) {
	const [head = '', claims = '', signature] = token.split('.');
	const signed = createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url');
	const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
	if (signature !== signed || read(head).alg !== 'HS256') return false;
	const { exp, [digestClaim]: hash } = read(claims);
	if (exp !== undefined && now > (Number(exp) + tolerance) * 1000) return false;
	return hash === createHash('sha256').update(request.body).digest('hex');
}

/**
 * Returns whether a request is authentic by the settings, read as the documentation of *Any Other Service* says. It is
 * there to check that the settings of a row and its signer describe the same thing.
 */
export function verifiesByContract(
	given: Record<string, unknown>,
	request: SignedRequest,
	secret: string,
	now: number,
): boolean {
	const settings: Settings = { ...DEFAULTS, ...given };
	if (settings.signatureFormat === 'jwt') {
		return tokenIsRight(settings, request, secret, place(request, settings.signatureHeader) ?? '', now);
	}
	return signatures(settings, request).some(({ text, time }) => {
		const sent = settings.timestampHeader ? place(request, settings.timestampHeader) : time;
		const content = contentByContract(settings, request, secret, sent);
		if (!content || !matches(settings, secret, content, text)) return false;
		return settings.tolerance === 0 || Math.abs(now - timeOf(sent ?? '')) <= settings.tolerance * 1000;
	});
}
