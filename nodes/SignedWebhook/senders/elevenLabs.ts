import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus } from '../../shared/event/event';
import { type JsonObject, toObject, toText } from '../../shared/util/json';
import { unixSeconds } from '../../shared/util/timestamp';
import { firstText, joinedIdentity, lookUp } from '../body-readers';
import { statusByName } from '../../shared/event/status-words';
import { timestampedPairs } from '../schemes';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	type: z.string(),
	event_timestamp: z.union([z.number(), z.string()]).optional(),
	data: z.looseObject({}),
});

const event = (type: string, status: EventStatus, description: string, data: Record<string, unknown>) => ({
	description,
	status,
	schema,
	sample: (now: Date) => ({ type, event_timestamp: Math.floor(now.getTime() / 1000), data }),
});

const call = { agent_id: 'agent_sample', conversation_id: 'conv_sample' };
const voice = { voice_id: 'voice_sample' };

const catalogue: ReadonlyArray<[string, EventStatus, string, Record<string, unknown>]> = [
	[
		'post_call_transcription',
		'completed',
		'A conversation has ended and has been transcribed',
		{ ...call, status: 'done', transcript: [{ role: 'agent', message: 'Hello. How are you?' }] },
	],
	[
		'post_call_audio',
		'completed',
		'The recording of a conversation is ready, as base64 in the body',
		{ ...call, full_audio: 'SUQzBAAAAAAA' },
	],
	[
		'call_initiation_failure',
		'failed',
		'A call could not be started',
		{ ...call, failure_reason: 'busy', metadata: { type: 'sip', body: { sip_status_code: 486 } } },
	],
	[
		'speech_to_text_transcription',
		'completed',
		'A transcription is ready',
		{
			request_id: 'req_sample',
			webhook_metadata: {},
			transcription: { language_code: 'en', language_probability: 0.98, text: 'Hello.', words: [] },
		},
	],
	['flows_generation', 'completed', 'A flow has generated a result', { request_id: 'req_sample' }],
	['voice_removal_notice', 'info', 'A shared voice will be removed', voice],
	['voice_removal_notice_withdrawn', 'info', 'The removal of a shared voice has been withdrawn', voice],
	['voice_removed', 'info', 'A shared voice has been removed', voice],
];

const events: EventCatalogue = Object.fromEntries(catalogue.map((entry) => [entry[0], event(...entry)]));

/** Undocumented types that some accounts receive. */
const furtherCompletions = /^speech_to_text$|^flows_template_run$|transcription|audio/;

function statusOf(name: string, data: JsonObject): EventStatus {
	if (data.status === 'failed') return 'failed';
	const known = lookUp(events, name)?.status;
	return known ?? (furtherCompletions.test(name) ? 'completed' : statusByName(name));
}

/** The events of a conversation share its ID, so the identity includes the type. */
const identityOf = (name: string, jobId: string | null, time: unknown): string | null =>
	joinedIdentity(name, jobId ?? toText(time));

/** Delivers transcripts and recordings in the body. There are no result URLs. */
export const elevenLabs: Sender = {
	displayName: 'ElevenLabs',
	delivery: {
		provider: 'elevenLabs',
		// The SDK accepts deliveries that are up to 30 minutes old.
		signature: timestampedPairs('elevenlabs-signature', 'v0', 'seconds', { past: 1800, future: 300 }),
		eventField: 'type',
		events,
		read(body, event) {
			// One documented form of a transcription is only the API's response, without a type.
			const name = toText(body.type) ?? (toText(body.text) === null ? event : 'speech_to_text');
			const data = toObject(body.data);
			const jobId = firstText({ ...body, ...data }, 'conversation_id', 'request_id', 'transcription_id', 'voice_id');
			const status = statusOf(name, data);
			return factsOf({
				identity: identityOf(name, jobId, body.event_timestamp),
				time: unixSeconds(body.event_timestamp) ?? body.event_timestamp,
				jobId,
				error: status === 'failed' ? (firstText(data, 'failure_reason', 'error', 'status') ?? name) : null,
				event: name,
				status,
			});
		},
	},
	preselected: ['post_call_transcription', 'call_initiation_failure', 'speech_to_text_transcription'],
	urlPer: 'account',
	urlPlace:
		'Add the URL as a webhook with HMAC authentication in the settings of ElevenLabs, under Webhooks. Then select it in the settings of the agents platform, or send <code>webhook=true</code> in a transcription request.',
	secretPlace: 'The secret is shown only once, when the webhook is created.',
	retries:
		'ElevenLabs delivers once unless retries are turned on for the webhook, and disables a webhook after ten failures in a row if none has succeeded for seven days.',
	mayNotRepeat: true,
	addresses: '34.67.146.145, 34.59.11.47, 35.204.38.71, 34.147.113.54, 35.185.187.110, 35.247.157.189',
	confidence: 'documented',
	source: 'https://elevenlabs.io/docs/product-guides/administration/webhooks',
};
