import { z } from 'zod/v4';

import type { EventStatus, GenerationResult } from '../../shared/event/event';
import { type JsonObject, toObject, toText } from '../../shared/util/json';
import { firstText, joinedIdentity, lookUp, toLink } from '../body-readers';
import { timestampedHeader } from '../schemes';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	type: z.string(),
	data: z.looseObject({
		id: z.string(),
		status: z.string(),
		download: z.string().optional(),
		thumbnail: z.looseObject({}).optional(),
		callbackId: z.string().nullish(),
	}),
});

const sample = (type: string, data: Record<string, unknown>) => (now: Date) => ({
	type,
	data: {
		id: `sample-${now.getTime()}`,
		title: 'Sample',
		visibility: 'private',
		callbackId: 'sample',
		createdAt: Math.floor(now.getTime() / 1000),
		lastUpdatedAt: Math.floor(now.getTime() / 1000),
		...data,
	},
});

/** A rejected video is also delivered as `video.completed`, so the video's own status decides. */
const states: Readonly<Record<string, EventStatus>> = {
	complete: 'completed',
	error: 'failed',
	rejected: 'failed',
	in_progress: 'progress',
};

function statusOf(event: string, state: string | null): EventStatus {
	if (event === 'video.failed') return 'failed';
	if (event !== 'video.completed') return 'info';
	return lookUp(states, state ?? '') ?? 'completed';
}

function resultsOf(data: JsonObject): GenerationResult[] {
	const url = toLink(data.download);
	if (url === null) return [];
	const thumbnails = toObject(data.thumbnail);
	const thumbnailUrl = [thumbnails.image, ...Object.values(thumbnails)].map(toLink).find((link) => link !== null);
	return [{ url, ...(thumbnailUrl && { thumbnailUrl }) }];
}

/** Delivers the video as its API returns it. */
export const synthesia: Sender = {
	displayName: 'Synthesia',
	delivery: {
		provider: 'synthesia',
		// The unit of the timestamp is not documented.
		signature: timestampedHeader('synthesia-signature', 'synthesia-timestamp', 'auto', { past: 600, future: 600 }),
		eventField: 'type',
		events: {
			'video.completed': {
				description: 'A video has been completed',
				status: 'completed',
				schema,
				sample: sample('video.completed', {
					status: 'complete',
					download: 'https://example.com/video.mp4',
					duration: '0:00:59.000000',
					thumbnail: { image: 'https://example.com/thumbnail.jpg', gif: 'https://example.com/thumbnail.gif' },
				}),
			},
			'video.failed': {
				description: 'A video has failed or has been rejected',
				status: 'failed',
				schema,
				sample: sample('video.failed', { status: 'rejected' }),
			},
		},
		read(body, event) {
			const data = toObject(body.data);
			const jobId = toText(data.id);
			const state = toText(data.status);
			const status = statusOf(event, state);
			return factsOf({
				identity: joinedIdentity(event, jobId),
				jobId,
				results: status === 'completed' ? resultsOf(data) : [],
				error: status === 'failed' ? (firstText(data, 'error', 'message', 'status') ?? 'failed') : null,
				status,
			});
		},
	},
	preselected: ['video.completed', 'video.failed'],
	urlPer: 'account',
	urlPlace: 'Create a webhook with the URL: <code>POST https://api.synthesia.io/v2/webhooks</code>.',
	secretPlace: 'The response to that request contains the <code>secret</code>, only once.',
	retries: 'Synthesia waits 6 seconds for the response and makes three attempts within ten minutes.',
	confidence: 'documented',
	source: 'https://docs.synthesia.io/reference/verifying-synthesia-signatures',
};
