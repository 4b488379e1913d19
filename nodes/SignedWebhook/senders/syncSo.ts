import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus } from '../../shared/event/event';
import { type JsonObject, toText } from '../../shared/util/json';
import { firstText, joinedIdentity, linkResults, lookUp } from '../body-readers';
import { timestampedPairs } from '../schemes';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	id: z.string(),
	status: z.string(),
	createdAt: z.string().optional(),
	outputUrl: z.string().nullish(),
	error: z.string().nullish(),
});

const event = (name: string, status: EventStatus, description: string) => ({
	description,
	status,
	schema,
	sample: (now: Date) => ({
		id: `sample-${now.getTime()}`,
		status: name,
		createdAt: now.toISOString(),
		model: 'lipsync-2',
		input: [{ type: 'video', url: 'https://example.com/input.mp4' }],
		outputUrl: status === 'completed' ? 'https://example.com/output.mp4' : null,
		...(status === 'failed' && {
			error: 'An unexpected error occurred.',
			error_code: 'generation_internal_error',
		}),
	}),
});

const catalogue: ReadonlyArray<[string, EventStatus, string]> = [
	['PENDING', 'started', 'A generation is queued'],
	['PROCESSING', 'progress', 'A generation is in progress'],
	['COMPLETED', 'completed', 'A generation or a batch has been completed'],
	['FAILED', 'failed', 'A generation or a batch has failed'],
	['REJECTED', 'failed', 'A generation has been rejected'],
	['CANCELED', 'failed', 'A generation has been canceled'],
];

const events: EventCatalogue = Object.fromEntries(catalogue.map((entry) => [entry[0], event(...entry)]));

function errorOf(body: JsonObject): string | null {
	const error = toText(body.error);
	const code = firstText(body, 'error_code', 'errorCode');
	return error === null || code === null ? (error ?? code) : `${error} (${code})`;
}

/** The sample code in its documentation signs the re-serialised body, the text says the payload: both are accepted. */
export const syncSo: Sender = {
	displayName: 'sync.so',
	delivery: {
		provider: 'syncSo',
		// The documentation does not say which unit the timestamp has, or whether a retry has a new one.
		signature: { ...timestampedPairs('sync-signature', 'v1', 'auto'), reserialised: true },
		eventField: 'status',
		events,
		read(body, name) {
			const jobId = toText(body.id);
			const status = lookUp(events, name)?.status ?? 'info';
			return factsOf({
				identity: status === 'progress' ? null : joinedIdentity(jobId, name),
				jobId,
				results: linkResults(body.outputUrl, body.segmentOutputUrl),
				error: status === 'failed' ? (errorOf(body) ?? name) : null,
				status,
			});
		},
	},
	preselected: ['COMPLETED', 'FAILED', 'REJECTED', 'CANCELED'],
	urlPer: 'request',
	urlPlace: 'Set <code>webhookUrl</code> to the URL in each generation or batch request.',
	secretPlace: 'Find the secret in the settings of sync.so. Enter it unchanged, with <code>whsec_</code>.',
	retries: 'Do not count on a retry: sync.so advises to ask its API for what was not received.',
	mayNotRepeat: true,
	confidence: 'documented',
	source: 'https://docs.sync.so/api-reference/webhooks',
};
