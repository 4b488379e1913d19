import { randomUUID } from 'node:crypto';

import type { ZodType } from 'zod/v4';

import { type EventStatus, type GenerationEvent, isFinal, type Proof } from '../event/event';
import { type JsonObject, toText, valueAt } from '../util/json';
import { roundedNumbers } from '../util/rounded-numbers';
import { isoTimestamp } from '../util/timestamp';
import type { Entry } from './body';
import type { DeliveryDefinition, EventFacts, SignedFacts } from './definition';
import type { Headers } from './delivery';
import { headerIn } from '../util/header-in';
import { type ContentPart, fieldsIn } from './template';

/** How many deviations an event lists at most: a long array of wrong entries says no more than a few do. */
const MAX_ISSUES = 10;

/** What is known of a delivery besides its body. */
interface DeliveryContext {
	headers: Headers;
	signed: SignedFacts;
	proof: Proof;
	/** What is signed. */
	parts: readonly ContentPart[];
	/** The signed fields of the body, where only fields are signed. */
	signedFields: JsonObject | null;
	/** Whether what is signed can be taken apart in one way only. */
	isCertain: boolean;
	/** What names a token that does not bind the body, and so the event. */
	tokenId: string | null;
	/** What names the callback URL that proves the delivery. */
	callbackId?: string;
	/** @returns a digest of what is signed, the same for every repetition */
	fingerprint(): string;
}

/** An event, and what it may have in common with others. */
interface ShapedEvent {
	event: GenerationEvent;
	/** The digest of the body, where only an unsigned name tells the event from others with that body. */
	sharedBody: string | null;
}

/** Shapes an authentic body into a generation event, with its deviations as `issues`; never throws. */
export function toGenerationEvent(definition: DeliveryDefinition, entry: Entry, context: DeliveryContext): ShapedEvent {
	const { provider, events, eventField, openEvents } = definition;
	const { signed, proof, parts, signedFields, isCertain } = context;
	const { body, envelope } = entry;
	const fields = typeof eventField === 'string' ? [eventField] : eventField;
	const named = findName(fields, entry, context, openEvents);
	// Where only fields are signed, nothing else of the body decides anything.
	const believed = signedFields ?? body;
	const believedName = named.isSigned || proof !== 'fields' ? named.name : undefined;
	const facts = readFacts(definition, believed, believedName ?? 'unknown', signed);
	const name = facts.event ?? named.name;
	// hasOwn, because a body may well name itself "constructor".
	const documented = name !== undefined && Object.hasOwn(events, name) ? events[name] : undefined;

	const issues = documented ? deviations(documented.schema, body) : [];
	if (name === undefined) issues.push(`${fields.join(', ')}: names no event`);
	else if (!documented && !openEvents) issues.push(`${fields.join(', ')}: is not a documented event`);
	if (proof === 'fields') issues.push(`only these parts are signed: ${coveredPaths(parts).join(', ')}`);
	if (proof === 'fields' && !isCertain) {
		issues.push('what is signed could be taken apart in another way, so no field is believed');
	}
	issues.push(...(facts.issues ?? []));
	for (const path of roundedNumbers(body, MAX_ISSUES)) {
		issues.push(`${path}: the number is beyond 2^53, so its last digits are not those that were sent`);
	}
	// Whoever knows a callback URL can write any time.
	const time = proof === 'callbackUrl' ? null : facts.time;
	const timeOfBody = isoTimestamp(time);
	if (timeOfBody === null && time !== undefined && time !== null) {
		issues.push('the time is neither epoch milliseconds nor ISO 8601 with an offset');
	}

	const isProven = facts.event !== undefined || named.isSigned;
	const status = facts.status ?? (proof !== 'fields' || isProven ? documented?.status : undefined) ?? 'info';
	const { id, sharedBody } = identify(definition, entry, facts, context, { name: name ?? 'unknown', isProven, status });
	const event: GenerationEvent = {
		provider,
		event: name ?? 'unknown',
		id,
		timestamp: timeOfBody ?? isoTimestamp(signed.time),
		status,
		jobId: facts.jobId,
		variationId: facts.variationId,
		results: facts.results,
		error: facts.error,
		body,
		verifiedBy: proof,
		...(envelope !== undefined && Object.keys(envelope).length > 0 && { envelope }),
		...(issues.length > 0 && { issues: issues.slice(0, 2 * MAX_ISSUES) }),
	};
	return { event, sharedBody };
}

/**
 * Names an event. What anyone can change must not turn a repetition into a new event: an unsigned name counts only where
 * the sender is known to have it.
 */
function identify(
	definition: DeliveryDefinition,
	{ digest, index = 0, count = 0 }: Entry,
	facts: EventFacts,
	{ signed, parts, fingerprint, isCertain, tokenId, callbackId }: DeliveryContext,
	{ name, isProven, status }: { name: string; isProven: boolean; status: EventStatus },
): { id: string; sharedBody: string | null } {
	// The fields of a form have no borders in what is signed, so none of them names the event.
	const isForm = parts.some(({ kind }) => kind === 'form');
	const own = () => (isForm || digest === undefined ? numbered(fingerprint(), index) : numbered(digest, count));
	if (callbackId !== undefined) {
		// Where a URL is for one job, whatever says that it has ended is one event.
		const isEnd = isFinal({ status }) && definition.callbackIsShared !== true;
		return { id: isEnd ? callbackId : `${callbackId}|${facts.identity ?? own()}`, sharedBody: null };
	}
	if (definition.everyDeliveryIsNew) return { id: `${own()}|${randomUUID()}`, sharedBody: null };
	const delivered = signed.id === null ? null : numbered(signed.id, index);
	const identity = tokenId ?? (isForm ? null : (facts.identity ?? delivered));
	if (identity !== null) return { id: identity, sharedBody: null };
	const content = own();
	if (isProven) return { id: isCertain && !isForm ? `${name}|${content}` : content, sharedBody: null };
	const known = definition.eventNames ?? Object.keys(definition.events);
	return { id: known.includes(name) ? `${name}|${content}` : content, sharedBody: content };
}

const numbered = (id: string, number: number): string => (number === 0 ? id : `${id}|${number}`);

/** @returns whether all of the request is proven, its headers included */
export function provesRequest(proof: Proof): boolean {
	return proof === 'token' || proof === 'callbackUrl';
}

/** Whether nobody but the sender can change what is in a header or, where that is null, at a path of the body. */
function isFieldSigned(
	field: string,
	header: string | null,
	{ proof, parts, signed, isCertain }: DeliveryContext,
): boolean {
	if (provesRequest(proof)) return true;
	if (header !== null) return signed.header(header) !== null;
	return proof !== 'fields' || (isCertain && fieldsIn(parts).includes(field));
}

/**
 * The first of the fields that is there. It is signed only if all before it are: anybody can put in a header. Fields that
 * an entry lacks may be in what surrounds the list.
 */
function findName(
	fields: readonly string[],
	{ body, envelope = {} }: Entry,
	context: DeliveryContext,
	openEvents = false,
): { name?: string; isSigned: boolean } {
	let isSigned = true;
	for (const field of fields) {
		const header = headerIn(field);
		isSigned &&= isFieldSigned(field, header, context);
		const found = header === null ? (valueAt(body, field) ?? valueAt(envelope, field)) : context.headers[header];
		// Discord and others have numbers for names.
		const name = openEvents || typeof found === 'string' ? toText(found) : null;
		if (name !== null) return { name, isSigned };
	}
	return { isSigned };
}

function coveredPaths(parts: readonly ContentPart[]): string[] {
	return parts.flatMap((part) => {
		if (part.kind === 'field') return part.path;
		if (part.kind === 'header') return `header ${part.names[0]}`;
		return part.kind === 'query' ? `query ${part.name}` : [];
	});
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
