import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus, GenerationResult } from '../../shared/event/event';
import { type JsonObject, toArray, toObject, toText } from '../../shared/util/json';
import { lookUp, toLink } from '../body-readers';
import { statusByName, eventAction } from '../../shared/event/status-words';
import { timestampedPairs } from '../schemes';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	id: z.string(),
	type: z.string(),
	created_at: z.string(),
	object: z.looseObject({ type: z.string(), id: z.string() }),
	data: z.looseObject({}),
});

const failure = { errors: { type: 'invalid_input', messages: ['The input file could not be read'] } };

const sample = (type: string, status: EventStatus) => (now: Date) => {
	const [, object = 'asset'] = type.split('.');
	const id = `${object}_sample`;
	return {
		id: `sample-${type}-${now.getTime()}`,
		type,
		created_at: now.toISOString(),
		object: { type: object, id },
		environment: { id: 'env_sample', name: 'Development' },
		data: {
			id,
			...(type === 'video.asset.ready' && {
				status: 'ready',
				duration: 61.4,
				playback_ids: [{ id: 'playback_sample', policy: 'public' }],
			}),
			...(status === 'failed' && failure),
		},
		attempts: [],
		request_id: null,
	};
};

/** The events by status, as Mux's SDK lists them. */
const names: Readonly<Record<EventStatus, readonly string[]>> = {
	completed: [
		'video.asset.ready',
		'video.asset.live_stream_completed',
		'video.asset.master.ready',
		'video.asset.static_rendition.ready',
		'video.asset.static_renditions.ready',
		'video.asset.track.ready',
	],
	failed: [
		'video.asset.errored',
		'video.asset.master.errored',
		'video.asset.static_rendition.errored',
		'video.asset.static_renditions.errored',
		'video.asset.track.errored',
		'video.upload.cancelled',
		'video.upload.errored',
		'video.live_stream.simulcast_target.errored',
	],
	started: [
		'video.asset.created',
		'video.asset.static_rendition.created',
		'video.asset.track.created',
		'video.upload.created',
	],
	progress: ['video.asset.master.preparing', 'video.asset.static_renditions.preparing', 'video.upload.asset_created'],
	info: [
		...['deleted', 'non_standard_input_detected', 'updated', 'warning'].map((event) => `video.asset.${event}`),
		'video.asset.master.deleted',
		'video.asset.static_rendition.deleted',
		'video.asset.static_rendition.skipped',
		'video.asset.static_renditions.deleted',
		'video.asset.track.deleted',
		...[
			'active',
			'connected',
			'created',
			'deleted',
			'disabled',
			'disconnected',
			'enabled',
			'idle',
			'recording',
			'updated',
			'warning',
		].map((event) => `video.live_stream.${event}`),
		...['broadcasting', 'created', 'deleted', 'idle', 'starting', 'updated'].map(
			(event) => `video.live_stream.simulcast_target.${event}`,
		),
		'video.delivery.high_traffic',
	],
};

const robots = [
	'ask_questions',
	'find_key_moments',
	'generate_chapters',
	'moderate',
	'summarize',
	'translate_captions',
];

const robotEvents: ReadonlyArray<[string, EventStatus]> = [
	['pending', 'started'],
	['processing', 'progress'],
	['completed', 'completed'],
	['errored', 'failed'],
	['cancelled', 'failed'],
];

/** @returns "Asset static rendition ready" for `video.asset.static_rendition.ready` */
function described(type: string): string {
	const words = type.split('.').slice(1).join(' ').replaceAll('_', ' ');
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const catalogue: ReadonlyArray<[string, EventStatus]> = [
	...Object.entries(names).flatMap(([status, types]) =>
		types.map((type): [string, EventStatus] => [type, status as EventStatus]),
	),
	...robots.flatMap((work) =>
		robotEvents.map(([event, status]): [string, EventStatus] => [`robots.job.${work}.${event}`, status]),
	),
];

const events: EventCatalogue = Object.fromEntries(
	catalogue.map(([type, status]) => [
		type,
		{ description: described(type), status, schema, sample: sample(type, status) },
	]),
);

/** In some deliveries, the data of a robot's job is in a field with the name of the event. */
function dataOf(body: JsonObject, event: string): JsonObject {
	const data = toObject(body.data);
	return { ...toObject(body[event]), ...toObject(data[event]), ...data };
}

/** Mux sends IDs. The URL of a public playback follows from its ID; other playbacks need a token. */
function resultsOf(data: JsonObject, assetId: string | null): GenerationResult[] {
	const master = toLink(toObject(data.master).url);
	if (master !== null) return [{ url: master, ...(assetId !== null && { assetId }) }];
	const playback = toArray(data.playback_ids)
		.map(toObject)
		.filter(({ policy }) => policy === 'public')
		.map(({ id }) => toText(id))
		.filter((id) => id !== null);
	const files = toArray(toObject(data.static_renditions).files)
		.map(toObject)
		.filter(({ status }) => status === 'ready')
		.map(({ name }) => toText(name))
		.filter((name) => name !== null);
	const results = playback.flatMap((id): GenerationResult[] => [
		{
			url: `https://stream.mux.com/${id}.m3u8`,
			thumbnailUrl: `https://image.mux.com/${id}/thumbnail.jpg`,
			...(assetId !== null && { assetId }),
		},
		...files.map((name) => ({ url: `https://stream.mux.com/${id}/${name}` })),
	]);
	return results.length > 0 || assetId === null ? results : [{ assetId }];
}

function errorOf(data: JsonObject): string | null {
	const problems = [...toArray(data.errors), ...toArray(data.error)].map((problem) => {
		const { type, message, messages } = toObject(problem);
		const text = [...toArray(messages), ...toArray(message)].map(toText).join('; ');
		return [toText(type), text].filter((part) => part !== null && part !== '').join(': ');
	});
	const text = problems.filter((problem) => problem !== '').join('; ');
	return text === '' ? null : text;
}

/** Delivers all events of an environment. */
export const mux: Sender = {
	displayName: 'Mux',
	delivery: {
		provider: 'mux',
		signature: timestampedPairs('mux-signature', 'v1'),
		eventField: 'type',
		events,
		read(body, event) {
			const data = dataOf(body, event);
			const object = toObject(body.object);
			const status = lookUp(events, event)?.status ?? statusByName(event);
			const ofAsset = object.type === undefined || object.type === 'asset';
			const assetId = toText(data.asset_id) ?? (ofAsset ? (toText(object.id) ?? toText(data.id)) : null);
			return factsOf({
				identity: toText(body.id),
				time: body.created_at,
				jobId: toText(object.id) ?? toText(data.id),
				results: status === 'completed' ? resultsOf(data, assetId) : [],
				error: status === 'failed' ? (errorOf(data) ?? eventAction(event)) : null,
				status,
			});
		},
	},
	preselected: ['video.asset.ready', 'video.asset.errored'],
	urlPer: 'account',
	urlPlace: 'Add the URL in the dashboard of Mux, under Settings, Webhooks. Mux sends all events of the environment.',
	secretPlace: 'The signing secret is shown next to the webhook, under Settings, Webhooks.',
	retries: 'Mux waits 5 seconds for the response and retries for 24 hours.',
	confidence: 'documented',
	source: 'https://www.mux.com/docs/core/verify-webhook-signatures',
};
