import { timeOfSending } from '../util/timestamp';
import { algorithms } from './algorithms';
import type { ClaimProblem, SignatureGroup } from './claim';
import { printable, type SignedContent, signedContent } from './content';
import { type DeliveryReader, single } from './delivery';
import type { VerificationKey } from './keys';
import type { Place, SignatureScheme } from './scheme';
import { type ContentPart, covers } from './template';
import type { ClaimedToken } from './token';

/** A signature that has been verified. */
export interface VerifiedSignature extends SignedContent {
	/** The index of the secret that made it. */
	secretIndex: number;
	/** The time of sending in epoch milliseconds as it is signed, or null where none is. */
	time: number | null;
	/** The body, or the form of it that was signed, which nobody but the sender can change. */
	body: Uint8Array | string;
	/** The token that was signed. */
	token: ClaimedToken | undefined;
}

/** Signatures, with the time that is signed with them, as it is written and in epoch milliseconds; null where none is. */
interface TimedGroup extends SignatureGroup {
	time: number | null;
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
	const { body } = reader.delivery;
	const checked = verifyForm(scheme, parts, reader, timed, keys, body);
	if (checked !== null || !scheme.reserialised) return checked;
	// A compact body equals its re-serialised form: do not compute the same HMAC again.
	const compact = reader.reserialised();
	const isAnother = compact !== null && !Buffer.from(compact).equals(body);
	return isAnother ? verifyForm(scheme, parts, reader, timed, keys, compact) : null;
}

/** @param body the body as it was sent, or its compact JSON where the sender may have signed it so */
function verifyForm(
	scheme: SignatureScheme,
	parts: readonly ContentPart[],
	reader: DeliveryReader,
	groups: readonly TimedGroup[],
	keys: readonly VerificationKey[],
	body: Uint8Array | string,
): VerifiedSignature | ClaimProblem | null {
	let left = MAX_CHECKS;
	for (const { signatures, timestamp, time, token } of groups) {
		const signed = token
			? { content: [token.signedText], headers: NO_HEADERS }
			: signedContent(parts, reader, timestamp, body);
		if ('missing' in signed) return { reason: 'signature-malformed', problem: 'part-missing', about: signed.missing };
		for (const { key, secretIndex } of keys) {
			if (left <= 0) return null;
			const { checker, hasPublicKey } = algorithms[scheme.algorithm];
			// A shared secret is one check for all signatures, since its own signature is computed once.
			const checked = hasPublicKey ? signatures.slice(0, left) : signatures;
			const { content, headers } = signed;
			if (checked.some(checker(key, content))) return { content, headers, secretIndex, time, body, token };
			left -= hasPublicKey ? checked.length : 1;
		}
	}
	return null;
}

/** Adds to each group the time that it was signed with. */
function timestamps(
	{ timestamp, places }: SignatureScheme,
	parts: readonly ContentPart[],
	reader: DeliveryReader,
	groups: readonly SignatureGroup[],
): readonly TimedGroup[] | ClaimProblem {
	const { from, unit } = timestamp ?? { from: 'signature', unit: 'auto' };
	// An unsigned time says nothing.
	const isPart = parts.some(({ kind }) => kind === 'timestamp');
	const signed = from === 'signature' ? [] : from.filter((place) => isPart || covers(parts, place));
	if (!isPart && signed.length === 0) {
		return groups.map(({ signatures, token }) => ({ signatures, token, timestamp: null, time: null }));
	}

	let found: string | null = null;
	const timed: TimedGroup[] = [];
	const common = from === 'signature' ? null : timeAt(signed, reader);
	for (const group of groups) {
		const text = from === 'signature' ? group.timestamp : common;
		found ??= text;
		const time = text === null ? null : timeOfSending(text, unit);
		const { signatures, token } = group;
		if (time !== null) timed.push({ signatures, token, timestamp: text, time });
	}
	if (timed.length > 0) return timed;
	const about = (from === 'signature' ? places : signed).join(' or ');
	return found === null
		? { reason: 'signature-malformed', problem: 'timestamp-missing', about }
		: { reason: 'signature-malformed', problem: 'timestamp-malformed', about, found };
}

/** @returns the time at the first of the places that is there, or null where it is there twice or is no text */
function timeAt(from: readonly Place[], reader: DeliveryReader): string | null {
	const found = from.map((place) => reader.valuesAt(place)).find((values) => values.length > 0) ?? [];
	const text = single(found);
	return text !== null && printable.test(text) ? text : null;
}
