import { z } from 'zod/v4';

import type { EventCatalogue } from '../../shared/event/catalogue';
import type { EventStatus } from '../../shared/event/event';
import { toObject, toText } from '../../shared/util/json';
import { firstText } from '../body-readers';
import { statusByName, eventAction } from '../../shared/event/status-words';
import { timestampedPairs } from '../schemes';
import { factsOf, type Sender } from '../sender';

const schema = z.looseObject({
	id: z.string(),
	created_at: z.string(),
	type: z.string(),
	data: z.looseObject({ id: z.string(), status: z.string(), custom_id: z.string().optional() }),
});

const event = (type: string, status: EventStatus, description: string) => ({
	description,
	status,
	schema,
	sample: (now: Date) => ({
		id: `whe_sample_${now.getTime()}`,
		created_at: now.toISOString(),
		type,
		data: { id: 'task_sample', status: eventAction(type), created_at: now.toISOString() },
	}),
});

const catalogue: ReadonlyArray<[string, EventStatus, string]> = [
	['analyze.task.ready', 'completed', 'A video has been analyzed'],
	['analyze.task.failed', 'failed', 'The analysis of a video has failed'],
	['analyze.task.canceled', 'failed', 'The analysis of a video has been canceled'],
	['index.task.ready', 'completed', 'A video has been indexed'],
	['index.task.failed', 'failed', 'The indexing of a video has failed'],
];

const events: EventCatalogue = Object.fromEntries(catalogue.map((entry) => [entry[0], event(...entry)]));

/** Delivers only the ID of the task. The workflow gets the result from the API. */
export const twelveLabs: Sender = {
	displayName: 'Twelve Labs',
	delivery: {
		provider: 'twelveLabs',
		signature: timestampedPairs('tl-signature', 'v1'),
		eventField: 'type',
		events,
		read(body, name) {
			const data = toObject(body.data);
			const status = statusByName(name);
			return factsOf({
				identity: toText(body.id),
				time: body.created_at,
				jobId: toText(data.id),
				error:
					status === 'failed'
						? (toText(toObject(data.error).message) ?? firstText(data, 'error', 'message', 'status') ?? 'failed')
						: null,
				status,
			});
		},
	},
	preselected: catalogue.map(([type]) => type),
	urlPer: 'account',
	urlPlace: 'Add the URL in the Playground of Twelve Labs, on the dashboard under Integrations, Webhooks.',
	secretPlace: 'The secret key is shown next to the webhook in the Playground.',
	retries: 'Twelve Labs retries; how often is not documented.',
	confidence: 'documented',
	source: 'https://docs.twelvelabs.io/docs/webhooks-requirements-for-processing-notifications',
};
