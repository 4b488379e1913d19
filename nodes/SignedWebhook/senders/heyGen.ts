import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus, GenerationResult } from '../../shared/event/event';
import { type JsonObject, toObject, toText } from '../../shared/util/json';
import { unixSeconds } from '../../shared/util/timestamp';
import { firstText, joinedIdentity, lookUp, toLink } from '../body-readers';
import { statusByName, eventAction } from '../../shared/event/status-words';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({ event_type: z.string(), event_data: z.looseObject({}) });

const event = (type: string, status: EventStatus, description: string) => ({
	description,
	status,
	schema,
	sample: (now: Date) => ({
		event_type: type,
		event_data: {
			video_id: `sample${now.getTime()}`,
			callback_id: 'sample',
			...(status === 'completed' && { url: 'https://example.com/video.mp4' }),
			...(status === 'failed' && { msg: 'The video could not be generated' }),
		},
	}),
});

/** HeyGen's products, by the first segment of the event's name. */
const works: ReadonlyArray<[string, string]> = [
	['avatar_video', 'avatar video'],
	['avatar_video_gif', 'preview GIF of an avatar video'],
	['avatar_video_caption', 'captioned avatar video'],
	['video_translate', 'video translation'],
	['instant_avatar', 'instant avatar'],
	['photo_avatar_generation', 'photo avatar'],
	['photo_avatar_train', 'training of a photo avatar'],
	['photo_avatar_add_motion', 'motion of a photo avatar'],
	['proofread_creation', 'proofread session'],
	['live_avatar', 'live avatar'],
	['video_agent', 'video of the video agent'],
	['hyperframes_video', 'Hyperframes video'],
	['ai_clipping', 'clipping job'],
];

const others: ReadonlyArray<[string, EventStatus, string]> = [
	['batch.finished', 'completed', 'A batch has finished; some of its items may have failed'],
	['video_translate.preflight.validation_failed', 'failed', 'The video to translate is not valid'],
	['video_translate.preflight.download_failed', 'failed', 'The video to translate could not be downloaded'],
	['personalized_video', 'completed', 'A personalized video has been generated'],
];

const catalogue: ReadonlyArray<[string, EventStatus, string]> = [
	...works.flatMap(
		([work, noun]): Array<[string, EventStatus, string]> => [
			[`${work}.success`, 'completed', `Success: ${noun}`],
			[`${work}.fail`, 'failed', `Failure: ${noun}`],
		],
	),
	...others,
];

const events: EventCatalogue = Object.fromEntries(catalogue.map((entry) => [entry[0], event(...entry)]));

const idFields = [
	'video_id',
	'video_translate_id',
	'video_translation_id',
	'render_id',
	'job_id',
	'generation_id',
	'proofread_id',
	'lipsync_id',
	'session_id',
	'batch_id',
	'id',
	'project_id',
];

function resultsOf(name: string, data: JsonObject): GenerationResult[] {
	const gif = toLink(data.gif_download_url);
	const ofGif = name.startsWith('avatar_video_gif.');
	const url = (ofGif ? gif : null) ?? toLink(data.url) ?? toLink(data.video_url);
	const thumbnailUrl = toLink(data.thumbnail_url) ?? (ofGif ? null : gif);
	return url === null ? [] : [{ url, ...(thumbnailUrl !== null && { thumbnailUrl }) }];
}

function errorOf(data: JsonObject): string | null {
	return (
		firstText(data, 'msg', 'error') ??
		toText(toObject(data.error).message) ??
		firstText(data, 'failure_message', 'error_message', 'message')
	);
}

/** The signature covers only the body, so the ID and the time in HeyGen's headers are ignored. */
export const heyGen: Sender = {
	displayName: 'HeyGen',
	delivery: {
		provider: 'heyGen',
		signature: {
			algorithm: 'hmacSha256',
			keyEncodings: ['utf8'],
			// Endpoints of API versions 1 and 2 receive `signature`.
			places: ['heygen-signature', 'signature'],
			format: { kind: 'plain' },
			encoding: 'hex',
		},
		eventField: 'event_type',
		events,
		read(body, name) {
			const data = toObject(body.event_data);
			const jobId = firstText(data, ...idFields);
			const status = lookUp(events, name)?.status ?? statusByName(name);
			return factsOf({
				identity: toText(body.event_id) ?? joinedIdentity(name, jobId),
				time: unixSeconds(body.created_at) ?? body.created_at,
				// The caller chooses the callback ID, perhaps one for several jobs.
				jobId: jobId ?? toText(data.callback_id),
				results: resultsOf(name, data),
				error: status === 'failed' ? (errorOf(data) ?? eventAction(name)) : null,
				status,
			});
		},
	},
	preselected: ['avatar_video.success', 'avatar_video.fail'],
	urlPer: 'account',
	urlPlace:
		'Register the URL as an endpoint: <code>POST https://api.heygen.com/v3/webhooks/endpoints</code>. A <code>callback_url</code> given with a single job is not signed and cannot be verified.',
	secretPlace:
		'The response to that request contains the <code>secret</code>, only once. Enter it unchanged, with <code>whsec_</code>. Rotating it invalidates the old one immediately.',
	retries: 'HeyGen waits 10 seconds for the response and retries for up to 24 hours.',
	confidence: 'implementations',
	source: 'https://developers.heygen.com/docs/webhooks',
};
