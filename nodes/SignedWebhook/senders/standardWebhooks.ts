import { z } from 'zod/v4';

import { toObject, toText } from '../../shared/util/json';

import { statusByName, eventAction } from '../../shared/event/status-words';
import { svixScheme } from '../schemes';
import { factsOf, type Sender } from '../sender';
import { failureText } from '../../shared/util/envelope';

const schema = z.looseObject({
	type: z.string().optional(),
	timestamp: z.string().optional(),
	data: z.unknown(),
});

/** Any sender that follows the standard. It chooses the names of its events. */
export const standardWebhooks: Sender = {
	displayName: 'Standard Webhooks (Svix, Clerk, Resend and Others)',
	delivery: {
		provider: 'standardWebhooks',
		signature: {
			...svixScheme,
			// Some services sign with the text of the secret, whatever it looks like.
			keyEncodings: ['whsec', 'utf8'],
		},
		eventField: ['type', 'event', 'event_type', 'object_kind', 'event_name'],
		openEvents: true,
		events: {
			'contact.created': {
				description: 'A contact has been created (the example of the standard)',
				status: 'info',
				schema,
				sample: (now) => ({
					type: 'contact.created',
					timestamp: now.toISOString(),
					data: { id: `sample-${now.getTime()}`, type: 'contact', created: now.toISOString() },
				}),
			},
		},
		read(body, event, signed) {
			return factsOf({
				identity: signed.id,
				time: body.timestamp,
				jobId: toText(toObject(body.data).id),
				status: statusByName(event),
				error: statusByName(event) === 'failed' ? (failureText(toObject(body.data)) ?? eventAction(event)) : null,
			});
		},
	},
	preselected: ['*'],
	urlPlace: 'Add the URL as an endpoint in the webhook settings of the service.',
	secretPlace: 'The service shows the signing secret (<code>whsec_…</code>) beside the endpoint.',
	retries: 'The standard recommends retries over several days.',
	mayNotRepeat: true,
	confidence: 'documented',
	source: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
};
