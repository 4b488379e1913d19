import { createHmac } from 'node:crypto';

import { type DocumentedDelivery, seconds, type SimulatedSender } from './sender.mts';

const KEY = 'C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

/** Signs `<id>.<timestamp>.<body>` and sends the signature as base64 behind its version. */
function standardWebhooks(
	sender: Pick<SimulatedSender, 'value' | 'deliveries' | 'retry'>,
	key: 'base64' | 'text' = 'base64',
	headers = 'webhook',
): SimulatedSender {
	return {
		...sender,
		secret: key === 'text' ? `FPSX${KEY}` : `whsec_${KEY}`,
		timed: true,
		signatureHeader: `${headers}-signature`,
		sign(body, { id, now }, secret) {
			const bytes = key === 'text' ? secret : Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
			const timestamp = String(seconds(now));
			const signature = createHmac('sha256', bytes).update(`${id}.${timestamp}.`).update(body).digest('base64');
			return {
				[`${headers}-id`]: id,
				[`${headers}-timestamp`]: timestamp,
				[`${headers}-signature`]: `v1,${signature}`,
			};
		},
	};
}

const prediction = (unique: string, now: Date, fields: object): DocumentedDelivery['body'] => ({
	id: unique,
	model: 'black-forest-labs/flux-kontext-pro',
	version: 'hidden',
	input: { prompt: 'Change hair color to black', image: 'https://example.com/input.png' },
	output: null,
	error: null,
	logs: 'Using seed: 7710683',
	metrics: { predict_time: 5.2 },
	created_at: now.toISOString(),
	started_at: now.toISOString().replace('Z', '427877Z'),
	completed_at: now.toISOString().replace('Z', '588891Z'),
	urls: { get: `https://api.replicate.com/v1/predictions/${unique}`, cancel: 'https://api.replicate.com/cancel' },
	webhook: 'https://example.com/webhook',
	...fields,
});

export const replicate = standardWebhooks({
	value: 'replicate',
	retry: { deadline: 10, delays: [4, 8, 16, 32], afterRefusal: true },
	deliveries: (unique, now) => [
		{
			body: prediction(unique, now, { status: 'succeeded', output: 'https://replicate.delivery/xezq/out.png' }),
			expected: {
				event: 'succeeded',
				status: 'completed',
				jobId: unique,
				results: [{ url: 'https://replicate.delivery/xezq/out.png' }],
			},
		},
		{
			body: prediction(`${unique}l`, now, {
				status: 'succeeded',
				output: [
					{ image: 'https://replicate.delivery/a.png', mask: 'https://replicate.delivery/b.png' },
					'data:image/png;base64,AAAA',
				],
			}),
			expected: {
				event: 'succeeded',
				status: 'completed',
				jobId: `${unique}l`,
				results: [
					{ url: 'https://replicate.delivery/a.png' },
					{ url: 'https://replicate.delivery/b.png' },
					{ url: 'data:image/png;base64,AAAA' },
				],
			},
		},
		{
			body: prediction(`${unique}t`, now, { status: 'succeeded', output: ['Once', ' upon', ' a time'] }),
			expected: { event: 'succeeded', status: 'completed', jobId: `${unique}t` },
		},
		{
			body: prediction(`${unique}f`, now, { status: 'failed', error: 'Prediction failed: CUDA out of memory' }),
			expected: {
				event: 'failed',
				status: 'failed',
				jobId: `${unique}f`,
				error: 'Prediction failed: CUDA out of memory',
			},
		},
		{
			body: prediction(`${unique}c`, now, { status: 'canceled' }),
			expected: { event: 'canceled', status: 'failed', jobId: `${unique}c`, error: 'canceled' },
		},
		{
			body: prediction(`${unique}a`, now, { status: 'aborted', started_at: null, completed_at: null }),
			expected: { event: 'aborted', status: 'failed', jobId: `${unique}a`, error: 'aborted' },
		},
		{
			body: prediction(`${unique}s`, now, { status: 'starting', started_at: null, completed_at: null }),
			expected: { event: 'starting', status: 'started', jobId: `${unique}s` },
		},
		{
			body: prediction(`${unique}p`, now, { status: 'processing', completed_at: null }),
			expected: { event: 'processing', status: 'progress', jobId: `${unique}p` },
		},
	],
});

const openAiEvent = (unique: string, now: Date, type: string, data: object) => ({
	id: `evt_${unique}_${type}`,
	object: 'event',
	created_at: seconds(now),
	type,
	data,
});

export const openAi = standardWebhooks({
	value: 'openAi',
	retry: { deadline: 10, delays: [5, 60, 600], afterRefusal: true },
	deliveries: (unique, now) => [
		{
			body: openAiEvent(unique, now, 'response.completed', { id: 'resp_123' }),
			expected: {
				event: 'response.completed',
				status: 'completed',
				jobId: 'resp_123',
				id: `evt_${unique}_response.completed`,
			},
		},
		{
			body: openAiEvent(unique, now, 'batch.expired', { id: 'batch_1' }),
			expected: { event: 'batch.expired', status: 'failed', jobId: 'batch_1', error: 'expired' },
		},
		{
			body: openAiEvent(unique, now, 'eval.run.canceled', { id: 'evalrun_1' }),
			expected: { event: 'eval.run.canceled', status: 'failed', jobId: 'evalrun_1', error: 'canceled' },
		},
		{
			body: openAiEvent(unique, now, 'video.completed', { id: 'video_abc123' }),
			expected: { event: 'video.completed', status: 'completed', jobId: 'video_abc123' },
		},
		{
			body: openAiEvent(unique, now, 'realtime.call.incoming', { call_id: 'rtc_123', sip_headers: [] }),
			expected: { event: 'realtime.call.incoming', status: 'info', jobId: 'rtc_123' },
		},
	],
});

export const gemini = standardWebhooks({
	value: 'gemini',
	retry: { deadline: 10, delays: [5, 60, 600], afterRefusal: true },
	deliveries: (unique, now) => [
		{
			body: {
				type: 'video.generated',
				version: 'v1',
				timestamp: now.toISOString(),
				data: {
					id: unique,
					output_file_uri: 'https://generativelanguage.googleapis.com/v1beta/files/abc123:download?alt=media',
					file_name: 'files/abc123',
				},
			},
			expected: {
				event: 'video.generated',
				status: 'completed',
				jobId: unique,
				results: [
					{
						url: 'https://generativelanguage.googleapis.com/v1beta/files/abc123:download?alt=media',
						assetId: 'files/abc123',
					},
				],
			},
		},
		{
			body: {
				type: 'batch.succeeded',
				version: 'v1',
				timestamp: now.toISOString(),
				data: { id: unique, output_file_uri: 'gs://my-bucket/results.jsonl' },
			},
			expected: {
				event: 'batch.succeeded',
				status: 'completed',
				jobId: unique,
				results: [{ assetId: 'gs://my-bucket/results.jsonl' }],
			},
		},
		{
			body: {
				type: 'batch.failed',
				version: 'v1',
				timestamp: now.toISOString(),
				data: { id: unique, error_code: 'INTERNAL', error_message: 'Something broke' },
			},
			expected: { event: 'batch.failed', status: 'failed', jobId: unique, error: 'Something broke' },
		},
	],
});

const request = (unique: string, fields: object) => ({
	request_id: unique,
	status_url: `https://platform.higgsfield.ai/requests/${unique}/status`,
	cancel_url: `https://platform.higgsfield.ai/requests/${unique}/cancel`,
	...fields,
});

export const higgsfield = standardWebhooks({
	value: 'higgsfield',
	retry: { deadline: 10, delays: [5, 30, 120], afterRefusal: false },
	deliveries: (unique) => [
		{
			body: request(unique, { status: 'completed', images: [{ url: 'https://images.url/example' }] }),
			expected: {
				event: 'completed',
				status: 'completed',
				jobId: unique,
				results: [{ url: 'https://images.url/example' }],
			},
		},
		{
			body: request(unique, { status: 'completed', video: { url: 'https://video.url/example' } }),
			expected: {
				event: 'completed',
				status: 'completed',
				jobId: unique,
				results: [{ url: 'https://video.url/example' }],
			},
		},
		{
			body: request(unique, { status: 'failed', error: 'Generation fail message' }),
			expected: { event: 'failed', status: 'failed', jobId: unique, error: 'Generation fail message' },
		},
		{
			body: request(unique, { status: 'nsfw' }),
			expected: { event: 'nsfw', status: 'failed', jobId: unique, error: 'nsfw' },
		},
	],
});

export const freepik = standardWebhooks(
	{
		value: 'freepik',
		retry: { deadline: 10, delays: [], afterRefusal: false },
		deliveries: (unique) => [
			{
				body: { task_id: unique, status: 'COMPLETED', generated: ['https://cdn-magnific.freepik.com/a.png'], has_nsfw: [false] },
				expected: {
					event: 'COMPLETED',
					status: 'completed',
					jobId: unique,
					results: [{ url: 'https://cdn-magnific.freepik.com/a.png' }],
					id: `${unique}:COMPLETED`,
				},
			},
			{
				body: { data: { task_id: unique, status: 'FAILED', generated: [] } },
				expected: { event: 'FAILED', status: 'failed', jobId: unique, error: 'FAILED', id: `${unique}:FAILED` },
			},
			{
				body: { task_id: unique, status: 'IN_PROGRESS', generated: [] },
				expected: { event: 'IN_PROGRESS', status: 'progress', jobId: unique },
			},
		],
	},
	'text',
);

const anyService = (headers: string): SimulatedSender =>
	standardWebhooks(
		{
			value: 'standardWebhooks',
			retry: { deadline: 15, delays: [5, 300, 1800], afterRefusal: true },
			deliveries: (unique, now) => [
				{
					body: {
						type: 'contact.created',
						timestamp: now.toISOString(),
						data: { id: unique, type: 'contact', created: now.toISOString() },
					},
					expected: { event: 'contact.created', status: 'info', jobId: unique },
				},
				{
					body: { type: 'transcode.failed', timestamp: now.toISOString(), data: { id: unique, error: 'No such file' } },
					expected: { event: 'transcode.failed', status: 'failed', jobId: unique, error: 'No such file' },
				},
				{
					body: { event_type: 'render.completed', data: { id: unique } },
					expected: { event: 'render.completed', status: 'completed', jobId: unique },
				},
			],
		},
		'base64',
		headers,
	);

export const anyStandardWebhooks = anyService('webhook');

/** The standard under the header names of Svix. */
export const svix = anyService('svix');
