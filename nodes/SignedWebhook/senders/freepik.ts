import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import { type EventStatus, isFinal } from '../../shared/event/event';
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
	['IN_PROGRESS', 'progress', 'A task is in progress'],
	['COMPLETED', 'completed', 'A task has been completed', ['https://example.com/result.png']],
	['FAILED', 'failed', 'A task has failed'],
];

const events: EventCatalogue = Object.fromEntries(catalogue.map((entry) => [entry[0], event(...entry)]));

/** Further status words that integrations have received. */
const synonyms: Readonly<Record<string, EventStatus>> = {
	PROCESSING: 'progress',
	IN_QUEUE: 'progress',
	DONE: 'completed',
	ERROR: 'failed',
};

/** Resembles Standard Webhooks, but uses the secret as text and any version tag. */
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
			return factsOf({
				// The documentation does not say whether retries keep the delivery's ID.
				identity: (isFinal({ status }) ? joinedIdentity(jobId, name) : null) ?? signed.id,
				jobId,
				results: linkResults(task.generated, task.image_url, toObject(task.video).url),
				error: status === 'failed' ? (firstText(task, 'error', 'message') ?? name) : null,
				status,
			});
		},
	},
	preselected: ['COMPLETED', 'FAILED'],
	urlPer: 'request',
	urlPlace: 'Set <code>webhook_url</code> to the URL in each request.',
	secretPlace: 'Generate a secret key in the developer dashboard of Freepik, next to the API key. Enter it unchanged.',
	retries: 'Whether Freepik retries is not documented.',
	mayNotRepeat: true,
	confidence: 'documented',
	source: 'https://docs.freepik.com/webhooks',
};
