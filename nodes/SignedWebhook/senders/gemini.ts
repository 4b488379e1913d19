import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus, GenerationResult } from '../../shared/event/event';
import { type JsonObject, toObject, toText } from '../../shared/util/json';
import { firstText, lookUp, toLink } from '../body-readers';
import { standardWebhooksScheme } from '../schemes';
import { factsOf, type Sender } from '../sender';
import { eventAction, statusByName } from '../../shared/event/status-words';

const schema = z.looseObject({
	type: z.string(),
	version: z.string().optional(),
	timestamp: z.string(),
	data: z.looseObject({ id: z.string(), output_file_uri: z.string().optional() }),
});

const event = (type: string, status: EventStatus, description: string, data: Record<string, unknown>) => ({
	description,
	status,
	schema,
	sample: (now: Date) => ({ type, version: 'v1', timestamp: now.toISOString(), data }),
});

const failure = { error_code: 'INTERNAL', error_message: 'An internal error has occurred' };
const batch = { id: 'batch_sample' };
const interaction = { id: 'interaction_sample' };

const catalogue: ReadonlyArray<[string, EventStatus, string, Record<string, unknown>]> = [
	[
		'video.generated',
		'completed',
		'A video has been generated',
		{
			id: 'video_sample',
			output_file_uri: 'https://example.com/v1beta/files/sample:download?alt=media',
			file_name: 'files/sample',
		},
	],
	[
		'batch.succeeded',
		'completed',
		'A batch has succeeded',
		{ ...batch, output_file_uri: 'gs://sample-bucket/results.jsonl' },
	],
	['batch.failed', 'failed', 'A batch has failed', { ...batch, ...failure }],
	['batch.cancelled', 'failed', 'A batch has been cancelled; Gemini may not accept it as a subscription', batch],
	['batch.expired', 'failed', 'A batch has expired', batch],
	['interaction.completed', 'completed', 'An interaction has been completed', interaction],
	['interaction.failed', 'failed', 'An interaction has failed', { ...interaction, ...failure }],
	[
		'interaction.cancelled',
		'failed',
		'An interaction has been cancelled; Gemini may not accept it as a subscription',
		interaction,
	],
	['interaction.requires_action', 'info', 'An interaction requires an action', interaction],
];

const events: EventCatalogue = Object.fromEntries(catalogue.map((entry) => [entry[0], event(...entry)]));

/** The file has an https URL, or an ID or a `gs://` URL, which only the API can read. Both spellings are documented. */
function resultsOf(data: JsonObject): GenerationResult[] {
	const uri = firstText(data, 'output_file_uri', 'video_uri');
	const url = toLink(uri);
	const assetId = firstText(data, 'file_name', 'file_id') ?? (url === null ? uri : null);
	if (url === null && assetId === null) return [];
	return [{ ...(url !== null && { url }), ...(assetId !== null && { assetId }) }];
}

/** Static webhooks only: those of a single request are signed with published keys, as the row `geminiPerRequest` says. */
export const gemini: Sender = {
	displayName: 'Google Gemini (Veo)',
	delivery: {
		provider: 'gemini',
		signature: standardWebhooksScheme,
		eventField: 'type',
		events,
		read(body, name, signed) {
			const data = toObject(body.data);
			const status = lookUp(events, name)?.status ?? statusByName(name);
			return factsOf({
				identity: signed.id,
				time: body.timestamp,
				jobId: toText(data.id),
				results: resultsOf(data),
				error: status === 'failed' ? (firstText(data, 'error_message', 'error_code') ?? eventAction(name)) : null,
				status,
			});
		},
	},
	jobIdIsPath: true,
	preselected: ['video.generated', 'batch.succeeded', 'batch.failed', 'batch.cancelled', 'batch.expired'],
	urlPer: 'account',
	urlPlace:
		'Register the URL as a static webhook: <code>POST https://generativelanguage.googleapis.com/v1beta/webhooks</code> with <code>name</code>, <code>uri</code> and <code>subscribed_events</code>. For webhooks given with a single request (<code>webhook_config</code>) choose Google Gemini (Per Request).',
	secretPlace: 'The response to that request contains the <code>new_signing_secret</code>, only once.',
	retries: 'Gemini retries for 24 hours, and disables a webhook whose deliveries keep failing.',
	confidence: 'documented',
	source: 'https://ai.google.dev/gemini-api/docs/webhooks',
};
