import type { ZodType } from 'zod/v4';

import type { Headers } from './claim';
import type { DeliveryDefinition, EventFacts, SignedFacts } from './definition';
import type { GenerationEvent } from '../event/event';
import { type JsonObject, valueAt } from '../util/json';
import { isoTimestamp } from '../util/timestamp';

/** How many deviations an event lists at the most: a long array of wrong entries says no more than a few do. */
const MAX_ISSUES = 10;

/**
 * Shapes an authentic body into a generation event.
 *
 * @param fingerprint gives a stable digest of what is signed, without any time, where nothing else identifies the event
 * @returns the event, with the body's deviations from the documented schema as `issues`; never throws
 */
export function toGenerationEvent(
	definition: DeliveryDefinition,
	body: JsonObject,
	headers: Headers,
	signed: SignedFacts,
	fingerprint: () => string,
): GenerationEvent {
	const { provider, events, eventField } = definition;
	const fields = typeof eventField === 'string' ? [eventField] : eventField;
	const named = findName(fields, body, headers);
	const facts = readFacts(definition, body, named?.name ?? 'unknown', signed);
	const name = facts.event ?? named?.name;
	// hasOwn, because a body may well name itself "constructor".
	const documented = name !== undefined && Object.hasOwn(events, name) ? events[name] : undefined;

	const issues = documented ? deviations(documented.schema, body) : [];
	if (name === undefined) issues.push(`${fields.join(', ')}: names no event`);
	else if (!documented && !definition.openEvents) issues.push(`${fields.join(', ')}: is not a documented event`);
	if (facts.issues) issues.push(...facts.issues);
	const timeOfBody = isoTimestamp(facts.time);
	if (timeOfBody === null && facts.time !== undefined && facts.time !== null) {
		issues.push('the time is neither epoch milliseconds nor ISO 8601 with an offset');
	}

	// A name that anyone can change must not turn a replay into a new event.
	const isSigned = facts.event !== undefined || !named?.header || signed.header(named.header) !== null;
	const digest = () => `${isSigned ? `${name ?? 'unknown'}|` : ''}${fingerprint()}`;
	return {
		provider,
		event: name ?? 'unknown',
		id: facts.identity ?? signed.id ?? digest(),
		timestamp: timeOfBody ?? isoTimestamp(signed.time),
		status: facts.status ?? documented?.status ?? 'info',
		jobId: facts.jobId,
		variationId: facts.variationId,
		results: facts.results,
		error: facts.error,
		body,
		verifiedBy: 'signature',
		...(issues.length > 0 && { issues }),
	};
}

/** The first of the fields that is there, and the header that it is in, if it is not in the body. */
function findName(fields: readonly string[], body: JsonObject, headers: Headers) {
	for (const field of fields) {
		const header = field.startsWith('header:') ? field.slice('header:'.length).toLowerCase() : null;
		const name = header === null ? valueAt(body, field) : headers[header];
		if (typeof name === 'string' && name !== '') return { name, header };
	}
	return undefined;
}

function readFacts(definition: DeliveryDefinition, ...args: Parameters<DeliveryDefinition['read']>): EventFacts {
	try {
		return definition.read(...args);
	} catch {
		const issues = ['the body could not be read: it is not as documented'];
		return { identity: null, time: null, jobId: null, variationId: null, results: [], error: null, issues };
	}
}

function deviations(schema: ZodType, body: JsonObject): string[] {
	const issues = schema.safeParse(body).error?.issues.slice(0, MAX_ISSUES) ?? [];
	return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
