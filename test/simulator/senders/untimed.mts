import { type Details, documented, hexSigning, links, type Outcome, type SimulatedSender } from './sender.mts';

/** Those that sign the body alone. */
export const untimedSenders: SimulatedSender[] = [
	{
		// The headers besides the signature are not signed.
		...hexSigning('heygen-signature', false, (signature, timestamp, id) => ({
			'heygen-signature': signature,
			'heygen-timestamp': timestamp,
			'heygen-event-id': id,
		})),
		value: 'heyGen',
		retry: { deadline: 10, delays: [10, 60, 600], afterRefusal: true },
		deliveries(unique) {
			const event = (outcome: Outcome, event_type: string, event_data: object, details: Details) =>
				documented(outcome, event_type, unique, { event_type, event_data }, details);
			const at = (file: string) => `https://files.heygen.ai/${file}`;
			const video = {
				video_id: unique,
				url: at('video.mp4'),
				gif_download_url: at('preview.gif'),
				video_share_page_url: 'https://app.heygen.com/share/1',
				folder_id: null,
				callback_id: 'callback_1',
			};
			const translation = { video_translate_id: unique, url: at('es.mp4'), output_language: 'es-ES' };
			const results = [{ url: at('video.mp4'), thumbnailUrl: at('preview.gif') }];
			return [
				event('completed', 'avatar_video.success', video, { id: `avatar_video.success:${unique}`, results }),
				event('failed', 'avatar_video.fail', { video_id: unique, msg: 'Out of credits' }, { error: 'Out of credits' }),
				event('completed', 'video_translate.success', translation, { results: links(at('es.mp4')) }),
			];
		},
	},
	// As its documentation says; no delivery has been seen.
	{
		...hexSigning('x-bfl-signature', false, (signature) => ({ 'x-bfl-signature': `sha256=${signature}` })),
		value: 'blackForestLabs',
		retry: { deadline: 30, delays: [1, 5, 30], afterRefusal: true },
		deliveries(unique, now) {
			const timestamp = now.toISOString();
			const [url, image] = ['https://bfldeliveryprod.blob.core.windows.net/results/1', 'https://example.com/a.jpg'];
			const ready = { id: unique, status: 'Ready', result: { sample: url, seed: 1234567890 }, timestamp };
			const [error, message] = ['content_policy_violation', 'The prompt violated content policy'];
			const success = { task_id: unique, status: 'SUCCESS', result: { sample: image, seed: 1 } };
			return [
				documented('completed', 'Ready', unique, ready, { id: `${unique}:Ready`, results: links(url) }),
				documented('failed', 'Error', unique, { id: unique, status: 'Error', error, message, timestamp }, { error: message }),
				documented('completed', 'SUCCESS', unique, success, { results: links(image) }),
			];
		},
	},
];
