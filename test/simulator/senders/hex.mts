import { type Details, documented, hexSigning, links, type Outcome, seconds, type SimulatedSender } from './sender.mts';

/** The timestamp and the signature are in one header. */
const inOneHeader = (header: string, key: string) =>
	hexSigning(header, true, (signature, timestamp) => ({ [header]: `t=${timestamp},${key}=${signature}` }));

/** The timestamp has a header of its own. */
const inTwoHeaders = (header: string, timestampHeader: string) =>
	hexSigning(header, true, (signature, timestamp) => ({ [timestampHeader]: timestamp, [header]: signature }));

/** Those that send an HMAC in hex, of a timestamp and the body or of the body alone. */
export const hexSenders: SimulatedSender[] = [
	{
		...inOneHeader('mux-signature', 'v1'),
		value: 'mux',
		retry: { deadline: 5, delays: [10, 60, 600], afterRefusal: true },
		deliveries(unique, now) {
			const created_at = now.toISOString().replace('Z', '000Z');
			const usual = { created_at, environment: { name: 'Production', id: 'env_1' }, attempts: [], request_id: null };
			const event = (outcome: Outcome, type: string, kind: string, id: string, data: object, details?: Details) =>
				documented(
					outcome,
					type,
					id,
					{ ...usual, type, id: `${unique}-${type}`, object: { type: kind, id }, data },
					details,
				);
			const playback_ids = [
				{ id: 'pb_1', policy: 'public' },
				{ id: 'pb_2', policy: 'signed' },
			];
			const [url, thumbnailUrl] = ['https://stream.mux.com/pb_1.m3u8', 'https://image.mux.com/pb_1/thumbnail.jpg'];
			const [ready, assetId] = [{ id: 'asset_1', status: 'ready', playback_ids }, 'asset_1'];
			const errors = { type: 'invalid_input', messages: ['Input file could not be read'] };
			const unread = { error: 'invalid_input: Input file could not be read' };
			const track = { id: 'track_1', asset_id: assetId };
			const [type, error] = ['robots.job.summarize.errored', 'internal: No speech'];
			const summary = { id: 'job_1', errors: [{ type: 'internal', message: 'No speech' }] };
			const id = `${unique}-video.asset.ready`;
			return [
				event('completed', 'video.asset.ready', 'asset', 'asset_1', ready, {
					id,
					results: [{ url, thumbnailUrl, assetId }],
				}),
				event(
					'failed',
					'video.asset.errored',
					'asset',
					'asset_2',
					{ id: 'asset_2', status: 'errored', errors },
					unread,
				),
				event('completed', 'video.asset.track.ready', 'track', 'track_1', track, { results: [{ assetId }] }),
				event('info', 'video.live_stream.active', 'live', 'live_1', { id: 'live_1' }),
				event('failed', type, 'job', 'job_1', { [type]: summary }, { error }),
			];
		},
	},
	{
		...inOneHeader('elevenlabs-signature', 'v0'),
		value: 'elevenLabs',
		retry: { deadline: 10, delays: [60, 300, 600, 1200], afterRefusal: false },
		deliveries(unique, now) {
			const call = (outcome: Outcome, type: string, event_timestamp: number | string, data: object, details: Details) =>
				documented(
					outcome,
					type,
					unique,
					{ type, event_timestamp, data: { conversation_id: unique, ...data } },
					details,
				);
			const identified = (type: string) => ({ id: `${type}:${unique}` });
			const said = { language_code: 'en', text: 'Hello' };
			const [type, at] = ['speech_to_text_transcription', seconds(now)];
			const attempt = { recording_transcription_attempt_id: 123 };
			const transcript = { agent_id: 'xyz', status: 'done', transcript: [] };
			const audio = { agent_id: 'xyz', full_audio: 'SUQzBAAAAAAA' };
			const failure = { agent_id: 'agent_1', failure_reason: 'busy' };
			return [
				call('completed', 'post_call_transcription', at, transcript, identified('post_call_transcription')),
				call('completed', 'post_call_audio', at, audio, identified('post_call_audio')),
				documented('completed', type, unique, {
					type,
					data: { request_id: unique, webhook_metadata: attempt, transcription: said },
				}),
				documented(
					'completed',
					'speech_to_text',
					unique,
					{ ...said, transcription_id: unique },
					identified('speech_to_text'),
				),
				call('failed', 'call_initiation_failure', String(at), failure, { error: 'busy' }),
			];
		},
	},
	{
		...inOneHeader('tl-signature', 'v1'),
		value: 'twelveLabs',
		retry: { deadline: 10, delays: [10, 60], afterRefusal: true },
		deliveries(unique, now) {
			const [created_at, inFull] = [now.toISOString(), now.toISOString().replace('Z', '553+00:00')];
			const ready = { id: 'task_1', metadata: { duration: 30 }, status: 'ready', tags: ['tag1'] };
			const failure = { id: 'task_1', status: 'failed' };
			const event = (outcome: Outcome, type: string, fields: object, details: Details) =>
				documented(outcome, type, 'task_1', { type, ...fields }, details);
			return [
				event(
					'completed',
					'index.task.ready',
					{ id: `whe_${unique}`, created_at: inFull, data: ready },
					{ id: `whe_${unique}` },
				),
				event('failed', 'index.task.failed', { id: `whe_${unique}f`, created_at, data: failure }, { error: 'failed' }),
			];
		},
	},
	{
		...inOneHeader('sync-signature', 'v1'),
		value: 'syncSo',
		retry: { deadline: 10, delays: [], afterRefusal: false },
		deliveries(unique, now) {
			const generation = (outcome: Outcome, status: string, fields: object, details: Details) =>
				documented(outcome, status, unique, { id: unique, status, ...fields }, details);
			const [outputUrl, segmentOutputUrl] = ['https://example.com/out.mp4', 'https://example.com/segment.mp4'];
			const input = [{ type: 'video', url: 'https://example.com/in.mp4' }];
			const job = { createdAt: now.toISOString(), model: 'lipsync-2', input };
			const results = links(outputUrl, segmentOutputUrl);
			const [error, error_code] = ['An unexpected error occurred.', 'generation_internal_error'];
			return [
				generation(
					'completed',
					'COMPLETED',
					{ ...job, outputUrl, segmentOutputUrl },
					{ id: `${unique}:COMPLETED`, results },
				),
				generation('failed', 'FAILED', { outputUrl: null, error, error_code }, { error: `${error} (${error_code})` }),
				generation('failed', 'REJECTED', { outputUrl: null }, { error: 'REJECTED' }),
			];
		},
	},
	{
		...inTwoHeaders('magic-hour-event-signature', 'magic-hour-event-timestamp'),
		value: 'magicHour',
		retry: { deadline: 10, delays: [1, 2, 4, 8], afterRefusal: true },
		deliveries(unique) {
			const event = (outcome: Outcome, type: string, payload: object, details?: Details) =>
				documented(
					outcome,
					type,
					unique,
					{ type, payload: { id: unique, downloads: [], error: null, ...payload } },
					details,
				);
			const url = 'https://videos.magichour.ai/output.mp4';
			const video = {
				status: 'complete',
				type: 'ANIMATION',
				downloads: [{ url, expires_at: '2024-10-19T05:16:19.027Z' }],
			};
			const message = 'Please use an image with a detectable face';
			return [
				event('completed', 'video.completed', video, { id: `${unique}:video.completed`, results: links(url) }),
				event(
					'failed',
					'image.errored',
					{ status: 'error', error: { code: 'no_source_face', message } },
					{ error: message },
				),
				event('started', 'video.started', { status: 'rendering' }),
			];
		},
	},
	{
		...inTwoHeaders('synthesia-signature', 'synthesia-timestamp'),
		value: 'synthesia',
		retry: { deadline: 6, delays: [300, 300], afterRefusal: true },
		deliveries(unique, now) {
			const video = (outcome: Outcome, type: string, id: string, data: object, details: Details) => {
				const fields = { id, title: 'Hello, World!', visibility: 'private', lastUpdatedAt: seconds(now) };
				return documented(outcome, type, id, { type, data: { ...fields, ...data } }, details);
			};
			const [download, image, gif] = ['video.mp4', 'image.jpg', 'image.gif'].map(
				(file) => `https://example.com/${file}`,
			);
			const complete = { status: 'complete', download, thumbnail: { image, gif } };
			const results = [{ url: download, thumbnailUrl: image }];
			return [
				video('completed', 'video.completed', unique, complete, { id: `video.completed:${unique}`, results }),
				video('failed', 'video.failed', unique, { status: 'rejected' }, { error: 'rejected' }),
				video('failed', 'video.completed', `${unique}e`, { status: 'error' }, { error: 'error' }),
			];
		},
	},
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
				documented(
					'failed',
					'Error',
					unique,
					{ id: unique, status: 'Error', error, message, timestamp },
					{ error: message },
				),
				documented('completed', 'SUCCESS', unique, success, { results: links(image) }),
			];
		},
	},
];
