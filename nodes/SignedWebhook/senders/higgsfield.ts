import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus } from '../../shared/event/event';
import { toObject, toText } from '../../shared/util/json';
import { linkResults, lookUp } from '../body-readers';
import { standardWebhooksScheme } from '../schemes';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({ status: z.string(), request_id: z.string() });

const sample =
	(status: string, fields: Record<string, unknown> = {}) =>
	(now: Date) => ({
		status,
		request_id: `sample-${now.getTime()}`,
		...fields,
	});

const events: EventCatalogue = {
	completed: {
		description: 'A request has been completed',
		status: 'completed',
		schema,
		sample: sample('completed', { images: [{ url: 'https://example.com/result.png' }] }),
	},
	failed: {
		description: 'A request has failed',
		status: 'failed',
		schema,
		sample: sample('failed', { error: 'The generation has failed' }),
	},
	nsfw: {
		title: 'Refused by Moderation',
		description: 'A request was refused by moderation',
		status: 'failed',
		schema,
		sample: sample('nsfw'),
	},
};

/** Further states of a request in the API, although only final states are delivered. */
const otherStates: Readonly<Record<string, EventStatus>> = {
	queued: 'progress',
	in_progress: 'progress',
	canceled: 'failed',
	cancelled: 'failed',
};

/** Delivers the final state of a request, signed with Standard Webhooks. */
export const higgsfield: Sender = {
	displayName: 'Higgsfield',
	delivery: {
		provider: 'higgsfield',
		signature: standardWebhooksScheme,
		eventField: 'status',
		events,
		read(body, name, signed) {
			const status = lookUp(events, name)?.status ?? lookUp(otherStates, name) ?? 'info';
			const files = { ...toObject(body.payload), ...body };
			return factsOf({
				identity: signed.id,
				jobId: toText(body.request_id),
				results: linkResults(files.images, files.video, files.videos, files.audio),
				error: status === 'failed' ? (toText(body.error) ?? name) : null,
				status,
			});
		},
	},
	preselected: ['completed', 'failed', 'nsfw'],
	urlPer: 'request',
	urlPlace: 'Pass the URL as <code>hf_webhook</code> in the query string of each request.',
	secretPlace:
		'Reveal the secret (<code>whsec_…</code>) in the settings of the Higgsfield Console. Deliveries are signed from then on.',
	retries:
		'Higgsfield retries for up to 2 hours after a server or network error, but not after a refusal: with a wrong secret, deliveries are lost.',
	confidence: 'documented',
	source: 'https://docs.higgsfield.ai/docs/enterprise/webhook-security',
};
