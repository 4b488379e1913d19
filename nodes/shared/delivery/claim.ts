import type { SignedFacts } from './definition';
import type { Algorithm, SignatureEncoding, SignatureFormat, SignatureScheme } from './scheme';
import { timeOfSending } from '../util/timestamp';

/** The headers of a request, their names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What the headers of a delivery claim. Nothing of it may be believed before a signature is verified. */
export interface SignatureClaim extends SignedFacts {
	/** The candidate signatures, decoded; ten at the most. */
	signatures: Buffer[];
	/** The signed content in front of the body. */
	prefix: string;
}

/** A header may claim any number of signatures; so many are checked. */
const MAX_SIGNATURES = 10;

/** @returns the claim, or why there is none: `signature-malformed` also where a part of the signed content is missing */
export function readClaim(
	scheme: SignatureScheme,
	headers: Headers,
): SignatureClaim | 'signature-missing' | 'signature-malformed' {
	const names = scheme.headers.filter((name) => headers[name]?.length);
	if (names.length === 0) return 'signature-missing';
	const signatures: Buffer[] = [];
	const timestamps: string[] = [];
	for (const name of names) {
		const value = singleValue(headers[name]);
		if (value === null) return 'signature-malformed';
		for (const text of readCandidates(scheme.format, value, timestamps)) {
			const signature = decodeSignature(text, scheme);
			if (signature !== null && signatures.length < MAX_SIGNATURES) signatures.push(signature);
		}
	}
	const content = signatures.length > 0 ? readParts(scheme, headers, timestamps) : null;
	return content === null ? 'signature-malformed' : { signatures, ...content };
}

/** Two headers of one name are two claims about one body: there is no telling which of them is meant. */
function singleValue(value: string | string[] | undefined): string | null {
	if (typeof value === 'string') return value;
	return value?.length === 1 ? value[0] : null;
}

/** Lists the signatures in a header, and adds the timestamps in it to those of other headers. */
function readCandidates(format: SignatureFormat, value: string, timestamps: string[]): string[] {
	const candidates: string[] = [];
	switch (format.kind) {
		case 'plain': {
			const { prefix = '', prefixRequired } = format;
			if (value.startsWith(prefix)) candidates.push(value.slice(prefix.length));
			else if (!prefixRequired) candidates.push(value);
			break;
		}
		case 'pairs':
			for (const pair of value.split(/[,;]/)) {
				const [key, text] = splitOnce(pair.trim(), '=');
				if (key === format.signatureKey) candidates.push(text);
				else if (key !== undefined && key === format.timestampKey) timestamps.push(text);
			}
			break;
		case 'tagged':
			for (const token of value.split(' ')) {
				const [tag, text] = splitOnce(token, ',');
				if (tag === undefined ? format.bare : isTag(tag, format.tags)) candidates.push(text);
			}
	}
	return candidates;
}

/** The key before the separator, if there is one, and what follows. */
function splitOnce(text: string, separator: string): [string | undefined, string] {
	const at = text.indexOf(separator);
	return at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
}

function isTag(tag: string, tags: readonly string[] | 'any'): boolean {
	return tags === 'any' ? /^v\d+[a-z]?$/.test(tag) : tags.includes(tag);
}

const spellings: Readonly<Record<SignatureEncoding, RegExp>> = {
	hex: /^(?:[0-9a-f]{2})+$/i,
	base64: /^[A-Za-z0-9+/]+={0,2}$/,
	base64url: /^[\w-]+={0,2}$/,
};
const lengths: Readonly<Record<Algorithm, number>> = { sha256: 32, sha1: 20, sha512: 64, ed25519: 64 };

function decodeSignature(text: string, { encoding, algorithm }: SignatureScheme): Buffer | null {
	if (!spellings[encoding].test(text)) return null;
	const bytes = Buffer.from(text, encoding);
	return bytes.length === lengths[algorithm] ? bytes : null;
}

/** Null where a part is missing, is there twice, or cannot be read: it is never taken for empty. */
function readParts(
	{ parts = [], timestamp, deliveryId = [] }: SignatureScheme,
	headers: Headers,
	timestamps: string[],
): Omit<SignatureClaim, 'signatures'> | null {
	if (parts.length === 0) return { prefix: '', header: () => null, id: null, time: null };
	const from = timestamp?.from;
	// No header has an empty name.
	const sent = typeof from === 'object' ? firstHeader(headers, from.header) : readHeader('', timestamps);
	const signed = new Map<string, string>();
	let prefix = '';
	for (const part of parts) {
		if (typeof part === 'object' && 'literal' in part) {
			prefix += part.literal;
			continue;
		}
		const found = part === 'timestamp' ? sent : firstHeader(headers, part.header);
		if (found === null) return null;
		prefix += found.value;
		signed.set(found.name, found.value);
	}
	const header = (name: string) => signed.get(name) ?? null;
	const id = deliveryId.map(header).find((value) => value !== null) ?? null;
	// An unsigned time says nothing.
	if (timestamp === undefined || sent === null || !signed.has(sent.name)) return { prefix, header, id, time: null };
	const time = timeOfSending(sent.value, timestamp.unit);
	return time === null ? null : { prefix, header, id, time };
}

function firstHeader(headers: Headers, names: readonly string[]) {
	const name = names.find((candidate) => headers[candidate] !== undefined) ?? names[0];
	return readHeader(name, headers[name]);
}

/** Header values are ASCII (RFC 9110, section 5.5): of others it is not known which bytes were signed. */
const printable = /^[\x20-\x7e]+$/;

function readHeader(name: string, values: string | string[] | undefined): { name: string; value: string } | null {
	const value = singleValue(values);
	return value !== null && printable.test(value) ? { name, value } : null;
}
