import { tokenIn } from '../schemes';
import type { SenderRow } from './row';
import { basicAuthentication } from './tokens';

/** A secret in the header Authorization, with or without `Bearer` in front. */
const bearer: SenderRow['signature'] = {
	...tokenIn('authorization'),
	format: { kind: 'plain', prefix: 'Bearer ' },
};

const OWN_HEADER =
	'Choose a secret, and give it to the service with each request, to be sent back in the header X-Webhook-Secret.';
const OWN_QUERY = 'Choose a secret, and add it to the URL that you give to the service, as ?token= and the secret.';

/** Services that make media, scrape or run agents, and prove themselves with a shared token. */
export const mediaTokens: readonly SenderRow[] = [
	{
		value: 'apify',
		name: 'Apify (Token)',
		signature: tokenIn('query:token'),
		eventField: 'eventType',
		events: [
			'ACTOR.RUN.CREATED',
			'ACTOR.RUN.SUCCEEDED',
			'ACTOR.RUN.FAILED',
			'ACTOR.RUN.ABORTED',
			'ACTOR.RUN.TIMED_OUT',
			'ACTOR.RUN.RESURRECTED',
			'ACTOR.BUILD.CREATED',
			'ACTOR.BUILD.SUCCEEDED',
			'ACTOR.BUILD.FAILED',
			'ACTOR.BUILD.ABORTED',
			'ACTOR.BUILD.TIMED_OUT',
		],
		idField: 'header:x-apify-webhook-dispatch-id',
		timeField: 'createdAt',
		fields: {
			jobIdField: 'eventData.actorRunId, resource.id',
			statusField: 'eventType, resource.status',
			completedValues: 'ACTOR.RUN.SUCCEEDED, SUCCEEDED',
			failedValues: 'ACTOR.RUN.FAILED, ACTOR.RUN.ABORTED, ACTOR.RUN.TIMED_OUT, FAILED, ABORTED, TIMED-OUT',
		},
		callback: {
			urlPer: 'request',
			urlParameter: 'webhooks; or the Actor or task has it',
			readBack: 'GET https://api.apify.com/v2/actor-runs/{jobId}',
		},
		secretPlace: OWN_QUERY,
		retries: 'Apify waits 2 minutes and repeats a delivery eleven times, ever less often, within about 32 hours.',
		source: 'https://github.com/apify/apify-docs',
	},
	{
		value: 'assemblyAi',
		name: 'AssemblyAI (Token)',
		signature: tokenIn('x-webhook-secret'),
		fields: {
			jobIdField: 'transcript_id',
			statusField: 'status',
			completedValues: 'completed',
			failedValues: 'error',
		},
		callback: {
			urlPer: 'request',
			urlParameter: 'webhook_url, with webhook_auth_header_name and webhook_auth_header_value',
			readBack: 'GET https://api.assemblyai.com/v2/transcript/{jobId}',
		},
		secretPlace: OWN_HEADER,
		retries: 'AssemblyAI waits 10 seconds and repeats a delivery ten times; a 4xx answer ends that.',
		source: 'https://www.assemblyai.com/docs/concepts/webhooks',
	},
	{
		value: 'autoenhance',
		name: 'Autoenhance (Token)',
		signature: { ...bearer, places: ['authentication', 'authorization'] },
		eventField: 'event',
		events: ['image_processed', 'webhook_updated'],
		fields: { jobIdField: 'image_id', completedValues: 'image_processed', errorField: 'error' },
		callback: {
			urlPer: 'account',
			urlParameter: 'the API page of the web app',
			readBack: 'GET https://api.autoenhance.ai/v3/images/{jobId}',
		},
		handshakes: [
			{ kind: 'acceptPing', when: { 'body:event': /^webhook_updated$/ } },
			{ kind: 'acceptPing', when: { 'body:event': /^webhook_updated$/ }, isSigned: true },
		],
		secretPlace: 'You choose the Authentication value on the same page.',
		confidence: 'implementations',
		source: 'https://docs.autoenhance.ai/webhooks',
	},
	{
		value: 'bannerbear',
		name: 'Bannerbear (Token)',
		signature: bearer,
		fields: {
			jobIdField: 'uid',
			statusField: 'status',
			completedValues: 'completed',
			failedValues: 'failed',
			resultFields: 'image_url, video_url, screenshot_image_url, pdf_url',
		},
		callback: {
			urlPer: 'request',
			urlParameter: 'webhook_url',
			readBack: 'GET https://api.bannerbear.com/v2/images/{jobId}',
		},
		secretPlace: 'The webhook key is in the settings of the project.',
		source: 'https://www.bannerbear.com/help/articles/214',
	},
	{
		value: 'brightData',
		name: 'Bright Data (Token)',
		signature: bearer,
		everyDeliveryIsNew: true,
		fields: { jobIdField: 'snapshot_id', statusField: 'status', completedValues: 'ready', failedValues: 'failed' },
		callback: {
			urlPer: 'request',
			urlParameter: 'notify, with auth_header, in the query of the request',
			readBack: 'GET https://api.brightdata.com/datasets/v3/progress/{jobId}',
		},
		secretPlace: 'Choose a secret, and give it to Bright Data with each request, as auth_header.',
		source: 'https://docs.brightdata.com/datasets/scrapers/tiktok/async-requests',
	},
	{
		value: 'cartesia',
		name: 'Cartesia (Token)',
		signature: tokenIn('x-webhook-secret'),
		callback: { urlPer: 'account', urlParameter: 'the agent, Advanced, Post-call webhooks' },
		secretPlace: 'You choose the authentication secret in the same form.',
		source: 'https://docs.cartesia.ai/agents/webhooks',
	},
	{
		value: 'deepgram',
		name: 'Deepgram (Token)',
		signature: basicAuthentication.signature,
		events: ['results', 'err_code'],
		fields: {
			jobIdField: 'metadata.request_id, request_id',
			completedValues: 'results',
			failedValues: 'err_code',
			errorField: 'err_msg',
		},
		callback: { urlPer: 'request', urlParameter: 'callback, in the query of the request' },
		secretPlace:
			'Choose a user and a password, and put them into the URL that you give to Deepgram: https://user:password@host. The Webhook Secret is user:password.',
		retries:
			'Deepgram repeats a delivery up to ten times, 30 seconds apart. It calls the ports 80, 443, 8080 and 8443.',
		source: 'https://github.com/deepgram/deepgram-docs',
	},
	{
		value: 'huggingFace',
		name: 'Hugging Face (Token)',
		signature: tokenIn('x-webhook-secret'),
		eventField: 'event.scope',
		events: ['repo', 'repo.content', 'repo.config', 'discussion', 'discussion.comment'],
		everyDeliveryIsNew: true,
		callback: { urlPer: 'account', urlParameter: 'huggingface.co/settings/webhooks' },
		secretPlace: 'You choose the secret there, in ASCII.',
		source: 'https://github.com/huggingface/hub-docs',
	},
	{
		value: 'leonardoAi',
		name: 'Leonardo.ai (Token)',
		signature: bearer,
		eventField: 'type',
		events: ['image_generation.complete'],
		timeField: 'timestamp',
		fields: {
			jobIdField: 'data.object.id',
			statusField: 'data.object.status',
			completedValues: 'COMPLETE',
			resultFields: 'data.object.images[].url',
		},
		callback: {
			urlPer: 'account',
			urlParameter: 'API Access, Create New Key',
			readBack: 'GET https://cloud.leonardo.ai/api/rest/v1/generations/{jobId}',
		},
		secretPlace: 'You choose the webhook callback API key in the same form. Another URL or key needs a new API key.',
		source: 'https://docs.leonardo.ai/docs/guide-to-the-webhook-callback-feature',
	},
	{
		value: 'piApi',
		name: 'PiAPI (Token)',
		signature: tokenIn('x-webhook-secret'),
		everyDeliveryIsNew: true,
		timeField: 'timestamp',
		fields: {
			jobIdField: 'data.task_id',
			statusField: 'data.status',
			completedValues: 'completed',
			failedValues: 'failed',
			resultFields: 'data.output',
			errorField: 'data.error',
		},
		callback: {
			urlPer: 'request',
			urlParameter: 'config.webhook_config.endpoint',
			readBack: 'GET https://api.piapi.ai/api/v1/task/{jobId}',
		},
		secretPlace: 'Choose a secret, and give it to PiAPI with each request, as config.webhook_config.secret.',
		source: 'https://piapi.ai/ar/blogs/piapi-task-polling-webhooks',
	},
	{
		value: 'revAi',
		name: 'Rev AI (Token)',
		signature: bearer,
		fields: {
			jobIdField: 'job.id',
			statusField: 'job.status',
			completedValues: 'transcribed, completed',
			failedValues: 'failed',
			errorField: 'job.failure_detail',
		},
		callback: {
			urlPer: 'request',
			urlParameter: 'notification_config.url',
			readBack: 'GET https://api.rev.ai/speechtotext/v1/jobs/{jobId}',
		},
		secretPlace:
			'Choose a secret, and give it to Rev AI with each request, as the Authorization header in notification_config.auth_headers.',
		confidence: 'implementations',
		source: 'https://github.com/revdotcom/revai-node-sdk',
	},
	{
		value: 'runware',
		name: 'Runware (Token)',
		signature: tokenIn('query:token'),
		events: ['data'],
		fields: {
			jobIdField: 'data[].taskUUID, taskUUID',
			completedValues: 'data',
			resultFields: 'data[].imageURL, data[].videoURL, data[].audioURL',
		},
		callback: { urlPer: 'request', urlParameter: 'webhookURL', severalCallbacks: 'one for each result of a batch' },
		secretPlace: OWN_QUERY,
		source: 'https://runware.ai/docs/platform/webhooks.md',
	},
	{
		value: 'speechIsCheap',
		name: 'SpeechIsCheap (Token)',
		signature: tokenIn('query:token'),
		fields: { jobIdField: 'id' },
		callback: { urlPer: 'request', urlParameter: 'webhook_url' },
		secretPlace: OWN_QUERY,
		retries: 'A delivery is not repeated.',
		source: 'https://docs.speechischeap.com/jobs-v2/webhooks',
	},
];
