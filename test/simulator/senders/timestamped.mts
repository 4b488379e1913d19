import { completed, type Details, failed, info, links, type Outcome, started } from './documented.mts';
import { hexSigning, seconds, type Signing, type SimulatedSender } from './sender.mts';

/** The timestamp and the signature are in one header. */
const inOneHeader = (header: string, key: string): Signing =>
	hexSigning(header, true, (signature, timestamp) => ({ [header]: `t=${timestamp},${key}=${signature}` }));

/** The timestamp has a header of its own. */
const inTwoHeaders = (header: string, timestampHeader: string): Signing =>
	hexSigning(header, true, (signature, timestamp) => ({ [timestampHeader]: timestamp, [header]: signature }));

/** Those that sign a timestamp beside the body. */
export const timedSenders: SimulatedSender[] = [
	{
		...inOneHeader('mux-signature', 'v1'),
		value: 'mux',
		retry: { deadline: 5, delays: [10, 60, 600], afterRefusal: true },
		deliveries(unique, now) {
			const created_at = now.toISOString().replace('Z', '000Z');
			const usual = { created_at, environment: { name: 'Production', id: 'env_1' }, attempts: [], request_id: null };
			const event = (outcome: Outcome, type: string, kind: string, id: string, data: object, details?: Details) =>
				outcome(type, id, { ...usual, type, id: `${unique}-${type}`, object: { type: kind, id }, data }, details);
			const playback_ids = [
				{ id: 'pb_1', policy: 'public' },
				{ id: 'pb_2', policy: 'signed' },
			];
			const [url, thumbnailUrl] = ['https://stream.mux.com/pb_1.m3u8', 'https://image.mux.com/pb_1/thumbnail.jpg'];
			const errors = { type: 'invalid_input', messages: ['Input file could not be read'] };
			const summary = { id: 'job_1', errors: [{ type: 'internal', message: 'No speech' }] };
			return [
				event(completed, 'video.asset.ready', 'asset', 'asset_1', { id: 'asset_1', status: 'ready', playback_ids }, {
					id: `${unique}-video.asset.ready`,
					results: [{ url, thumbnailUrl, assetId: 'asset_1' }],
				}),
				event(failed, 'video.asset.errored', 'asset', 'asset_2', { id: 'asset_2', status: 'errored', errors }, {
					error: 'invalid_input: Input file could not be read',
				}),
				event(completed, 'video.asset.track.ready', 'track', 'track_1', { id: 'track_1', asset_id: 'asset_1' }, {
					results: [{ assetId: 'asset_1' }],
				}),
				event(info, 'video.live_stream.active', 'live', 'live_1', { id: 'live_1' }),
				event(failed, 'robots.job.summarize.errored', 'job', 'job_1', { 'robots.job.summarize.errored': summary }, {
					error: 'internal: No speech',
				}),
			];
		},
	},
	{
		...inOneHeader('elevenlabs-signature', 'v0'),
		value: 'elevenLabs',
		retry: { deadline: 10, delays: [60, 300, 600, 1200], afterRefusal: false },
		deliveries(unique, now) {
			const call = (outcome: Outcome, type: string, event_timestamp: number | string, data: object, details: Details) =>
				outcome(type, unique, { type, event_timestamp, data: { conversation_id: unique, ...data } }, details);
			const transcription = {
				request_id: unique,
				webhook_metadata: { recording_transcription_attempt_id: 123 },
				transcription: { language_code: 'en', text: 'Hello' },
			};
			return [
				call(completed, 'post_call_transcription', seconds(now), { agent_id: 'xyz', status: 'done', transcript: [] }, {
					id: `post_call_transcription:${unique}`,
				}),
				call(completed, 'post_call_audio', seconds(now), { agent_id: 'xyz', full_audio: 'SUQzBAAAAAAA' }, {
					id: `post_call_audio:${unique}`,
				}),
				completed('speech_to_text_transcription', unique, { type: 'speech_to_text_transcription', data: transcription }),
				completed('speech_to_text', unique, { language_code: 'en', text: 'Hello', transcription_id: unique }, {
					id: `speech_to_text:${unique}`,
				}),
				call(failed, 'call_initiation_failure', String(seconds(now)), { agent_id: 'agent_1', failure_reason: 'busy' }, {
					error: 'busy',
				}),
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
				outcome(type, 'task_1', { type, ...fields }, details);
			return [
				event(completed, 'index.task.ready', { id: `whe_${unique}`, created_at: inFull, data: ready }, { id: `whe_${unique}` }),
				event(failed, 'index.task.failed', { id: `whe_${unique}f`, created_at, data: failure }, { error: 'failed' }),
			];
		},
	},
	{
		...inOneHeader('sync-signature', 'v1'),
		value: 'syncSo',
		retry: { deadline: 10, delays: [], afterRefusal: false },
		deliveries(unique, now) {
			const generation = (outcome: Outcome, status: string, fields: object, details: Details) =>
				outcome(status, unique, { id: unique, status, ...fields }, details);
			const [outputUrl, segmentOutputUrl] = ['https://example.com/out.mp4', 'https://example.com/segment.mp4'];
			const input = [{ type: 'video', url: 'https://example.com/in.mp4' }];
			const error = 'An unexpected error occurred.';
			return [
				generation(
					completed,
					'COMPLETED',
					{ createdAt: now.toISOString(), model: 'lipsync-2', input, outputUrl, segmentOutputUrl },
					{ id: `${unique}:COMPLETED`, results: links(outputUrl, segmentOutputUrl) },
				),
				generation(failed, 'FAILED', { outputUrl: null, error, error_code: 'generation_internal_error' }, {
					error: `${error} (generation_internal_error)`,
				}),
				generation(failed, 'REJECTED', { outputUrl: null }, { error: 'REJECTED' }),
			];
		},
	},
	{
		...inTwoHeaders('magic-hour-event-signature', 'magic-hour-event-timestamp'),
		value: 'magicHour',
		retry: { deadline: 10, delays: [1, 2, 4, 8], afterRefusal: true },
		deliveries(unique) {
			const event = (outcome: Outcome, type: string, payload: object, details?: Details) =>
				outcome(type, unique, { type, payload: { id: unique, downloads: [], error: null, ...payload } }, details);
			const url = 'https://videos.magichour.ai/output.mp4';
			const message = 'Please use an image with a detectable face';
			return [
				event(
					completed,
					'video.completed',
					{ status: 'complete', type: 'ANIMATION', downloads: [{ url, expires_at: '2024-10-19T05:16:19.027Z' }] },
					{ id: `${unique}:video.completed`, results: links(url) },
				),
				event(failed, 'image.errored', { status: 'error', error: { code: 'no_source_face', message } }, { error: message }),
				event(started, 'video.started', { status: 'rendering' }),
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
				return outcome(type, id, { type, data: { ...fields, ...data } }, details);
			};
			const [download, image, gif] = ['video.mp4', 'image.jpg', 'image.gif'].map((file) => `https://example.com/${file}`);
			return [
				video(
					completed,
					'video.completed',
					unique,
					{ status: 'complete', download, thumbnail: { image, gif } },
					{ id: `video.completed:${unique}`, results: [{ url: download, thumbnailUrl: image }] },
				),
				video(failed, 'video.failed', unique, { status: 'rejected' }, { error: 'rejected' }),
				video(failed, 'video.completed', `${unique}e`, { status: 'error' }, { error: 'error' }),
			];
		},
	},
];
