import { timeOfSending } from '../util/timestamp';
import { algorithms, type Content } from './algorithms';
import type { ClaimProblem, SignatureGroup } from './claim';
import { printable, type SignedContent, signedContent } from './content';
import type { DeliveryReader } from './delivery';
import type { JsonWebToken } from './jwt';
import type { VerificationKey } from './keys';
import type { Place, SignatureScheme } from './scheme';
import { type ContentPart, covers } from './template';

/** A signature that has been verified. */
export interface VerifiedSignature extends SignedContent {
	/** The index of the secret that made it. */
	secretIndex: number;
	/** The time of sending as it is signed, or null where none is. */
	timestamp: string | null;
	/** The body, or the form of it that was signed, which nobody but the sender can change. */
	body: Uint8Array | string;
	/** The token that was signed. */
	token?: Omit<JsonWebToken, 'signature'>;
}

/** A token carries its own content. */
const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/** Checks of one form of a delivery: a stranger may claim ten signatures, and each may be of any of ten keys. */
const MAX_CHECKS = 10;

/**
 * Checks the signatures that a delivery claims, in constant time.
 *
 * @param keys the keys that may be in force
 * @returns what was verified, or why nothing could be checked; null where no signature matches; never throws
 */
export function verifySignature(
	scheme: SignatureScheme,
	parts: readonly ContentPart[],
	reader: DeliveryReader,
	groups: readonly SignatureGroup[],
	keys: readonly VerificationKey[],
): VerifiedSignature | ClaimProblem | null {
	const timed = timestamps(scheme, parts, reader, groups);
	if ('reason' in timed) return timed;
	for (const body of signedForms(scheme, reader)) {
		let checks = 0;
		for (const { signatures, timestamp, token } of timed) {
			const signed = token
				? { content: [token.signedText], headers: NO_HEADERS }
				: signedContent(parts, reader, timestamp, body);
			if ('missing' in signed) return { reason: 'signature-malformed', problem: 'part-missing', about: signed.missing };
			for (const { key, secretIndex } of keys) {
				const { matched, made } = check(scheme, key, signed.content, signatures, MAX_CHECKS - checks);
				if (matched) return { ...signed, secretIndex, timestamp, body, ...(token && { token }) };
				checks += made;
			}
		}
	}
	return null;
}

/** A shared secret is one check for all signatures, since its own signature is computed once. */
function check(
	{ algorithm }: SignatureScheme,
	key: VerificationKey['key'],
	content: Content,
	signatures: readonly Buffer[],
	left: number,
): { matched: boolean; made: number } {
	const { checker, hasPublicKey } = algorithms[algorithm];
	if (left <= 0) return { matched: false, made: 0 };
	const checked = hasPublicKey ? signatures.slice(0, left) : signatures;
	const matches = checker(key, content);
	return { matched: checked.some(matches), made: hasPublicKey ? checked.length : 1 };
}

/** The body as it was sent and, where the sender may have signed it so, its compact JSON. */
function* signedForms({ reserialised }: SignatureScheme, reader: DeliveryReader): Generator<Uint8Array | string> {
	const { body } = reader.delivery;
	yield body;
	const compact = reserialised ? reader.reserialised() : null;
	// A compact body equals its re-serialised form: do not compute the same HMAC again.
	if (compact !== null && !Buffer.from(compact).equals(body)) yield compact;
}

/** Adds to each group the time that it was signed with. */
function timestamps(
	{ timestamp, places }: SignatureScheme,
	parts: readonly ContentPart[],
	reader: DeliveryReader,
	groups: readonly SignatureGroup[],
): readonly SignatureGroup[] | ClaimProblem {
	const { from, unit } = timestamp ?? { from: 'signature', unit: 'auto' };
	// An unsigned time says nothing.
	const isPart = parts.some(({ kind }) => kind === 'timestamp');
	const signed = from === 'signature' ? [] : from.filter((place) => isPart || covers(parts, place));
	if (!isPart && signed.length === 0) return groups.map((group) => ({ ...group, timestamp: null }));

	const timed = from === 'signature' ? groups : withTime(groups, reader, signed);
	const about = (from === 'signature' ? places : signed).join(' or ');
	const written = timed.flatMap(({ timestamp: text, ...group }) =>
		text === null ? [] : { ...group, timestamp: text },
	);
	if (written.length === 0) return { reason: 'signature-malformed', problem: 'timestamp-missing', about };
	const readable = written.filter((group) => timeOfSending(group.timestamp, unit) !== null);
	if (readable.length > 0) return readable;
	return { reason: 'signature-malformed', problem: 'timestamp-malformed', about, found: written[0].timestamp };
}

/** Gives all groups the time at the first of the places that is there; none where it is there twice. */
function withTime(groups: readonly SignatureGroup[], reader: DeliveryReader, from: readonly Place[]): SignatureGroup[] {
	const place = from.find((candidate) => reader.valuesAt(candidate).length > 0) ?? from[0];
	const [text, ...others] = reader.valuesAt(place);
	const timestamp = text !== undefined && others.length === 0 && printable.test(text) ? text : null;
	return groups.map(({ signatures }) => ({ signatures, timestamp }));
}
