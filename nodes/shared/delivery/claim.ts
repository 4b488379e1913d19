import { algorithms } from './algorithms';
import type { DeliveryReader } from './delivery';
import type { SignatureEncoding, SignatureScheme, WrittenFormat } from './scheme';
import { type ClaimedToken, readToken } from './token';

/** Signatures that a delivery claims to have, with the time that belongs to them. */
export interface SignatureGroup {
	signatures: Buffer[];
	/** The time of sending as it is written, or null where there is none. */
	timestamp: string | null;
	/** The token that the signature belongs to. */
	token?: ClaimedToken;
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
	/** What it is about: a place (several are separated by ` or `), or a placeholder of the signed content, such as `{url}`. */
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
	const { places } = scheme;
	const groups: SignatureGroup[] = [];
	let first: ClaimProblem | undefined;
	let left = MAX_SIGNATURES;
	for (const place of places) {
		const values = reader.valuesAt(place).filter((text) => text !== '');
		if (values.length === 0) continue;
		// Node.js joins headers of one name with commas, so several values are several parameters of the query.
		if (values.length > 1) return { reason: 'signature-malformed', problem: 'repeated', about: place };
		const [value] = values;
		const malformed = (problem: ClaimProblem['problem']) => {
			// A callback URL is not quoted: whoever sees one can deliver with it.
			const found = scheme.format.kind === 'callbackUrl' ? {} : { found: value };
			first ??= { reason: 'signature-malformed', problem, about: place, ...found };
		};
		for (const { signatures: all, timestamp, token } of readGroups(scheme, reader, value, malformed)) {
			const signatures = all.slice(0, left);
			left -= signatures.length;
			if (signatures.length > 0) groups.push({ signatures, timestamp, token });
		}
	}
	if (groups.length > 0) return groups;
	const isTooLarge = reader.isTooLarge && places.some((place) => place.startsWith('body:'));
	const problem = isTooLarge ? 'too-large' : 'missing';
	return first ?? { reason: 'signature-missing', problem, about: places.join(' or ') };
}

type Malformed = (problem: ClaimProblem['problem']) => void;

/** Reads the signatures in one value. */
function readGroups(
	scheme: SignatureScheme,
	{ delivery }: DeliveryReader,
	value: string,
	malformed: Malformed,
): SignatureGroup[] {
	const { format } = scheme;
	// A JSON Web Token may hold the whole event.
	if (format.kind !== 'jwt' && value.length > MAX_CLAIM_LENGTH) {
		malformed('length');
		return [];
	}
	if (format.kind === 'jwt' || format.kind === 'callbackUrl') {
		const token = readToken(scheme, format, delivery, value);
		if (typeof token !== 'string') return [{ signatures: [token.signature], timestamp: null, token }];
		malformed(token);
		return [];
	}
	return readTexts(format, scheme.encoding, value, malformed).map(({ texts, timestamp }) => {
		const signatures: Buffer[] = [];
		for (const text of texts) {
			const signature = decoded(text, scheme);
			if (typeof signature === 'string') malformed(signature);
			else signatures.push(signature);
		}
		return { signatures, timestamp };
	});
}

interface TextGroup {
	texts: string[];
	timestamp: string | null;
}

function readTexts(
	format: WrittenFormat,
	encoding: SignatureEncoding,
	value: string,
	malformed: Malformed,
): TextGroup[] {
	switch (format.kind) {
		case 'plain': {
			const { prefix = '', prefixRequired = false } = format;
			const all = encoding === 'text' ? [value] : value.split(/, */);
			const texts = all.filter((text) => !prefixRequired || text.startsWith(prefix));
			if (texts.length < all.length) malformed('prefix');
			return [
				{ texts: texts.map((text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)), timestamp: null },
			];
		}
		case 'tagged': {
			const texts: string[] = [];
			for (const token of value.split(' ')) {
				const [tag, text] = splitOnce(token, ',');
				if (tag === undefined ? format.bare : isTag(tag, format.tags)) texts.push(text);
			}
			if (texts.length === 0) malformed('key');
			return [{ texts, timestamp: null }];
		}
		case 'pairs': {
			const groups: TextGroup[] = [{ texts: [], timestamp: null }];
			for (const pair of value.split(/[,;\s]+/)) {
				const [key, text] = splitOnce(pair, '=');
				const group = groups[groups.length - 1];
				if (key === format.signatureKey) group.texts.push(text);
				else if (key === undefined || key !== format.timestampKey) continue;
				// A sender that changes its secret may send a group for each.
				else if (group.timestamp === null) group.timestamp = text;
				else groups.push({ texts: [], timestamp: text });
			}
			if (groups.every(({ texts }) => texts.length === 0)) malformed('key');
			return groups;
		}
	}
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
