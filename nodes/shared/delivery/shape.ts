import type { Headers } from './claim';
import type { DeliveryDefinition, EventCatalogue, EventFacts, SignedFacts } from './definition';
import type { GenerationEvent } from './event';
import { type JsonObject, valueAt } from './json';
import { isoTimestamp } from './timestamp';

/** How many deviations an event lists at the most: a long array of wrong entries says no more than a few do. */
const ISSUE_LIMIT = 10;

/** What is known of an authentic delivery besides its body. */
export interface DeliveryFacts {
	headers: Headers;
	signed: SignedFacts;
	/** Gives a stable digest of what is signed, without any timestamp, for events that nothing else identifies. */
	fingerprint: () => string;
}

/**
 * Shapes a body into a generation event.
 *
 * @param definition the provider's delivery definition
 * @param body an authentic body
 * @param delivery what else the delivery says
 * @returns the event, with the body's deviations from the documented schema as `issues`; never throws
 */
export function toGenerationEvent(
	definition: DeliveryDefinition,
	body: JsonObject,
	{ headers, signed, fingerprint }: DeliveryFacts,
): GenerationEvent {
	const named = nameOf(definition, body, headers, signed);
	const facts = readFacts(definition, body, named.name ?? 'unknown', signed);
	const name = facts.event ?? named.name;
	const { status, issues } = matchEvent(definition, name, body);
	issues.push(...(facts.issues ?? []));
	const timeOfBody = isoTimestamp(facts.time);
	if (timeOfBody === null && facts.time !== undefined && facts.time !== null) {
		issues.push('the time is neither epoch milliseconds nor ISO 8601 with an offset');
	}
	// A name that anyone can change must not turn a replay into a new event.
	const label = facts.event === undefined && !named.isSigned ? '' : `${name ?? 'unknown'}|`;
	const event: GenerationEvent = {
		provider: definition.provider,
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

function fieldsOf({ eventField }: DeliveryDefinition): readonly string[] {
	return typeof eventField === 'string' ? [eventField] : eventField;
}

function nameOf(
	definition: DeliveryDefinition,
	body: JsonObject,
	headers: Headers,
	signed: SignedFacts,
): { name?: string; isSigned: boolean } {
	for (const field of fieldsOf(definition)) {
		const header = field.startsWith('header:') ? field.slice('header:'.length).toLowerCase() : null;
		const name = header === null ? valueAt(body, field) : headers[header];
		if (typeof name === 'string' && name !== '') {
			return { name, isSigned: header === null || signed.header(header) !== null };
		}
	}
	return { isSigned: true };
}

function readFacts(
	definition: DeliveryDefinition,
	body: JsonObject,
	event: string,
	signed: SignedFacts,
): EventFacts {
	try {
		return definition.read(body, event, signed);
	} catch {
		const issues = ['the body could not be read: it is not as documented'];
		return { identity: null, time: null, jobId: null, variationId: null, results: [], error: null, issues };
	}
}

function matchEvent(
	definition: DeliveryDefinition,
	name: string | undefined,
	body: JsonObject,
): { status: EventCatalogue[string]['status']; issues: string[] } {
	const fields = () => fieldsOf(definition).join(', ');
	if (name === undefined) return { status: 'info', issues: [`${fields()}: names no event`] };
	// hasOwn, because a body may well name itself "constructor".
	if (!Object.hasOwn(definition.events, name)) {
		return { status: 'info', issues: definition.openEvents ? [] : [`${fields()}: is not a documented event`] };
	}
	const { status, schema } = definition.events[name];
	const checked = schema.safeParse(body);
	const issues = checked.success
		? []
		: checked.error.issues.slice(0, ISSUE_LIMIT).map(({ path, message }) => `${path.join('.')}: ${message}`);
	return { status, issues };
}
