import { createHmac } from 'node:crypto';

import { seconds, type SimulatedSender } from './sender.mts';

const SECRET = 'whsec_dGVzdC1zZWNyZXQtMTIzNDU2Nzg5MA';

const hex = (secret: string, body: Buffer): string => createHmac('sha256', secret).update(body).digest('hex');

/** The headers besides the signature are not signed. */
export const heyGen: SimulatedSender = {
	value: 'heyGen',
	secret: SECRET,
	timed: false,
	signatureHeader: 'heygen-signature',
	sign: (body, { id, now }, secret) => ({
		'heygen-signature': hex(secret, body),
		'heygen-timestamp': String(seconds(now)),
		'heygen-event-id': id,
	}),
	retry: { deadline: 10, delays: [10, 60, 600], afterRefusal: true },
	deliveries: (unique) => [
		{
			body: {
				event_type: 'avatar_video.success',
				event_data: {
					video_id: unique,
					url: 'https://files.heygen.ai/video.mp4',
					gif_download_url: 'https://files.heygen.ai/preview.gif',
					video_share_page_url: 'https://app.heygen.com/share/1',
					folder_id: null,
					callback_id: 'callback_1',
				},
			},
			expected: {
				event: 'avatar_video.success',
				status: 'completed',
				jobId: unique,
				id: `avatar_video.success:${unique}`,
				results: [{ url: 'https://files.heygen.ai/video.mp4', thumbnailUrl: 'https://files.heygen.ai/preview.gif' }],
			},
		},
		{
			body: { event_type: 'avatar_video.fail', event_data: { video_id: unique, msg: 'Out of credits' } },
			expected: { event: 'avatar_video.fail', status: 'failed', jobId: unique, error: 'Out of credits' },
		},
		{
			body: {
				event_type: 'video_translate.success',
				event_data: { video_translate_id: unique, url: 'https://files.heygen.ai/es.mp4', output_language: 'es-ES' },
			},
			expected: {
				event: 'video_translate.success',
				status: 'completed',
				jobId: unique,
				results: [{ url: 'https://files.heygen.ai/es.mp4' }],
			},
		},
	],
};

/** As its documentation says; no delivery has been seen. */
export const blackForestLabs: SimulatedSender = {
	value: 'blackForestLabs',
	secret: SECRET,
	timed: false,
	signatureHeader: 'x-bfl-signature',
	sign: (body, _delivery, secret) => ({ 'x-bfl-signature': `sha256=${hex(secret, body)}` }),
	retry: { deadline: 30, delays: [1, 5, 30], afterRefusal: true },
	deliveries: (unique, now) => [
		{
			body: {
				id: unique,
				status: 'Ready',
				result: { sample: 'https://bfldeliveryprod.blob.core.windows.net/results/1', seed: 1234567890 },
				timestamp: now.toISOString(),
			},
			expected: {
				event: 'Ready',
				status: 'completed',
				jobId: unique,
				id: `${unique}:Ready`,
				results: [{ url: 'https://bfldeliveryprod.blob.core.windows.net/results/1' }],
			},
		},
		{
			body: {
				id: unique,
				status: 'Error',
				error: 'content_policy_violation',
				message: 'The prompt violated content policy',
				timestamp: now.toISOString(),
			},
			expected: {
				event: 'Error',
				status: 'failed',
				jobId: unique,
				error: 'The prompt violated content policy',
			},
		},
		{
			body: { task_id: unique, status: 'SUCCESS', result: { sample: 'https://example.com/a.jpg', seed: 1 } },
			expected: {
				event: 'SUCCESS',
				status: 'completed',
				jobId: unique,
				results: [{ url: 'https://example.com/a.jpg' }],
			},
		},
	],
};
