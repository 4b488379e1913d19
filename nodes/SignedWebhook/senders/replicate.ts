import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { GenerationResult } from '../../shared/event/event';
import { isJsonObject, toText } from '../../shared/util/json';
import { lookUp } from '../body-readers';
import { standardWebhooksScheme } from '../schemes';
import { factsOf, type Sender } from '../sender';

const prediction = z.looseObject({
	id: z.string(),
	status: z.string(),
	output: z.unknown(),
	error: z.unknown(),
	created_at: z.string(),
	started_at: z.string().nullish(),
	completed_at: z.string().nullish(),
});

const sample =
	(status: string, fields: Record<string, unknown> = {}) =>
	(now: Date) => ({
		id: `sample${now.getTime()}`,
		model: 'black-forest-labs/flux-schnell',
		version: 'hidden',
		status,
		input: { prompt: 'A red bicycle in front of a white wall' },
		output: null,
		error: null,
		logs: '',
		metrics: {},
		created_at: now.toISOString(),
		started_at: now.toISOString(),
		completed_at: null,
		...fields,
	});

const ended = (status: string, fields: Record<string, unknown>) => (now: Date) => ({
	...sample(status, fields)(now),
	completed_at: now.toISOString(),
});

const events: EventCatalogue = {
	starting: {
		description: 'A prediction or training is starting',
		status: 'started',
		schema: prediction,
		sample: sample('starting', { started_at: null }),
	},
	processing: {
		description: 'A prediction or training is running, or has new output or logs',
		status: 'progress',
		schema: prediction,
		sample: sample('processing'),
	},
	succeeded: {
		description: 'A prediction or training has succeeded',
		status: 'completed',
		schema: prediction,
		sample: ended('succeeded', { output: ['https://example.com/result.png'], metrics: { predict_time: 2.8 } }),
	},
	failed: {
		description: 'A prediction or training has failed',
		status: 'failed',
		schema: prediction,
		sample: ended('failed', { error: 'Prediction failed: CUDA out of memory' }),
	},
	canceled: {
		description: 'A prediction or training has been canceled',
		status: 'failed',
		schema: prediction,
		sample: ended('canceled', {}),
	},
	aborted: {
		description: 'A prediction has been aborted before it started',
		status: 'failed',
		schema: prediction,
		sample: ended('aborted', { started_at: null }),
	},
};

const MAX_DEPTH = 4;
const MAX_RESULTS = 200;

/** A model's output may be a URL, a list or an object of URLs, or fragments of text, which are not results. */
function addressesIn(output: unknown, depth = 0): string[] {
	if (typeof output === 'string') return /^(https?:\/\/|data:)/i.test(output) ? [output] : [];
	if (typeof output !== 'object' || output === null || depth === MAX_DEPTH) return [];
	return Object.values(output).flatMap((entry) => addressesIn(entry, depth + 1));
}

const resultsOf = (output: unknown): GenerationResult[] =>
	addressesIn(output)
		.slice(0, MAX_RESULTS)
		.map((url) => ({ url }));

/** Delivers the prediction itself, signed with Standard Webhooks. */
export const replicate: Sender = {
	displayName: 'Replicate',
	delivery: {
		provider: 'replicate',
		signature: standardWebhooksScheme,
		eventField: 'status',
		events,
		read(body, event, signed) {
			const failed = lookUp(events, event)?.status === 'failed';
			const { error } = body;
			return factsOf({
				identity: signed.id,
				time: body.completed_at ?? body.started_at ?? body.created_at,
				jobId: toText(body.id),
				results: resultsOf(body.output),
				error: toText(isJsonObject(error) ? JSON.stringify(error) : error) ?? (failed ? event : null),
			});
		},
	},
	preselected: ['succeeded', 'failed', 'canceled', 'aborted'],
	urlPer: 'request',
	urlPlace:
		'Set <code>webhook</code> to the URL in each prediction or training request, and <code>webhook_events_filter</code> to <code>["completed"]</code>.',
	secretPlace:
		'<code>GET https://api.replicate.com/v1/webhooks/default/secret</code> returns the secret of the account as <code>key</code> (<code>whsec_…</code>).',
	retries: 'Replicate retries the last webhook of a prediction for about one minute, and no other.',
	confidence: 'documented',
	source: 'https://replicate.com/docs/topics/webhooks/verify-webhook',
};
