import type { Algorithm, SignatureEncoding, SignatureFormat, SignatureScheme } from './scheme';
import { timeOfSending } from './timestamp';

/** The headers of a request, their names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What the headers of a delivery claim. Nothing of it may be believed before a signature is verified. */
export interface SignatureClaim {
	/** The candidate signatures, decoded; ten at the most. */
	signatures: Buffer[];
	/** The signed content in front of the body. */
	prefix: string;
	/** The headers that are part of the signed content. */
	headers: ReadonlyMap<string, string>;
	/** The delivery's id, where a signed header names it. */
	id: string | null;
	/** The time of sending in epoch milliseconds, where it is signed. */
	time: number | null;
}

/** A header may claim any number of signatures; so many are checked. */
const SIGNATURE_LIMIT = 10;

const signatureLengths: Readonly<Record<Algorithm, number>> = { sha256: 32, sha1: 20, sha512: 64, ed25519: 64 };

/** @returns the claim, or why there is none: `signature-malformed` also where a part of the signed content is missing */
export function readClaim(
	scheme: SignatureScheme,
	headers: Headers,
): SignatureClaim | 'signature-missing' | 'signature-malformed' {
	let isMissing = true;
	const signatures: Buffer[] = [];
	const timestamps: string[] = [];
	for (const name of scheme.headers) {
		if (!headers[name]?.length) continue;
		isMissing = false;
		const value = singleValue(headers[name]);
		if (value === null) return 'signature-malformed';
		for (const text of readCandidates(scheme.format, value, timestamps)) {
			const signature = decodeSignature(text, scheme.encoding, signatureLengths[scheme.algorithm]);
			if (signature !== null && signatures.length < SIGNATURE_LIMIT) signatures.push(signature);
		}
	}
	if (isMissing) return 'signature-missing';
	const content = signatures.length > 0 && readParts(scheme, headers, timestamps);
	return content ? { signatures, ...content } : 'signature-malformed';
}

/** Two headers of one name are two claims about one body: there is no telling which of them is meant. */
function singleValue(value: string | string[] | undefined): string | null {
	if (typeof value === 'string') return value;
	return Array.isArray(value) && value.length === 1 ? value[0] : null;
}

/** Lists the signatures in a header, and adds the timestamps in it to those of other headers. */
function readCandidates(format: SignatureFormat, value: string, timestamps: string[]): string[] {
	switch (format.kind) {
		case 'plain': {
			const { prefix = '', prefixRequired = false } = format;
			if (value.startsWith(prefix)) return [value.slice(prefix.length)];
			return prefixRequired ? [] : [value];
		}
		case 'pairs': {
			const candidates: string[] = [];
			for (const pair of value.split(/[,;]/)) {
				const [key, text] = splitOnce(pair.trim(), '=');
				if (key === format.signatureKey) candidates.push(text);
				else if (key !== undefined && key === format.timestampKey) timestamps.push(text);
			}
			return candidates;
		}
		case 'tagged': {
			const { tags, bare = false } = format;
			const isTag = (tag: string) => (tags === 'any' ? version.test(tag) : tags.includes(tag));
			const tokens = value.split(' ').map((token) => splitOnce(token, ','));
			return tokens.filter(([tag]) => (tag === undefined ? bare : isTag(tag))).map(([, text]) => text);
		}
	}
}

const version = /^v\d+[a-z]?$/;

/** The key before the separator, if there is one, and what follows. */
function splitOnce(text: string, separator: string): [string | undefined, string] {
	const at = text.indexOf(separator);
	return at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
}

const spellings: Readonly<Record<SignatureEncoding, RegExp>> = {
	hex: /^[0-9a-f]+$/i,
	base64: /^[A-Za-z0-9+/]+={0,2}$/,
	base64url: /^[\w-]+={0,2}$/,
};

function decodeSignature(text: string, encoding: SignatureEncoding, length: number): Buffer | null {
	// Buffer passes over half a byte of hex.
	if (!spellings[encoding].test(text) || (encoding === 'hex' && text.length !== 2 * length)) return null;
	const bytes = Buffer.from(text, encoding);
	return bytes.length === length ? bytes : null;
}

/** Null where a part is missing, is there twice, or cannot be read: it is never taken for empty. */
function readParts(
	{ parts = [], timestamp, deliveryId = [] }: SignatureScheme,
	headers: Headers,
	timestamps: readonly string[],
): Omit<SignatureClaim, 'signatures'> | null {
	const from = timestamp?.from;
	const sent = typeof from === 'object' ? firstHeader(headers, from.header) : onlyTimestamp(timestamps);
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
	const id = deliveryId.map((name) => signed.get(name)).find((value) => value !== undefined) ?? null;
	// An unsigned time says nothing.
	if (timestamp === undefined || sent === null || !signed.has(sent.name)) return { prefix, headers: signed, id, time: null };
	const time = timeOfSending(sent.value, timestamp.unit);
	return time === null ? null : { prefix, headers: signed, id, time };
}

/** Header values are ASCII (RFC 9110, section 5.5): of others it is not known which bytes were signed. */
const printable = /^[\x20-\x7e]+$/;

function firstHeader(headers: Headers, names: readonly string[]): { name: string; value: string } | null {
	const name = names.find((candidate) => headers[candidate] !== undefined) ?? '';
	const value = singleValue(headers[name]);
	return value !== null && printable.test(value) ? { name, value } : null;
}

/** The name is none that a header can have. */
function onlyTimestamp(timestamps: readonly string[]): { name: string; value: string } | null {
	const [value] = timestamps;
	return timestamps.length === 1 && printable.test(value) ? { name: '', value } : null;
}
