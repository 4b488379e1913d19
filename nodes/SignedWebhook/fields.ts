import type { EventFacts } from '../shared/delivery/definition';
import type { EventStatus, GenerationResult } from '../shared/event/event';
import { eventAction, statusByName } from '../shared/event/status-words';
import { failureText } from '../shared/util/envelope';
import { type JsonObject, toObject, toText, valueAt } from '../shared/util/json';
import { unixSeconds } from '../shared/util/timestamp';
import { linkResults } from './body-readers';

/** Where a body says what, as paths. An empty one means the usual places. Several are separated by commas. */
export interface BodyFields {
	jobIdField?: string;
	statusField?: string;
	/** The words of `statusField` that say that the work is done, or has failed. */
	completedValues?: string;
	failedValues?: string;
	resultFields?: string;
	errorField?: string;
	timeField?: string;
	entriesField?: string;
}

const USUAL_JOB_IDS = ['data.id', 'data.object.id', 'id'];

/** Reads what a body says of the work, by the given fields or in the usual places. */
export function readFields(body: JsonObject, event: string, fields: BodyFields): Omit<EventFacts, 'identity'> {
	const status = statusOf(body, event, fields);
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

function statusOf(body: JsonObject, event: string, fields: BodyFields): EventStatus {
	const word = fields.statusField ? toText(valueAt(body, fields.statusField.trim())) : null;
	if (word === null) return statusByName(event);
	if (listOf(fields.completedValues).includes(word)) return 'completed';
	if (listOf(fields.failedValues).includes(word)) return 'failed';
	return statusByName(word);
}

function listOf(text: string | undefined, preset: string[] = []): string[] {
	const entries = (text ?? '').split(',').map((entry) => entry.trim());
	const given = entries.filter((entry) => entry !== '');
	return given.length > 0 ? given : preset;
}

function textAt(body: JsonObject, paths: readonly string[]): string | null {
	for (const path of paths) {
		const text = toText(valueAt(body, path));
		if (text !== null) return text;
	}
	return null;
}

function resultsAt(body: JsonObject, paths: readonly string[]): GenerationResult[] {
	return linkResults(...paths.map((path) => valueAt(body, path)));
}

/** Epoch seconds are read as well, since the field was named. */
function timeAt(body: JsonObject, path: string | undefined): unknown {
	const value = path ? valueAt(body, path.trim()) : undefined;
	const isSeconds = Number(value) < 100_000_000_000;
	return value !== undefined && isSeconds
		? unixSeconds(value)
		: typeof value === 'string' && /^\d+$/.test(value)
			? Number(value)
			: value;
}
