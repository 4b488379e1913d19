import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import { toObject, toText } from '../../shared/util/json';
import { joinedIdentity, linkResults } from '../body-readers';
import { timestampedHeader } from '../schemes';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	type: z.string(),
	payload: z.looseObject({
		id: z.string(),
		status: z.string(),
		downloads: z.array(z.looseObject({ url: z.string(), expires_at: z.string().optional() })).optional(),
		error: z.looseObject({ code: z.string().optional(), message: z.string().optional() }).nullish(),
	}),
});

const DAY_MS = 24 * 3_600_000;

const sample = (type: string, payload: (now: Date) => Record<string, unknown>) => (now: Date) => ({
	type,
	payload: {
		id: `sample${now.getTime()}`,
		created_at: now.toISOString(),
		downloads: [],
		error: null,
		...payload(now),
	},
});

const eventsOf = (kind: string, noun: string): EventCatalogue => ({
	[`${kind}.started`]: {
		description: `${noun} has started to render`,
		status: 'started',
		schema,
		sample: sample(`${kind}.started`, () => ({ status: 'rendering' })),
	},
	[`${kind}.completed`]: {
		description: `${noun} has been completed`,
		status: 'completed',
		schema,
		sample: sample(`${kind}.completed`, (now) => ({
			status: 'complete',
			downloads: [
				{
					url: 'https://example.com/output',
					expires_at: new Date(now.getTime() + DAY_MS).toISOString(),
				},
			],
		})),
	},
	[`${kind}.errored`]: {
		description: `${noun} has failed`,
		status: 'failed',
		schema,
		sample: sample(`${kind}.errored`, () => ({
			status: 'error',
			error: { code: 'no_source_face', message: 'Please use an image with a detectable face' },
		})),
	},
});

/** Delivers the project as its API returns it. A cancelled project is not delivered. */
export const magicHour: Sender = {
	displayName: 'Magic Hour',
	delivery: {
		provider: 'magicHour',
		signature: timestampedHeader('magic-hour-event-signature', 'magic-hour-event-timestamp'),
		eventField: 'type',
		events: { ...eventsOf('video', 'A video'), ...eventsOf('image', 'An image'), ...eventsOf('audio', 'An audio') },
		read(body, event) {
			const payload = toObject(body.payload);
			const jobId = toText(payload.id);
			const { code, message } = toObject(payload.error);
			return factsOf({
				identity: joinedIdentity(jobId, event),
				jobId,
				results: linkResults(payload.downloads),
				error: event.endsWith('.errored') ? (toText(message) ?? toText(code) ?? 'errored') : null,
			});
		},
	},
	preselected: [
		'video.completed',
		'video.errored',
		'image.completed',
		'image.errored',
		'audio.completed',
		'audio.errored',
	],
	urlPer: 'account',
	urlPlace:
		'Create a webhook with the URL in the Developer Hub of Magic Hour, under Webhooks, and choose the events there.',
	secretPlace: 'The secret is shown next to the webhook in the Developer Hub. Enter it unchanged.',
	retries: 'Magic Hour retries for up to 24 hours.',
	confidence: 'documented',
	source: 'https://docs.magichour.ai/integration/webhook/secure-handler',
};
