import { standardWebhooksScheme, timeIn } from '../schemes';
import type { SenderRow } from './row';

/** Senders that sign with a key pair for all their customers, and publish its public key. */
export const publishedKeys: readonly SenderRow[] = [
	{
		value: 'atlasCloud',
		name: 'Atlas Cloud',
		signature: {
			algorithm: 'ed25519',
			keyEncodings: ['base64'],
			// The second header has an HMAC of older webhooks, and is to have this signature later.
			places: ['x-atlascloud-webhook-signature-ed25519', 'x-atlascloud-webhook-signature'],
			encoding: 'base64url',
			content: '{timestamp}.{body}',
			timestamp: timeIn('x-atlascloud-webhook-timestamp'),
		},
		keySets: ['https://api.atlascloud.ai/api/v1/webhooks/jwks.json'],
		// The header is not signed.
		eventField: ['event_type', 'header:x-atlascloud-webhook-event'],
		events: ['video.task.terminal', 'image.task.terminal', 'audio.task.terminal'],
		idField: 'session_id',
		fields: {
			jobIdField: 'session_id',
			statusField: 'payload.status, status',
			completedValues: 'OK, completed, succeeded',
			failedValues: 'ERROR, failed, timeout',
			resultFields: 'payload.outputs',
			errorField: 'error',
		},
		callback: {
			urlPer: 'request',
			urlParameter: '<code>webhook_url</code>',
			readBack: 'GET https://api.atlascloud.ai/api/v1/model/prediction/{jobId}',
		},
		secretPlace:
			'No secret is needed: Atlas Cloud publishes its keys. Nothing in a delivery names its customer, so another customer can have one signed: wait at the resume URL, or look up the job by its ID.',
		source: 'https://atlascloud.ai/docs/en/webhooks',
	},
	{
		value: 'geminiPerRequest',
		name: 'Google Gemini (Per Request)',
		signature: {
			...standardWebhooksScheme,
			algorithm: 'ed25519',
			keyEncodings: ['base64'],
			format: { kind: 'tagged', tags: ['v1a'] },
		},
		keySets: ['https://generativelanguage.googleapis.com/.well-known/jwks.json'],
		eventField: 'type',
		events: [
			'video.generated',
			'batch.succeeded',
			'batch.failed',
			'batch.cancelled',
			'batch.expired',
			'interaction.completed',
			'interaction.failed',
			'interaction.requires_action',
		],
		idField: 'header:webhook-id',
		timeField: 'timestamp',
		fields: {
			jobIdField: 'data.id',
			resultFields: 'data.output_file_uri',
			errorField: 'data.error_message, data.error_code',
		},
		jobIdIsPath: true,
		callback: { urlPer: 'request' },
		urlPlace: 'Pass the URL in <code>webhook_config.uris</code> of each request.',
		secretPlace:
			'No secret is needed: Google publishes the keys. Nothing in a delivery names its customer, so another customer can have one signed: wait at the resume URL, or look up the job by its ID. The documentation describes a JWT; deliveries that were seen carry a v1a signature instead.',
		confidence: 'unconfirmed',
		source: 'https://github.com/googleapis/python-genai/issues/2927',
	},
	{
		value: 'hedra',
		name: 'Hedra',
		signature: {
			algorithm: 'ed25519',
			keyEncodings: ['base64'],
			places: ['x-hedra-webhook-signature'],
			content:
				'{timestamp}\n{header:x-hedra-webhook-id}\n{header:x-hedra-webhook-event}\n{header:x-hedra-webhook-redelivery}\n{sha256}',
			timestamp: timeIn('x-hedra-webhook-timestamp'),
		},
		keySets: ['https://api.hedra.com/v3/webhooks/public-key'],
		eventField: 'header:x-hedra-webhook-event',
		events: ['job.completed', 'job.failed'],
		// Each attempt has another body. One that was asked for again counts although its id is known.
		idField: ['header:x-hedra-webhook-id', 'header:x-hedra-webhook-redelivery'],
		fields: { jobIdField: 'job_id', resultFields: 'outputs', errorField: 'error.message' },
		callback: { urlPer: 'request' },
		urlPlace: 'Pass the URL as <code>webhook</code> in the body of each request to <code>/v3/models/…</code>.',
		secretPlace:
			'No secret is needed: Hedra publishes its key. Nothing in a delivery names its customer, so another customer can have one signed: wait at the resume URL, or look up the job by its ID.',
		retries: 'Hedra repeats a delivery up to 12 times within six hours.',
		source: 'https://github.com/hedra-labs/hedra-cli',
	},
	{
		value: 'ideogram',
		name: 'Ideogram',
		signature: {
			algorithm: 'ed25519',
			keyEncodings: ['base64'],
			places: ['x-ideogram-webhook-signature'],
			content: '{header:x-ideogram-webhook-generation-id}\n{header:x-ideogram-webhook-user-id}\n{timestamp}\n{sha256}',
			timestamp: timeIn('x-ideogram-webhook-timestamp'),
		},
		keySets: ['https://api.ideogram.ai/v1/.well-known/jwks.json'],
		addressees: [{ option: 'userId', place: 'x-ideogram-webhook-user-id' }],
		// A delivery says that the images are there. Whether a failure is delivered is not documented.
		events: ['generation.completed'],
		idField: 'header:x-ideogram-webhook-generation-id',
		fields: { jobIdField: 'generation_id', resultFields: 'data' },
		callback: { urlPer: 'request' },
		urlPlace:
			'Pass the URL as <code>webhook_url</code> in the query string of each request to <code>/v1/ideogram-v4/async/generate</code>.',
		secretPlace:
			'No secret is needed: Ideogram publishes its keys. Enter the X-Ideogram-Webhook-User-Id header of your own deliveries as User ID in the options.',
		retries: 'Ideogram repeats a delivery a limited number of times.',
		source: 'https://developer.ideogram.ai/ideogram-api/webhooks',
	},
];
