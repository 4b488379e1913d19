import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus } from '../../shared/event/event';
import { toObject } from '../../shared/util/json';
import { firstText, joinedIdentity, linkResults, lookUp } from '../body-readers';
import { standardWebhooksScheme } from '../schemes';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	task_id: z.string(),
	status: z.string(),
	generated: z.array(z.unknown()).optional(),
});

const event = (name: string, status: EventStatus, description: string, generated: string[] = []) => ({
	description,
	status,
	schema,
	sample: (now: Date) => ({ task_id: `sample-${now.getTime()}`, status: name, generated }),
});

const catalogue: ReadonlyArray<[string, EventStatus, string, string[]?]> = [
	['CREATED', 'started', 'A task has been created'],
	['IN_PROGRESS', 'progress', 'A task is being worked on'],
	['COMPLETED', 'completed', 'A task has been completed', ['https://example.com/result.png']],
	['FAILED', 'failed', 'A task has failed'],
];

const events: EventCatalogue = Object.fromEntries(catalogue.map((entry) => [entry[0], event(...entry)]));

/** Further words that integrations have met. */
const synonyms: Readonly<Record<string, EventStatus>> = {
	PROCESSING: 'progress',
	IN_QUEUE: 'progress',
	DONE: 'completed',
	ERROR: 'failed',
};

/** Looks like Standard Webhooks, but takes the secret as text and signs with any version. */
export const freepik: Sender = {
	displayName: 'Freepik (Magnific)',
	delivery: {
		provider: 'freepik',
		signature: {
			...standardWebhooksScheme,
			keyEncodings: ['utf8'],
			format: { kind: 'tagged', tags: 'any' },
			timestamp: { ...standardWebhooksScheme.timestamp, unit: 'auto' },
		},
		eventField: ['status', 'data.status'],
		events,
		read(body, name, signed) {
			const task = { ...toObject(body.data), ...body };
			const jobId = firstText(task, 'task_id');
			const status = lookUp(events, name)?.status ?? lookUp(synonyms, name) ?? 'info';
			const final = status === 'completed' || status === 'failed';
			return factsOf({
				// Whether the delivery's id stays the same over retries is not documented.
				identity: (final ? joinedIdentity(jobId, name) : null) ?? signed.id,
				jobId,
				results: linkResults(task.generated, task.image_url, toObject(task.video).url),
				error: status === 'failed' ? (firstText(task, 'error', 'message') ?? name) : null,
				status,
			});
		},
	},
	preselected: ['COMPLETED', 'FAILED'],
	urlPlace: 'Give the URL as <code>webhook_url</code> of each request.',
	secretPlace: 'Generate a secret key in the developer dashboard of Freepik, beside the API key. It is used as it is.',
	retries: 'Whether Freepik repeats a delivery is not documented.',
	confidence: 'documented',
	source: 'https://docs.freepik.com/webhooks',
};
