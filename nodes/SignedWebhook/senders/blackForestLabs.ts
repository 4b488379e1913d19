import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus } from '../../shared/event/event';
import { isJsonObject, type JsonObject, toObject, toText } from '../../shared/util/json';
import { firstText, joinedIdentity, linkResults, lookUp } from '../body-readers';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	id: z.string().optional(),
	task_id: z.string().optional(),
	status: z.string(),
	result: z.looseObject({ sample: z.string().optional() }).nullish(),
});

const sample = (status: string, fields: Record<string, unknown>) => (now: Date) => ({
	id: `sample-${now.getTime()}`,
	status,
	...fields,
	timestamp: now.toISOString(),
});

const events: EventCatalogue = {
	Ready: {
		title: 'Image Ready',
		description: 'An image is ready',
		status: 'completed',
		schema,
		sample: sample('Ready', { result: { sample: 'https://example.com/result.jpg', seed: 42 } }),
	},
	Error: {
		title: 'Generation Failed',
		description: 'A generation has failed',
		status: 'failed',
		schema,
		sample: sample('Error', { error: 'internal_error', message: 'The generation has failed' }),
	},
	'Request Moderated': {
		description: 'The request was refused by moderation',
		status: 'failed',
		schema,
		sample: sample('Request Moderated', {}),
	},
	'Content Moderated': {
		description: 'The result was refused by moderation',
		status: 'failed',
		schema,
		sample: sample('Content Moderated', {}),
	},
	Pending: {
		description: 'A generation is in progress',
		status: 'progress',
		schema,
		sample: sample('Pending', {}),
	},
};

/** Status words that the documentation and existing integrations use, in lower case. */
const states: Readonly<Record<string, EventStatus>> = {
	ready: 'completed',
	success: 'completed',
	completed: 'completed',
	error: 'failed',
	failed: 'failed',
	'request moderated': 'failed',
	'content moderated': 'failed',
	'task not found': 'failed',
	pending: 'progress',
	processing: 'progress',
};

function errorOf({ message, error, details }: JsonObject): string | null {
	return toText(message) ?? toText(error) ?? toText(isJsonObject(details) ? JSON.stringify(details) : details);
}

/**
 * The documentation describes this signature; existing integrations compare an `x-webhook-secret` header with the secret
 * instead. No live delivery has confirmed either.
 */
export const blackForestLabs: Sender = {
	displayName: 'Black Forest Labs (Unconfirmed)',
	delivery: {
		provider: 'blackForestLabs',
		signature: {
			algorithm: 'hmacSha256',
			keyEncodings: ['utf8'],
			places: ['x-bfl-signature'],
			format: { kind: 'plain', prefix: 'sha256=', prefixRequired: true },
			encoding: 'hex',
		},
		eventField: 'status',
		events,
		read(body, event) {
			const jobId = firstText(body, 'id', 'task_id');
			const word = event.toLowerCase();
			const status = lookUp(states, word) ?? 'info';
			const result = toObject(body.result);
			return factsOf({
				// Progress may be delivered several times with the same status.
				identity: status === 'progress' ? null : joinedIdentity(jobId, event),
				time: body.timestamp,
				jobId,
				results: linkResults(result.sample, result.samples, result.url),
				error: status === 'failed' ? (errorOf(body) ?? event) : null,
				status,
			});
		},
	},
	preselected: ['Ready', 'Error', 'Request Moderated', 'Content Moderated'],
	urlPer: 'request',
	urlPlace:
		'Set <code>webhook_url</code> to the URL in each request, and <code>webhook_secret</code> to a secret of your own: without it, deliveries are unsigned and refused. How Black Forest Labs signs has not been confirmed with a live delivery: test it before you rely on it.',
	secretPlace: 'Choose a long random text as secret, and send the same as <code>webhook_secret</code> in each request.',
	retries: 'Black Forest Labs makes four attempts within 36 seconds. Results expire after ten minutes.',
	confidence: 'unconfirmed',
	source: 'https://github.com/black-forest-labs/skills/blob/main/skills/bfl-api/references/webhook-integration.md',
};
