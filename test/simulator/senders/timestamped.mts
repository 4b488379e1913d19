import { createHmac } from 'node:crypto';

import { seconds, type SimulatedSender } from './sender.mts';

const SECRET = 'whsec_dGVzdC1zZWNyZXQtMTIzNDU2Nzg5MA';

/** The secret is used as text, whatever it looks like. */
const hex = (secret: string, timestamp: string, body: Buffer): string =>
	createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');

/** The timestamp and the signature are in one header. */
function inOneHeader(
	header: string,
	key: string,
	sender: Pick<SimulatedSender, 'value' | 'deliveries' | 'retry'>,
): SimulatedSender {
	return {
		...sender,
		secret: SECRET,
		timed: true,
		signatureHeader: header,
		sign(body, { now }, secret) {
			const timestamp = String(seconds(now));
			return { [header]: `t=${timestamp},${key}=${hex(secret, timestamp, body)}` };
		},
	};
}

/** The timestamp has a header of its own. */
function inTwoHeaders(
	header: string,
	timestampHeader: string,
	sender: Pick<SimulatedSender, 'value' | 'deliveries' | 'retry'>,
): SimulatedSender {
	return {
		...sender,
		secret: SECRET,
		timed: true,
		signatureHeader: header,
		sign(body, { now }, secret) {
			const timestamp = String(seconds(now));
			return { [timestampHeader]: timestamp, [header]: hex(secret, timestamp, body) };
		},
	};
}

const muxEvent = (unique: string, now: Date, type: string, object: object, data: object) => ({
	type,
	id: `${unique}-${type}`,
	created_at: now.toISOString().replace('Z', '000Z'),
	object,
	environment: { name: 'Production', id: 'env_1' },
	data,
	attempts: [],
	request_id: null,
});

export const mux = inOneHeader('mux-signature', 'v1', {
	value: 'mux',
	retry: { deadline: 5, delays: [10, 60, 600], afterRefusal: true },
	deliveries: (unique, now) => [
		{
			body: muxEvent(unique, now, 'video.asset.ready', { type: 'asset', id: 'asset_1' }, {
				id: 'asset_1',
				status: 'ready',
				playback_ids: [
					{ id: 'pb_1', policy: 'public' },
					{ id: 'pb_2', policy: 'signed' },
				],
			}),
			expected: {
				event: 'video.asset.ready',
				status: 'completed',
				jobId: 'asset_1',
				id: `${unique}-video.asset.ready`,
				results: [
					{
						url: 'https://stream.mux.com/pb_1.m3u8',
						thumbnailUrl: 'https://image.mux.com/pb_1/thumbnail.jpg',
						assetId: 'asset_1',
					},
				],
			},
		},
		{
			body: muxEvent(unique, now, 'video.asset.errored', { type: 'asset', id: 'asset_2' }, {
				id: 'asset_2',
				status: 'errored',
				errors: { type: 'invalid_input', messages: ['Input file could not be read'] },
			}),
			expected: {
				event: 'video.asset.errored',
				status: 'failed',
				jobId: 'asset_2',
				error: 'invalid_input: Input file could not be read',
			},
		},
		{
			body: muxEvent(unique, now, 'video.asset.track.ready', { type: 'track', id: 'track_1' }, {
				id: 'track_1',
				asset_id: 'asset_1',
			}),
			expected: {
				event: 'video.asset.track.ready',
				status: 'completed',
				jobId: 'track_1',
				results: [{ assetId: 'asset_1' }],
			},
		},
		{
			body: muxEvent(unique, now, 'video.live_stream.active', { type: 'live', id: 'live_1' }, { id: 'live_1' }),
			expected: { event: 'video.live_stream.active', status: 'info', jobId: 'live_1' },
		},
		{
			body: muxEvent(unique, now, 'robots.job.summarize.errored', { type: 'job', id: 'job_1' }, {
				'robots.job.summarize.errored': { id: 'job_1', errors: [{ type: 'internal', message: 'No speech' }] },
			}),
			expected: {
				event: 'robots.job.summarize.errored',
				status: 'failed',
				jobId: 'job_1',
				error: 'internal: No speech',
			},
		},
	],
});

export const elevenLabs = inOneHeader('elevenlabs-signature', 'v0', {
	value: 'elevenLabs',
	retry: { deadline: 10, delays: [60, 300, 600, 1200], afterRefusal: false },
	deliveries: (unique, now) => [
		{
			body: {
				type: 'post_call_transcription',
				event_timestamp: seconds(now),
				data: { agent_id: 'xyz', conversation_id: unique, status: 'done', transcript: [] },
			},
			expected: {
				event: 'post_call_transcription',
				status: 'completed',
				jobId: unique,
				id: `post_call_transcription:${unique}`,
			},
		},
		{
			body: {
				type: 'post_call_audio',
				event_timestamp: seconds(now),
				data: { agent_id: 'xyz', conversation_id: unique, full_audio: 'SUQzBAAAAAAA' },
			},
			expected: { event: 'post_call_audio', status: 'completed', jobId: unique, id: `post_call_audio:${unique}` },
		},
		{
			body: {
				type: 'speech_to_text_transcription',
				data: {
					request_id: unique,
					webhook_metadata: { recording_transcription_attempt_id: 123 },
					transcription: { language_code: 'en', text: 'Hello' },
				},
			},
			expected: { event: 'speech_to_text_transcription', status: 'completed', jobId: unique },
		},
		{
			body: { language_code: 'en', text: 'Hello', transcription_id: unique },
			expected: { event: 'speech_to_text', status: 'completed', jobId: unique, id: `speech_to_text:${unique}` },
		},
		{
			body: {
				type: 'call_initiation_failure',
				event_timestamp: String(seconds(now)),
				data: { agent_id: 'agent_1', conversation_id: unique, failure_reason: 'busy' },
			},
			expected: { event: 'call_initiation_failure', status: 'failed', jobId: unique, error: 'busy' },
		},
	],
});

export const twelveLabs = inOneHeader('tl-signature', 'v1', {
	value: 'twelveLabs',
	retry: { deadline: 10, delays: [10, 60], afterRefusal: true },
	deliveries: (unique, now) => [
		{
			body: {
				id: `whe_${unique}`,
				created_at: now.toISOString().replace('Z', '553+00:00'),
				type: 'index.task.ready',
				data: { id: 'task_1', metadata: { duration: 30 }, status: 'ready', tags: ['tag1'] },
			},
			expected: { event: 'index.task.ready', status: 'completed', jobId: 'task_1', id: `whe_${unique}` },
		},
		{
			body: {
				id: `whe_${unique}f`,
				created_at: now.toISOString(),
				type: 'index.task.failed',
				data: { id: 'task_1', status: 'failed' },
			},
			expected: { event: 'index.task.failed', status: 'failed', jobId: 'task_1', error: 'failed' },
		},
	],
});

export const syncSo = inOneHeader('sync-signature', 'v1', {
	value: 'syncSo',
	retry: { deadline: 10, delays: [], afterRefusal: false },
	deliveries: (unique, now) => [
		{
			body: {
				id: unique,
				status: 'COMPLETED',
				createdAt: now.toISOString(),
				model: 'lipsync-2',
				input: [{ type: 'video', url: 'https://example.com/in.mp4' }],
				outputUrl: 'https://example.com/out.mp4',
				segmentOutputUrl: 'https://example.com/segment.mp4',
			},
			expected: {
				event: 'COMPLETED',
				status: 'completed',
				jobId: unique,
				id: `${unique}:COMPLETED`,
				results: [{ url: 'https://example.com/out.mp4' }, { url: 'https://example.com/segment.mp4' }],
			},
		},
		{
			body: {
				id: unique,
				status: 'FAILED',
				outputUrl: null,
				error: 'An unexpected error occurred.',
				error_code: 'generation_internal_error',
			},
			expected: {
				event: 'FAILED',
				status: 'failed',
				jobId: unique,
				error: 'An unexpected error occurred. (generation_internal_error)',
			},
		},
		{
			body: { id: unique, status: 'REJECTED', outputUrl: null },
			expected: { event: 'REJECTED', status: 'failed', jobId: unique, error: 'REJECTED' },
		},
	],
});

export const magicHour = inTwoHeaders('magic-hour-event-signature', 'magic-hour-event-timestamp', {
	value: 'magicHour',
	retry: { deadline: 10, delays: [1, 2, 4, 8], afterRefusal: true },
	deliveries: (unique) => [
		{
			body: {
				type: 'video.completed',
				payload: {
					id: unique,
					status: 'complete',
					type: 'ANIMATION',
					downloads: [
						{ url: 'https://videos.magichour.ai/output.mp4', expires_at: '2024-10-19T05:16:19.027Z' },
					],
					error: null,
				},
			},
			expected: {
				event: 'video.completed',
				status: 'completed',
				jobId: unique,
				id: `${unique}:video.completed`,
				results: [{ url: 'https://videos.magichour.ai/output.mp4' }],
			},
		},
		{
			body: {
				type: 'image.errored',
				payload: {
					id: unique,
					status: 'error',
					downloads: [],
					error: { code: 'no_source_face', message: 'Please use an image with a detectable face' },
				},
			},
			expected: {
				event: 'image.errored',
				status: 'failed',
				jobId: unique,
				error: 'Please use an image with a detectable face',
			},
		},
		{
			body: { type: 'video.started', payload: { id: unique, status: 'rendering', downloads: [], error: null } },
			expected: { event: 'video.started', status: 'started', jobId: unique },
		},
	],
});

export const synthesia = inTwoHeaders('synthesia-signature', 'synthesia-timestamp', {
	value: 'synthesia',
	retry: { deadline: 6, delays: [300, 300], afterRefusal: true },
	deliveries: (unique, now) => {
		const data = { id: unique, title: 'Hello, World!', visibility: 'private', lastUpdatedAt: seconds(now) };
		return [
			{
				body: {
					type: 'video.completed',
					data: {
						...data,
						status: 'complete',
						download: 'https://example.com/video.mp4',
						thumbnail: { image: 'https://example.com/image.jpg', gif: 'https://example.com/image.gif' },
					},
				},
				expected: {
					event: 'video.completed',
					status: 'completed',
					jobId: unique,
					id: `video.completed:${unique}`,
					results: [{ url: 'https://example.com/video.mp4', thumbnailUrl: 'https://example.com/image.jpg' }],
				},
			},
			{
				body: { type: 'video.failed', data: { ...data, status: 'rejected' } },
				expected: { event: 'video.failed', status: 'failed', jobId: unique, error: 'rejected' },
			},
			{
				body: { type: 'video.completed', data: { ...data, id: `${unique}e`, status: 'error' } },
				expected: { event: 'video.completed', status: 'failed', jobId: `${unique}e`, error: 'error' },
			},
		];
	},
});
