import { createHmac } from 'node:crypto';

import {
	type Details,
	documented,
	links,
	type Outcome,
	seconds,
	type Signing,
	type SimulatedSender,
} from './sender.mts';

const KEY = 'C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

/** Signs `<id>.<timestamp>.<body>` and sends the signature as base64 behind its version. */
const standardWebhooks = (key: 'base64' | 'text' = 'base64', headers = 'webhook'): Signing => ({
	secret: key === 'text' ? `FPSX${KEY}` : `whsec_${KEY}`,
	timed: true,
	signatureHeader: `${headers}-signature`,
	sign(body, { id, now }, secret) {
		const bytes = key === 'text' ? secret : Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
		const timestamp = String(seconds(now));
		const signature = createHmac('sha256', bytes).update(`${id}.${timestamp}.`).update(body).digest('base64');
		return { [`${headers}-id`]: id, [`${headers}-timestamp`]: timestamp, [`${headers}-signature`]: `v1,${signature}` };
	},
});

const anyService: SimulatedSender = {
	...standardWebhooks(),
	value: 'standardWebhooks',
	retry: { deadline: 15, delays: [5, 300, 1800], afterRefusal: true },
	deliveries(unique, now) {
		const timestamp = now.toISOString();
		const event = (outcome: Outcome, type: string, data: object, details?: Details) =>
			documented(outcome, type, unique, { type, timestamp, data: { id: unique, ...data } }, details);
		return [
			event('info', 'contact.created', { type: 'contact', created: timestamp }),
			event('failed', 'transcode.failed', { error: 'No such file' }, { error: 'No such file' }),
			documented('completed', 'render.completed', unique, { event_type: 'render.completed', data: { id: unique } }),
		];
	},
};

/** The standard under the header names of Svix. */
export const svix: SimulatedSender = { ...anyService, ...standardWebhooks('base64', 'svix') };

/** Those that sign as Standard Webhooks says. */
export const standardSenders: SimulatedSender[] = [
	anyService,
	{
		...standardWebhooks(),
		value: 'replicate',
		retry: { deadline: 10, delays: [4, 8, 16, 32], afterRefusal: true },
		deliveries(unique, now) {
			const usual = {
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
				webhook: 'https://example.com/webhook',
			};
			const prediction = (outcome: Outcome, status: string, id: string, fields: object = {}, details?: Details) => {
				const urls = {
					get: `https://api.replicate.com/v1/predictions/${id}`,
					cancel: 'https://api.replicate.com/cancel',
				};
				return documented(outcome, status, id, { id, ...usual, urls, status, ...fields }, details);
			};
			const url = 'https://replicate.delivery/xezq/out.png';
			const [image, mask] = ['https://replicate.delivery/a.png', 'https://replicate.delivery/b.png'];
			const data = 'data:image/png;base64,AAAA';
			const error = 'Prediction failed: CUDA out of memory';
			return [
				prediction('completed', 'succeeded', unique, { output: url }, { results: links(url) }),
				prediction(
					'completed',
					'succeeded',
					`${unique}l`,
					{ output: [{ image, mask }, data] },
					{ results: links(image, mask, data) },
				),
				prediction('completed', 'succeeded', `${unique}t`, { output: ['Once', ' upon', ' a time'] }),
				prediction('failed', 'failed', `${unique}f`, { error }, { error }),
				prediction('failed', 'canceled', `${unique}c`, {}, { error: 'canceled' }),
				prediction('failed', 'aborted', `${unique}a`, { started_at: null, completed_at: null }, { error: 'aborted' }),
				prediction('started', 'starting', `${unique}s`, { started_at: null, completed_at: null }),
				prediction('progress', 'processing', `${unique}p`, { completed_at: null }),
			];
		},
	},
	{
		...standardWebhooks(),
		value: 'openAi',
		retry: { deadline: 10, delays: [5, 60, 600], afterRefusal: true },
		deliveries(unique, now) {
			const created_at = seconds(now);
			const event = (outcome: Outcome, type: string, jobId: string, data: object, details?: Details) =>
				documented(
					outcome,
					type,
					jobId,
					{ id: `evt_${unique}_${type}`, object: 'event', created_at, type, data },
					details,
				);
			return [
				event(
					'completed',
					'response.completed',
					'resp_123',
					{ id: 'resp_123' },
					{ id: `evt_${unique}_response.completed` },
				),
				event('failed', 'batch.expired', 'batch_1', { id: 'batch_1' }, { error: 'expired' }),
				event('failed', 'eval.run.canceled', 'evalrun_1', { id: 'evalrun_1' }, { error: 'canceled' }),
				event('completed', 'video.completed', 'video_abc123', { id: 'video_abc123' }),
				event('info', 'realtime.call.incoming', 'rtc_123', { call_id: 'rtc_123', sip_headers: [] }),
			];
		},
	},
	{
		...standardWebhooks(),
		value: 'gemini',
		retry: { deadline: 10, delays: [5, 60, 600], afterRefusal: true },
		deliveries(unique, now) {
			const timestamp = now.toISOString();
			const event = (outcome: Outcome, type: string, data: object, details: Details) =>
				documented(outcome, type, unique, { type, version: 'v1', timestamp, data: { id: unique, ...data } }, details);
			const url = 'https://generativelanguage.googleapis.com/v1beta/files/abc123:download?alt=media';
			const [file, batch] = ['files/abc123', 'gs://my-bucket/results.jsonl'];
			return [
				event(
					'completed',
					'video.generated',
					{ output_file_uri: url, file_name: file },
					{ results: [{ url, assetId: file }] },
				),
				event('completed', 'batch.succeeded', { output_file_uri: batch }, { results: [{ assetId: batch }] }),
				event(
					'failed',
					'batch.failed',
					{ error_code: 'INTERNAL', error_message: 'Something broke' },
					{ error: 'Something broke' },
				),
			];
		},
	},
	{
		...standardWebhooks(),
		value: 'higgsfield',
		retry: { deadline: 10, delays: [5, 30, 120], afterRefusal: false },
		deliveries(unique) {
			const at = `https://platform.higgsfield.ai/requests/${unique}`;
			const usual = { request_id: unique, status_url: `${at}/status`, cancel_url: `${at}/cancel` };
			const request = (outcome: Outcome, status: string, fields: object, details: Details) =>
				documented(outcome, status, unique, { ...usual, status, ...fields }, details);
			const [image, video] = ['https://images.url/example', 'https://video.url/example'];
			return [
				request('completed', 'completed', { images: [{ url: image }] }, { results: links(image) }),
				request('completed', 'completed', { video: { url: video } }, { results: links(video) }),
				request('failed', 'failed', { error: 'Generation fail message' }, { error: 'Generation fail message' }),
				request('failed', 'nsfw', {}, { error: 'nsfw' }),
			];
		},
	},
	{
		...standardWebhooks('text'),
		value: 'freepik',
		retry: { deadline: 10, delays: [], afterRefusal: false },
		deliveries(unique) {
			const url = 'https://cdn-magnific.freepik.com/a.png';
			const image = { task_id: unique, status: 'COMPLETED', generated: [url], has_nsfw: [false] };
			const failure = { task_id: unique, status: 'FAILED', generated: [] };
			return [
				documented('completed', 'COMPLETED', unique, image, { results: links(url), id: `${unique}:COMPLETED` }),
				documented('failed', 'FAILED', unique, { data: failure }, { error: 'FAILED', id: `${unique}:FAILED` }),
				documented('progress', 'IN_PROGRESS', unique, { task_id: unique, status: 'IN_PROGRESS', generated: [] }),
			];
		},
	},
];
