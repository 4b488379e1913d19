import { algorithms } from '../delivery/algorithms';
import type { ClaimProblem } from '../delivery/claim';
import type { SignatureEncoding, SignatureFormat, SignatureScheme } from '../delivery/scheme';

/** Characters of a delivery that are shown: enough to recognise, too few to flood the panel. */
const MAX_QUOTED = 40;

/** Characters; more than the longest signature has. Anybody may send more. */
const MAX_SIGNATURE_LENGTH = 4_096;

/** @returns a sentence that shows what a delivery has in some place, for the editor alone */
export const quoted = (text: string) => `It is "${text.slice(0, MAX_QUOTED)}".`;

/**
 * Says how to correct the settings of the node, by what a delivery has in place of the signature that was expected.
 *
 * @returns a sentence for the editor alone, since it quotes the delivery; undefined where the delivery does not show it
 */
export function settingsHint(
	scheme: SignatureScheme,
	{ problem, found }: Pick<ClaimProblem, 'problem' | 'found'>,
): string | undefined {
	if (found === undefined) return undefined;
	if (found.length > MAX_SIGNATURE_LENGTH) return 'It is longer than any signature.';
	if (problem === 'token-algorithm') return tokenHint(found);
	if (problem === 'timestamp-malformed') return undefined;
	const format = otherFormat(found);
	if (format !== undefined && format.kind !== scheme.format.kind) {
		return `It is ${format.noun}: set Signature Format to ${format.name}.`;
	}
	switch (problem) {
		case 'prefix':
			return prefixHint(found) ?? 'It has no prefix: clear Signature Prefix.';
		case 'key':
			return keyHint(found, scheme.format);
		case 'encoding':
			return encodingHint(found, scheme) ?? prefixHint(found);
		case 'length':
			return encodingHint(found, scheme) ?? lengthHint(signatureIn(found, scheme.format), scheme.encoding);
		default:
			return undefined;
	}
}

interface OtherFormat {
	kind: SignatureFormat['kind'];
	/** As the editor lists it. */
	name: string;
	noun: string;
	looksLike: RegExp;
}

const otherFormats: readonly OtherFormat[] = [
	{
		kind: 'jwt',
		name: 'JWT',
		noun: 'a JSON Web Token',
		looksLike: /^(?:Bearer +)?eyJ[\w-]+\.[\w-]+\.[\w-]+$/i,
	},
	{ kind: 'tagged', name: 'Tagged List', noun: 'a list of tagged signatures', looksLike: /^v\d+[a-z]?,\S/ },
	{
		kind: 'pairs',
		name: 'Pairs',
		noun: 'a list of pairs',
		looksLike: /^[\w-]{1,16}=[^,;\s]+[,;\s]\s*[\w-]{1,16}=/,
	},
];

const otherFormat = (found: string) => otherFormats.find(({ looksLike }) => looksLike.test(found));

/** `sha256=`, `HMAC ` and the like, before what could be a signature. */
function prefixHint(found: string): string | undefined {
	const prefix = /^[\w-]{1,16}(?:[=:]\s?|\s)(?=[\w+/-]{16,}={0,2}$)/.exec(found)?.[0];
	return prefix === undefined ? undefined : `It begins with "${prefix}": enter that as Signature Prefix.`;
}

function keyHint(found: string, format: SignatureFormat): string {
	const pairs = format.kind === 'tagged' ? /(?:^|\s)([\w-]{1,16}),./g : /(?:^|[,;\s])([\w-]{1,16})=[^=]/g;
	const timestampKey = format.kind === 'pairs' ? format.timestampKey : undefined;
	const keys = [...found.matchAll(pairs)].map(([, key]) => key).filter((key) => key !== timestampKey);
	if (keys.length === 0) return 'It has no keys: set Signature Format to Plain.';
	const names = keys.slice(0, 5).map((key) => `"${key}"`);
	return `It has ${names.join(' and ')}: enter ${keys.length === 1 ? 'that' : 'the right one'} as Signature Key.`;
}

interface OtherEncoding {
	encoding: SignatureEncoding & BufferEncoding;
	/** As the editor lists it. */
	name: string;
	looksLike: RegExp;
}

const hex: OtherEncoding = { encoding: 'hex', name: 'Hex', looksLike: /^(?:[0-9a-f]{2})+$/i };

/** Hex is base64 as well, so it comes first. */
const otherEncodings: readonly OtherEncoding[] = [
	hex,
	{ encoding: 'base64', name: 'Base64', looksLike: /^[A-Za-z0-9+/]+={0,2}$/ },
	{ encoding: 'base64url', name: 'Base64url', looksLike: /^[\w-]+={0,2}$/ },
];

function encodingHint(found: string, { format, encoding, algorithm }: SignatureScheme): string | undefined {
	const text = signatureIn(found, format);
	const other = otherEncodings.find(
		(candidate) =>
			candidate.encoding !== encoding &&
			candidate.looksLike.test(text) &&
			algorithms[algorithm].canBe(Buffer.from(text, candidate.encoding).length),
	);
	return other && `It is ${other.name.toLowerCase()}: set Signature Encoding to ${other.name}.`;
}

/** What makes signatures of so many bytes. */
function makerOf(bytes: number): string | undefined {
	if (bytes >= 68 && bytes <= 72) return 'ECDSA';
	if (bytes >= 256 && bytes <= 1024 && bytes % 128 === 0) return 'RSA';
	return { 20: 'SHA-1', 32: 'SHA-256', 64: 'SHA-512 or Ed25519' }[bytes];
}

function lengthHint(text: string, encoding: SignatureEncoding): string | undefined {
	const isHex = hex.looksLike.test(text);
	const bytes = Buffer.from(text, isHex ? 'hex' : 'base64').length;
	const measured = `As ${isHex ? 'hex' : encoding} it has ${bytes} bytes`;
	const maker = makerOf(bytes);
	return maker === undefined ? `${measured}.` : `${measured}, as ${maker} signatures have: check Algorithm.`;
}

/** The text of the signature where the format is right: without its prefix, its key or its tag. */
function signatureIn(found: string, format: SignatureFormat): string {
	switch (format.kind) {
		case 'plain': {
			const { prefix = '' } = format;
			return found.startsWith(prefix) ? found.slice(prefix.length) : found;
		}
		case 'pairs': {
			const start = `${format.signatureKey}=`;
			return (
				found
					.split(/[,;\s]+/)
					.find((pair) => pair.startsWith(start))
					?.slice(start.length) ?? found
			);
		}
		case 'tagged':
			return found.split(' ')[0].replace(/^[^,]*,/, '');
		case 'jwt':
		case 'callbackUrl':
			return found;
	}
}

/** How the editor lists the algorithms that tokens may be signed with (RFC 7518, section 3.1). */
const tokenAlgorithms: Readonly<Record<string, string>> = {
	HS256: 'HMAC-SHA256',
	RS256: 'RSA-SHA256',
	ES256: 'ECDSA P-256 with SHA-256',
};

function tokenHint(token: string): string | undefined {
	const [, header = ''] = /^(?:Bearer +)?([\w-]+)\./i.exec(token) ?? [];
	const [, name] = /"alg"\s*:\s*"(\w{1,12})"/.exec(Buffer.from(header, 'base64url').toString()) ?? [];
	if (name === undefined) return undefined;
	return Object.hasOwn(tokenAlgorithms, name)
		? `It is signed with ${name}: set Algorithm to ${tokenAlgorithms[name]}.`
		: `It is signed with ${name}, which this node does not verify.`;
}
