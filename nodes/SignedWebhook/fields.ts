import type { EventFacts } from '../shared/delivery/definition';
import { type EventStatus, type GenerationResult, isFinal } from '../shared/event/event';
import { eventAction, statusByName, statusByWord } from '../shared/event/status-words';
import { failureText } from '../shared/util/envelope';
import { type JsonObject, toObject, toText, valueAt, valuesAt } from '../shared/util/json';
import { timeOfSending } from '../shared/util/timestamp';
import { linkResults } from './body-readers';

/**
 * Where a body says what, as paths; `[]` leads through a list, as in `images[].url`. Several are separated by commas, the
 * first that is there counts; of `resultFields`, all count. An empty one means the usual places.
 */
export interface BodyFields {
	jobIdField?: string;
	statusField?: string;
	/** The words that say that the work is done, or has failed: at `statusField`, or as names of events. */
	completedValues?: string;
	failedValues?: string;
	resultFields?: string;
	errorField?: string;
	timeField?: string;
	entriesField?: string;
}

/** Where the ID of a job is, in the order in which it is looked for, if nothing names it a job's. */
export const USUAL_JOB_IDS = ['data.id', 'data.object.id', 'id'];

/**
 * Reads what a body says of the work, by the given fields or in the usual places.
 *
 * @param event its name, which tells the status where no status field does
 * @param onlyNamedEnds whether the usual words for an end are progress, so that only the given ones end a job
 */
export function readFields(
	body: JsonObject,
	event: string,
	fields: BodyFields,
	onlyNamedEnds = false,
): Omit<EventFacts, 'identity'> {
	const status = statusOf(body, event, fields, onlyNamedEnds);
	const error = textAt(body, listOf(fields.errorField)) ?? failureText(toObject(body.data)) ?? failureText(body);
	return {
		time: timeAt(body, fields.timeField),
		jobId: textAt(body, listOf(fields.jobIdField, USUAL_JOB_IDS)),
		variationId: null,
		results: resultsAt(body, listOf(fields.resultFields)),
		error: status === 'failed' ? (error ?? eventAction(event)) : null,
		status,
	};
}

function statusOf(body: JsonObject, event: string, fields: BodyFields, onlyNamedEnds: boolean): EventStatus {
	const told = textAt(body, listOf(fields.statusField));
	const word = told ?? event;
	if (listOf(fields.completedValues).includes(word)) return endedWell(body, fields) ? 'completed' : 'failed';
	if (listOf(fields.failedValues).includes(word)) return 'failed';
	const status = told === null ? statusByName(event) : statusByWord(told);
	return onlyNamedEnds && isFinal({ status }) ? 'progress' : status;
}

/** Where no field has the status, one event may tell both ends, and its error which of them. */
function endedWell(body: JsonObject, { statusField, errorField }: BodyFields): boolean {
	return Boolean(statusField) || !listOf(errorField).some((path) => valuesAt(body, path).some(Boolean));
}

function listOf(text: string | undefined, preset: string[] = []): string[] {
	const entries = (text ?? '').split(',').map((entry) => entry.trim());
	const given = entries.filter((entry) => entry !== '');
	return given.length > 0 ? given : preset;
}

function textAt(body: JsonObject, paths: readonly string[]): string | null {
	const values = paths.flatMap((path) => valuesAt(body, path));
	return values.map(toText).find((text) => text !== null) ?? null;
}

function resultsAt(body: JsonObject, paths: readonly string[]): GenerationResult[] {
	return linkResults(...paths.flatMap((path) => valuesAt(body, path)));
}

/** Epoch seconds are read as well, since the field was named. */
function timeAt(body: JsonObject, path: string | undefined): unknown {
	const value = path ? valueAt(body, path.trim()) : undefined;
	return timeOfSending(String(value), 'auto') ?? (value === '' ? null : value);
}
