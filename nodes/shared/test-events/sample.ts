import type { DeliveryDefinition } from '../delivery/definition';
import { headerIn } from '../util/header-in';
import { ANY_EVENT } from '../delivery/verify';
import type { EventCatalogue } from '../event/catalogue';
import type { JsonObject } from '../util/json';

/** An event as its sender would deliver it, before it is signed. */
export interface SampleEvent {
	body: unknown;
	/** By their names in lower case. */
	headers?: Readonly<Record<string, string>>;
	/** Claims of the token, for senders that sign one. */
	claims?: Readonly<Record<string, string>>;
}

/** What a delivery has to say so that it is meant for the trigger. */
export interface SampleValues extends Pick<SampleEvent, 'headers' | 'claims'> {
	/** Fields of the body. */
	fields?: Readonly<Record<string, string>>;
}

/**
 * @param names the events to choose from, at least one; all by default
 * @returns the name of the event to show first: one that reports a success, if there is one
 */
export function preferredEvent(events: EventCatalogue, names = Object.keys(events)): string {
	return names.find((name) => events[name].status === 'completed') ?? names[0];
}

/**
 * @param chosen names of events; `*` means all
 * @returns a sample of one of the chosen events, or null if none has one
 */
export function sampleOf(events: EventCatalogue, chosen: readonly string[]): SampleEvent | null {
	const names = Object.keys(events).filter((name) => chosen.includes(ANY_EVENT) || chosen.includes(name));
	return names.length === 0 ? null : { body: events[preferredEvent(events, names)].sample(new Date()) };
}

/**
 * Makes a sample for a sender whose events are not known, only the field of their name.
 *
 * @param chosen the names of the events that start the workflow; `*` means all
 * @returns the sample, or null if the sender sends only the events of its catalogue
 */
export function inventedSample(
	{ eventField, openEvents, eventNames = [] }: Pick<DeliveryDefinition, 'eventField' | 'openEvents' | 'eventNames'>,
	chosen: readonly string[],
): SampleEvent | null {
	if (!openEvents || chosen.length === 0) return null;
	const name = chosen.find((event) => event !== ANY_EVENT) ?? eventNames[0] ?? 'sample';
	const id = `evt_sample_${Date.now()}`;
	const [field] = [eventField].flat();
	const header = headerIn(field);
	if (header !== null) return { body: { id }, headers: { [header]: name } };
	const nested = field.split('.').reduceRight<unknown>((value, part) => ({ [part]: value }), name);
	return { body: { id, ...(nested as JsonObject) } };
}
