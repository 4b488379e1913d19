import { algorithms } from './algorithms';
import { parseCallback } from './callback';
import type { DeliveryReader } from './delivery';
import { type JsonWebToken, parseJwt } from './jwt';
import type { SignatureEncoding, SignatureFormat, SignatureScheme, WrittenFormat } from './scheme';

/** Signatures that a delivery claims to have, with the time that belongs to them. */
export interface SignatureGroup {
	signatures: Buffer[];
	/** The time of sending as it is written, or null where there is none. */
	timestamp: string | null;
	/** The token that the signature belongs to. */
	token?: Omit<JsonWebToken, 'signature'>;
}

/** Why no signature can be checked. */
export interface ClaimProblem {
	reason: 'signature-missing' | 'signature-malformed';
	/** What is wrong with it. */
	problem:
		| 'missing'
		| 'repeated'
		| 'too-large'
		| 'prefix'
		| 'key'
		| 'encoding'
		| 'length'
		| 'token-algorithm'
		| 'timestamp-missing'
		| 'timestamp-malformed'
		| 'part-missing'
		/** it names a key that is not the sender's */
		| 'foreign-key';
	/** What it is about: a place, or a part of the signed content. */
	about: string;
	/** What is there, as the delivery has it. For the editor: a log is read by others. */
	found?: string;
}

/** A delivery may claim any number of signatures; so many are checked. */
const MAX_SIGNATURES = 10;

/** Characters of a signature, wherever it is: as many as Node.js reads of all headers. Tokens may be longer. */
const MAX_CLAIM_LENGTH = 16 * 1024;

/** Reads the signatures that a delivery claims. Nothing of it may be believed before one is verified. */
export function readClaim(scheme: SignatureScheme, reader: DeliveryReader): SignatureGroup[] | ClaimProblem {
	const { places, format } = scheme;
	const found = places.flatMap((place) => {
		const values = reader.valuesAt(place).filter((value) => value !== '');
		return values.length === 0 ? [] : { place, values };
	});
	if (found.length === 0) {
		const tooLarge = reader.isTooLarge && places.some((place) => place.startsWith('body:'));
		return { reason: 'signature-missing', problem: tooLarge ? 'too-large' : 'missing', about: places.join(' or ') };
	}
	const groups: SignatureGroup[] = [];
	let first: ClaimProblem | undefined;
	let count = 0;
	for (const { place, values } of found) {
		const malformed = (problem: ClaimProblem['problem']) => {
			first ??= { reason: 'signature-malformed', problem, about: place, found: values[0] };
		};
		// Node.js joins headers of one name with commas, so several values are several parameters of the query.
		if (values.length > 1) {
			return { reason: 'signature-malformed', problem: 'repeated', about: place };
		}
		if (format.kind === 'jwt') {
			const token = parseJwt(values[0].replace(/^Bearer +/i, ''), scheme.algorithm);
			if (typeof token === 'string') malformed(token);
			else if (!algorithms[scheme.algorithm].canBe(token.signature.length)) malformed('length');
			else groups.push({ signatures: [token.signature], timestamp: null, token });
			continue;
		}
		if (format.kind === 'callbackUrl') {
			const { receiver } = reader.delivery;
			const isCheckable = receiver !== undefined && values[0].length <= MAX_CLAIM_LENGTH;
			const token = isCheckable ? parseCallback(values[0], receiver) : null;
			// It is not quoted: whoever sees one can deliver with it.
			if (token === null) return { reason: 'signature-malformed', problem: 'encoding', about: place };
			groups.push({ signatures: [token.signature], timestamp: null, token });
			continue;
		}
		if (values[0].length > MAX_CLAIM_LENGTH) {
			malformed('length');
			continue;
		}
		for (const { texts, timestamp } of values.flatMap((value) =>
			readGroups(format, scheme.encoding, value, malformed),
		)) {
			const signatures: Buffer[] = [];
			for (const text of texts) {
				const signature = decoded(text, scheme);
				if (typeof signature === 'string') malformed(signature);
				else if (count++ < MAX_SIGNATURES) signatures.push(signature);
			}
			if (signatures.length > 0) groups.push({ signatures, timestamp });
		}
	}
	return groups.length === 0 && first !== undefined ? first : groups;
}

interface TextGroup {
	texts: string[];
	timestamp: string | null;
}

function readGroups(
	format: WrittenFormat,
	encoding: SignatureEncoding,
	value: string,
	malformed: (problem: 'prefix' | 'key') => void,
): TextGroup[] {
	switch (format.kind) {
		case 'plain': {
			const { prefix = '', prefixRequired } = format;
			const texts = (encoding === 'text' ? [value] : value.split(/, */)).flatMap((text) => {
				if (text.startsWith(prefix)) return text.slice(prefix.length);
				if (!prefixRequired) return text;
				malformed('prefix');
				return [];
			});
			return [{ texts, timestamp: null }];
		}
		case 'pairs':
			return readPairs(format, value, malformed);
		case 'tagged': {
			const texts = value.split(' ').flatMap((token) => {
				const [tag, text] = splitOnce(token, ',');
				return (tag === undefined ? format.bare : isTag(tag, format.tags)) ? text : [];
			});
			if (texts.length === 0) malformed('key');
			return [{ texts, timestamp: null }];
		}
	}
}

function readPairs(
	{ signatureKey, timestampKey }: Extract<SignatureFormat, { kind: 'pairs' }>,
	value: string,
	malformed: (problem: 'key') => void,
): TextGroup[] {
	const groups: TextGroup[] = [{ texts: [], timestamp: null }];
	for (const pair of value.split(/[,;\s]+/)) {
		const [key, text] = splitOnce(pair, '=');
		const group = groups[groups.length - 1];
		if (key === signatureKey) group.texts.push(text);
		else if (key === undefined || key !== timestampKey) continue;
		// A sender that changes its secret may send a group for each.
		else if (group.timestamp === null) group.timestamp = text;
		else groups.push({ texts: [], timestamp: text });
	}
	if (groups.every(({ texts }) => texts.length === 0)) malformed('key');
	return groups;
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
	text: /^.+$/s,
};

function decoded(text: string, { encoding, algorithm }: SignatureScheme): Buffer | 'encoding' | 'length' {
	if (!spellings[encoding].test(text)) return 'encoding';
	const bytes = Buffer.from(text, encoding === 'text' ? 'utf8' : encoding);
	return algorithms[algorithm].canBe(bytes.length) ? bytes : 'length';
}
