import { isJsonObject } from '../util/json';
import type { EventStatus, GenerationEvent, Proof } from './event';

const statuses: ReadonlySet<unknown> = new Set<EventStatus>(['started', 'progress', 'completed', 'failed', 'info']);
const proofs: ReadonlySet<unknown> = new Set<Proof>(['signature', 'fields', 'token', 'callbackUrl', 'api']);

const isText = (value: unknown): value is string => typeof value === 'string';

/** @returns whether a value has the form of an event that was verified, as a trigger passes it on */
export function isVerifiedEvent(value: unknown): value is GenerationEvent {
	if (!isJsonObject(value)) return false;
	const { provider, event, id, status, jobId, results, body, verifiedBy } = value;
	return (
		[provider, event, id].every(isText) &&
		(jobId === null || isText(jobId)) &&
		statuses.has(status) &&
		proofs.has(verifiedBy) &&
		Array.isArray(results) &&
		results.every(isJsonObject) &&
		isJsonObject(body)
	);
}
