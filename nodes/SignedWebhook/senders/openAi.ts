import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus } from '../../shared/event/event';
import { toObject, toText } from '../../shared/util/json';
import { unixSeconds } from '../../shared/util/timestamp';
import { firstText, lookUp } from '../body-readers';
import { standardWebhooksScheme } from '../schemes';
import { factsOf, type Sender } from '../sender';
import { eventAction, statusByName } from '../../shared/event/status-words';

const schema = z.looseObject({
	id: z.string(),
	object: z.literal('event').optional(),
	created_at: z.number(),
	type: z.string(),
	data: z.looseObject({ id: z.string().optional() }),
});

const event = (type: string, status: EventStatus, description: string, data: Record<string, unknown>) => ({
	description,
	status,
	schema,
	sample: (now: Date) => ({
		id: `evt_sample_${now.getTime()}`,
		object: 'event',
		created_at: Math.floor(now.getTime() / 1000),
		type,
		data,
	}),
});

const BATCH = { id: 'batch_sample' };
const EVAL_RUN = { id: 'evalrun_sample' };
const FINE_TUNE = { id: 'ftjob-sample' };
const RESPONSE = { id: 'resp_sample' };
const SESSION = { id: 'session_sample' };
const SAFETY_CASE = { id: 'case_sample' };

const catalogue: ReadonlyArray<[string, EventStatus, string, Record<string, unknown>]> = [
	['response.completed', 'completed', 'A background response has been completed', RESPONSE],
	['response.failed', 'failed', 'A background response has failed', RESPONSE],
	['response.cancelled', 'failed', 'A background response has been cancelled', RESPONSE],
	['response.incomplete', 'failed', 'A background response has been interrupted', RESPONSE],
	['batch.completed', 'completed', 'A batch has been completed', BATCH],
	['batch.failed', 'failed', 'A batch has failed', BATCH],
	['batch.expired', 'failed', 'A batch has expired before it was completed', BATCH],
	['batch.cancelled', 'failed', 'A batch has been cancelled', BATCH],
	['fine_tuning.job.succeeded', 'completed', 'A fine-tuning job has succeeded', FINE_TUNE],
	['fine_tuning.job.failed', 'failed', 'A fine-tuning job has failed', FINE_TUNE],
	['fine_tuning.job.cancelled', 'failed', 'A fine-tuning job has been cancelled', FINE_TUNE],
	['eval.run.succeeded', 'completed', 'An evaluation run has succeeded', EVAL_RUN],
	['eval.run.failed', 'failed', 'An evaluation run has failed', EVAL_RUN],
	['eval.run.canceled', 'failed', 'An evaluation run has been canceled', EVAL_RUN],
	['agent.session.created', 'started', 'A session of an agent has been created', SESSION],
	['agent.session.in_progress', 'progress', 'A session of an agent is in progress', SESSION],
	['agent.session.action_required', 'info', 'A session of an agent requires an action', SESSION],
	['agent.session.idle', 'info', 'A session of an agent is idle', SESSION],
	['agent.session.failed', 'failed', 'A session of an agent has failed', SESSION],
	['safety.warning_issued', 'info', 'A safety warning has been issued', SAFETY_CASE],
	['safety.deactivation_issued', 'info', 'A deactivation for safety reasons has been issued', SAFETY_CASE],
	['safety.org_alert.created', 'info', 'A safety alert of the organization has been created', SAFETY_CASE],
	['realtime.call.incoming', 'info', 'A call has come in over SIP', { call_id: 'rtc_sample', sip_headers: [] }],
	['live.call.incoming', 'info', 'A live call has come in', { session_id: 'sess_sample' }],
];

const events: EventCatalogue = Object.fromEntries(catalogue.map((entry) => [entry[0], event(...entry)]));

/** Delivers only the ID. The workflow gets the result from the API. */
export const openAi: Sender = {
	displayName: 'OpenAI',
	delivery: {
		provider: 'openAi',
		signature: {
			...standardWebhooksScheme,
			// The SDK reads a secret without whsec_ as text, and accepts a signature without a version.
			keyEncodings: ['whsec', 'utf8'],
			format: { kind: 'tagged', tags: ['v1'], bare: true },
		},
		eventField: 'type',
		events,
		read(body, name, signed) {
			const status = lookUp(events, name)?.status ?? statusByName(name);
			return factsOf({
				identity: toText(body.id) ?? signed.id,
				time: unixSeconds(body.created_at),
				jobId: firstText(toObject(body.data), 'id', 'call_id', 'session_id'),
				error: status === 'failed' ? eventAction(name) : null,
				status,
			});
		},
	},
	preselected: ['response.completed', 'response.failed', 'response.cancelled', 'response.incomplete'],
	urlPer: 'account',
	urlPlace:
		'Add the URL as an endpoint at platform.openai.com, in the settings of the project under Webhooks, and choose the events there.',
	secretPlace: 'The secret (<code>whsec_…</code>) is shown only once, when the endpoint is created.',
	retries: 'OpenAI retries for up to 72 hours.',
	confidence: 'documented',
	source: 'https://github.com/openai/openai-node/blob/master/src/lib/webhook-signature.ts',
};
