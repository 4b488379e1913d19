import { readClaim } from '../../shared/delivery/claim';
import { type Delivery, DeliveryReader } from '../../shared/delivery/delivery';
import { headerIn } from '../../shared/util/header-in';
import type { Place } from '../../shared/delivery/scheme';
import { headersBesideSignature } from '../../shared/trigger/scheme-needs';
import { ANY_EVENT, type VerificationOptions, type Verdict, verifyDelivery } from '../../shared/delivery/verify';
import { toText, valueAt } from '../../shared/util/json';
import { factsOf, publishesKeys, type Sender } from '../sender';
import { isSigned } from './is-signed';

/** A sender whose signature is where the delivery has one. */
export interface Candidate {
	sender: Sender;
	/** Where the signature is. */
	place: Place;
	/** What the kernel says. Keys that a sender publishes are not fetched to find out. */
	verdict: Verdict | 'published-keys';
	/** How well the sender fits: of two lists, the first number that differs decides, and more is better. */
	fit: readonly number[];
}

/** What there is to try, and how much of it. */
export interface IdentifyOptions extends Pick<VerificationOptions, 'secrets' | 'now'> {
	/** How many schemes are tried at the most, those first whose headers fit best. */
	limit?: number;
}

/**
 * Finds the senders whose signature is there, and tries the secrets on each. Senders that sign alike share one check.
 *
 * @returns the candidates, the best first. Those that signed come first; of these, those that know the event.
 */
export function rankCandidates(senders: readonly Sender[], delivery: Delivery, options: IdentifyOptions): Candidate[] {
	const reader = DeliveryReader.of(delivery);
	const verify = verifierOf(reader, options);
	return senders
		.flatMap((sender) => claimOf(sender, reader) ?? [])
		.sort(byFit)
		.flatMap((claim): Candidate[] => {
			const verdict = publishesKeys(claim.sender) ? 'published-keys' : verify(claim.sender);
			if (verdict === null) return [];
			const fit = [Number(isSigned(verdict)), eventFit(claim.sender, verdict, reader), ...claim.fit];
			return [{ ...claim, verdict, fit }];
		})
		.sort(byFit);
}

/** @returns whether nothing tells which of two candidates fits better */
export function fitsAsWell(one: Candidate, other: Candidate): boolean {
	return byFit(one, other) === 0;
}

function byFit({ fit: one }: Pick<Candidate, 'fit'>, { fit: other }: Pick<Candidate, 'fit'>): number {
	const at = one.findIndex((number, index) => number !== other[index]);
	return at < 0 ? 0 : other[at] - one[at];
}

/** Nothing of the body is read for it, unless the sender has its signature there. */
function claimOf(sender: Sender, reader: DeliveryReader): Omit<Candidate, 'verdict'> | null {
	const { signature } = sender.delivery;
	const place = signature.places.find((each) => reader.valuesAt(each).some((value) => value !== ''));
	if (place === undefined) return null;
	const isReadable = !('reason' in readClaim(signature, reader));
	// Every delivery has a body. It is a signature only where it reads like one.
	if (!isReadable && place === 'body:') return null;
	return { sender, place, fit: [Number(isReadable), headerFit(sender, reader)] };
}

/** The number of the sender's headers that are there, less those that are not. */
function headerFit({ delivery: { signature, eventField } }: Sender, reader: DeliveryReader): number {
	const isThere = (names: readonly string[]) => names.some((name) => reader.valuesAt(name).length > 0);
	const signed = headersBesideSignature(signature).map((names) => (isThere(names) ? 1 : -1));
	const eventFields = [eventField].flat();
	const eventHeaders = eventFields.flatMap((field) => headerIn(field) ?? []);
	// An event that may be named in the body too needs no header.
	const isNeeded = eventHeaders.length === eventFields.length;
	const named = isThere(eventHeaders) ? 1 : isNeeded ? -1 : 0;
	return signed.reduce<number>((sum, each) => sum + each, named);
}

/** @returns what verifies a delivery as a sender signs, whatever its age and its event are; null beyond the limit */
function verifierOf(reader: DeliveryReader, { secrets, now, limit = Infinity }: IdentifyOptions) {
	const verdicts = new Map<string, Verdict>();
	return ({ delivery: definition }: Sender): Verdict | null => {
		const { anyBody, entriesField, formField } = definition;
		const { timestamp, ...scheme } = definition.signature;
		const signature = { ...scheme, ...(timestamp && { timestamp: { ...timestamp, tolerance: undefined } }) };
		const key = JSON.stringify([signature, anyBody, entriesField, formField]);
		const known = verdicts.get(key);
		if (known !== undefined || verdicts.size >= limit) return known ?? null;
		const signedAlike = { ...definition, signature, events: {}, openEvents: true, read: () => factsOf({}) };
		const verdict = verifyDelivery(signedAlike, reader, { secrets, now, events: [ANY_EVENT], maxAge: 0 });
		verdicts.set(key, verdict);
		return verdict;
	};
}

/** Several senders sign in one way. Whose event it is, only its name tells, and only once it is proven. */
function eventFit({ delivery }: Sender, verdict: Candidate['verdict'], reader: DeliveryReader): number {
	if (verdict === 'published-keys' || !('event' in verdict)) return 0;
	const { events, eventNames = [], eventField, openEvents } = delivery;
	const names = [eventField].flat().flatMap((field) => {
		const header = headerIn(field);
		return toText(header === null ? valueAt(verdict.event.body, field) : reader.valuesAt(header)[0]) ?? [];
	});
	const [name] = names;
	if (name === undefined) return 0;
	if (Object.hasOwn(events, name) || eventNames.includes(name)) return 2;
	return openEvents ? 1 : 0;
}
