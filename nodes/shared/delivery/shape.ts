import type { Headers } from './claim';
import type { DeliveryDefinition, EventFacts, SignedFacts } from './definition';
import type { EventStatus, GenerationEvent } from './event';
import { type JsonObject, valueAt } from './json';
import { isoTimestamp } from './timestamp';

/** How many deviations an event lists at the most: a long array of wrong entries says no more than a few do. */
const ISSUE_LIMIT = 10;

/** What is known of an authentic delivery besides its body. */
interface DeliveryFacts {
	headers: Headers;
	signed: SignedFacts;
	/** Gives a stable digest of what is signed, without any timestamp, for events that nothing else identifies. */
	fingerprint: () => string;
}

/**
 * Shapes an authentic body into a generation event.
 *
 * @param delivery what else the delivery says
 * @returns the event, with the body's deviations from the documented schema as `issues`; never throws
 */
export function toGenerationEvent(
	definition: DeliveryDefinition,
	body: JsonObject,
	{ headers, signed, fingerprint }: DeliveryFacts,
): GenerationEvent {
	const { provider, eventField } = definition;
	const fields = typeof eventField === 'string' ? [eventField] : eventField;
	const named = nameOf(fields, body, headers, signed);
	const facts = readFacts(definition, body, named.name ?? 'unknown', signed);
	const name = facts.event ?? named.name;
	const { status, issues } = matchEvent(definition, fields, name, body);
	issues.push(...(facts.issues ?? []));
	const timeOfBody = isoTimestamp(facts.time);
	if (timeOfBody === null && facts.time !== undefined && facts.time !== null) {
		issues.push('the time is neither epoch milliseconds nor ISO 8601 with an offset');
	}
	// A name that anyone can change must not turn a replay into a new event.
	const label = facts.event === undefined && !named.isSigned ? '' : `${name ?? 'unknown'}|`;
	const event: GenerationEvent = {
		provider,
		event: name ?? 'unknown',
		id: facts.identity ?? signed.id ?? `${label}${fingerprint()}`,
		timestamp: timeOfBody ?? isoTimestamp(signed.time),
		status: facts.status ?? status,
		jobId: facts.jobId,
		variationId: facts.variationId,
		results: facts.results,
		error: facts.error,
		body,
	};
	if (issues.length > 0) event.issues = issues;
	return event;
}

function nameOf(
	fields: readonly string[],
	body: JsonObject,
	headers: Headers,
	signed: SignedFacts,
): { name?: string; isSigned: boolean } {
	for (const field of fields) {
		const header = field.startsWith('header:') ? field.slice('header:'.length).toLowerCase() : null;
		const name = header === null ? valueAt(body, field) : headers[header];
		if (typeof name === 'string' && name !== '') {
			return { name, isSigned: header === null || signed.header(header) !== null };
		}
	}
	return { isSigned: true };
}

function readFacts(definition: DeliveryDefinition, ...args: Parameters<DeliveryDefinition['read']>): EventFacts {
	try {
		return definition.read(...args);
	} catch {
		const issues = ['the body could not be read: it is not as documented'];
		return { identity: null, time: null, jobId: null, variationId: null, results: [], error: null, issues };
	}
}

function matchEvent(
	{ events, openEvents }: DeliveryDefinition,
	fields: readonly string[],
	name: string | undefined,
	body: JsonObject,
): { status: EventStatus; issues: string[] } {
	if (name === undefined) return { status: 'info', issues: [`${fields.join(', ')}: names no event`] };
	// hasOwn, because a body may well name itself "constructor".
	if (!Object.hasOwn(events, name)) {
		return { status: 'info', issues: openEvents ? [] : [`${fields.join(', ')}: is not a documented event`] };
	}
	const { status, schema } = events[name];
	const { error } = schema.safeParse(body);
	const issues = (error?.issues ?? []).slice(0, ISSUE_LIMIT);
	return { status, issues: issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
}
