import type { ProviderName } from '../index.mts';

/** A place where the provider's documents are silent or contradict each other. */
interface OpenQuestion {
	/** The section of the fact sheet. */
	section: string;
	question: string;
	/** The switches that stand for it, or the reason why none does. */
	answeredBy: readonly string[] | string;
}

const NOT_OFFERED = 'No operation of the package uses it.';
const FREE_TEXT = 'The value is passed on as the user writes it.';

/** Everything that is UNKNOWN or contradictory about the three providers. */
export const openQuestions: Readonly<Record<ProviderName, readonly OpenQuestion[]>> = {
	virtualStagingAi: [
		{ section: '0', question: "the receiver's time limit", answeredBy: ['sender-patience'] },
		{
			section: '1.1',
			question: 'when to use the second server',
			answeredBy: 'It is meant for wait_for_completion, which no operation sends.',
		},
		{
			section: '1.2',
			question: 'the path of the operations for several renders or variations',
			answeredBy: NOT_OFFERED,
		},
		{ section: '1.2', question: 'the description of total_count', answeredBy: ['render-list', 'render-answer'] },
		{
			section: '1.2',
			question: 'the default and bounds of variation_count',
			answeredBy: 'The node always sends it, from 1 to 20.',
		},
		{ section: '1.2', question: 'whether webhook_url works beside configs', answeredBy: ['webhook-url'] },
		{ section: '1.2', question: 'the field for two image addresses, and the multi-view type', answeredBy: FREE_TEXT },
		{ section: '1.2', question: 'the numbers of the success answers', answeredBy: ['order-fields'] },
		{ section: '1.2', question: 'configs when variations are added', answeredBy: NOT_OFFERED },
		{
			section: '1.2',
			question: 'a list of variations instead of a page',
			answeredBy: ['order-fields', 'render-answer'],
		},
		{
			section: '1.2',
			question: 'the schema of /analyze, and whether it waits',
			answeredBy: 'The answer is passed on as it is.',
		},
		{
			section: '1.2',
			question: 'the schema of /multi-view-compatability',
			answeredBy: 'The user can name the field, and the answer is passed on as it is.',
		},
		{ section: '1.2', question: 'the body of POST /user/webhook-secret', answeredBy: ['secret-field'] },
		{ section: '1.2', question: 'the limits of a secret', answeredBy: ['secret-length'] },
		{ section: '1.2', question: 'the answer of POST /user/webhook-secret', answeredBy: ['secret-answer'] },
		{ section: '1.3', question: 'the names and options of enhancement and multi-view', answeredBy: FREE_TEXT },
		{ section: '1.3', question: 'the complete lists of rooms and styles', answeredBy: FREE_TEXT },
		{ section: '1.4', question: 'the meaning of eta', answeredBy: ['variation-fields'] },
		{ section: '1.4', question: 'other types of variations', answeredBy: ['variation-fields'] },
		{ section: '1.4', question: 'result and base_variation_id before the end', answeredBy: ['variation-fields'] },
		{ section: '1.4', question: 'the words for a status', answeredBy: ['status-words'] },
		{ section: '1.4', question: 'the field that tells why a variation failed', answeredBy: ['failure'] },
		{ section: '1.4', question: 'the fields of a validation error, and of errors at all', answeredBy: ['error-form'] },
		{ section: '1.5', question: 'whether a removal has deliveries of its own', answeredBy: ['removal-event'] },
		{ section: '1.5', question: 'the fields of update, and whether it comes', answeredBy: ['updates'] },
		{ section: '1.5', question: 'the fields of the analysis events', answeredBy: ['event-fields'] },
		{ section: '1.5', question: 'object or list in result', answeredBy: ['event-result'] },
		{ section: '1.5', question: 'the bytes that are signed', answeredBy: ['signed-bytes'] },
		{ section: '1.5', question: 'the header of an unsigned delivery', answeredBy: ['secret-field'] },
		{
			section: '1.5',
			question: 'pauses, order and ids of deliveries',
			answeredBy: ['sender-patience', 'delivery-order'],
		},
		{ section: '1.5', question: 'whether the query string is kept', answeredBy: ['webhook-url'] },
		{ section: '1.5', question: "the sender's clock", answeredBy: ['event-time'] },
		{ section: '1.6', question: 'requests per minute', answeredBy: ['order-limit', 'job-outage'] },
		{ section: '1.6', question: 'how long a result link works', answeredBy: ['result-file'] },
		{
			section: '1.8',
			question: 'what Authorization begins with',
			answeredBy: "The page's own form is the only documented one.",
		},
		{ section: '1.8', question: 'configs or operations of their own', answeredBy: NOT_OFFERED },
		{
			section: '1.8',
			question: 'image_url as URL or data URL',
			answeredBy: 'A data URL is sent only when the user chooses a file.',
		},
		{ section: '1.8', question: 'two kinds of events or five', answeredBy: ['updates', 'event-fields'] },
		{ section: '1.8', question: 'whether deliveries are signed at all', answeredBy: ['secret-field'] },
		{ section: '1.9', question: 'the answer to an order', answeredBy: ['order-answer', 'order-fields'] },
		{ section: '1.9', question: 'whether the API lags behind a delivery', answeredBy: ['api-lag'] },
		{ section: '1.9', question: 'the largest image', answeredBy: ['error-form'] },
		{ section: '1.9', question: 'operations that delete or cancel', answeredBy: NOT_OFFERED },
		{
			section: '1.9',
			question: 'the address ranges of the sender',
			answeredBy: 'Allowed IPs is empty unless the user fills it.',
		},
	],
	listingRva: [
		{ section: '2.1', question: 'the lifetime of a token', answeredBy: ['session'] },
		{ section: '2.1', question: 'login and refresh', answeredBy: NOT_OFFERED },
		{
			section: '2.2',
			question: 'the answer of GET /ai/jobs/:id',
			answeredBy: ['job-answer', 'job-words', 'job-outage'],
		},
		{ section: '2.2', question: 'the answer of GET /products', answeredBy: ['product-list'] },
		{ section: '2.2', question: 'other product routes, copy, platforms, credit balance', answeredBy: NOT_OFFERED },
		{ section: '2.2', question: 'the answer of GET /assets/:id', answeredBy: ['asset-answer', 'api-lag'] },
		{ section: '2.2', question: 'the answer of GET /webhooks', answeredBy: ['endpoint-list'] },
		{ section: '2.2', question: 'whether PUT takes events, and its answer', answeredBy: ['update-answer'] },
		{ section: '2.2', question: 'the answer of DELETE', answeredBy: ['deletion-answer'] },
		{ section: '2.2', question: 'aiModel and the number of variants', answeredBy: FREE_TEXT },
		{
			section: '2.2',
			question: 'the status and other fields of the answer to an order',
			answeredBy: ['order-answer', 'order-fields'],
		},
		{ section: '2.2', question: 'the form of errors that the page does not list', answeredBy: ['error-form'] },
		{ section: '2.2', question: 'the headers of a rate limit', answeredBy: ['order-limit', 'job-outage'] },
		{ section: '2.3', question: 'the answer to a registration', answeredBy: ['registration-answer'] },
		{ section: '2.3', question: 'whether parts of an event can be missing', answeredBy: ['event-fields'] },
		{ section: '2.3', question: 'order, delivery id and source addresses', answeredBy: ['sender-patience'] },
		{ section: '2.3', question: 'the clock of the sender', answeredBy: ['event-time'] },
		{ section: '2.3', question: 'the number of endpoints', answeredBy: ['endpoint-life'] },
		{ section: '2.4', question: 'the keys of styles and platforms', answeredBy: FREE_TEXT },
		{ section: '2.5', question: 'when credits are taken', answeredBy: ['charge'] },
		{ section: '2.5', question: 'token or API key', answeredBy: 'Both go into the same field and the same header.' },
		{ section: '2.5', question: 'the case of style keys', answeredBy: FREE_TEXT },
		{
			section: '2.5',
			question: 'paths with and without /api',
			answeredBy: 'The Base URL of the credential can be changed.',
		},
		{ section: '2.6', question: 'what happens to an endpoint that keeps failing', answeredBy: ['endpoint-life'] },
		{ section: '2.6', question: 'the host of the images', answeredBy: ['result-file'] },
	],
	vigthoria: [
		{ section: '0', question: "the receiver's time limit", answeredBy: ['sender-patience'] },
		{ section: '3.1', question: 'the prefix of a key, and where keys are made', answeredBy: 'A key is opaque.' },
		{ section: '3.1', question: '/v1 or /api/v1', answeredBy: 'The Base URL of the credential can be changed.' },
		{
			section: '3.2',
			question: 'the answer of GET /music/{id}',
			answeredBy: ['generation-answer', 'status-words', 'job-outage'],
		},
		{ section: '3.2', question: 'the answer of POST /video/generate', answeredBy: ['order-answer', 'order-fields'] },
		{ section: '3.2', question: 'the path of image generation, payments, workflows', answeredBy: NOT_OFFERED },
		{ section: '3.2', question: 'the answer of GET /music/library', answeredBy: ['library'] },
		{ section: '3.2', question: 'whether a result link needs the key', answeredBy: ['result-link'] },
		{ section: '3.2', question: 'the form of errors', answeredBy: ['error-form'] },
		{ section: '3.2', question: 'rate limits', answeredBy: ['order-limit', 'job-outage'] },
		{ section: '3.4', question: 'an API for endpoints', answeredBy: 'The user sets up the endpoint on the dashboard.' },
		{ section: '3.4', question: 'the form of test events', answeredBy: ['test-event'] },
		{ section: '3.5', question: 'the envelope of an event', answeredBy: ['envelope'] },
		{ section: '3.5', question: 'how an event tells its time', answeredBy: ['event-time'] },
		{ section: '3.6', question: 'the list of events', answeredBy: ['test-event'] },
		{ section: '3.7', question: 'the data of most events', answeredBy: ['event-data'] },
		{ section: '3.7', question: 'other values of service', answeredBy: 'The value is passed on in the body.' },
		{ section: '3.8', question: 'the form of the signature and the bytes that are signed', answeredBy: ['signature'] },
		{ section: '3.8', question: 'the schedule of repeats', answeredBy: ['sender-patience'] },
		{ section: '3.8', question: 'the order of deliveries, and the API behind them', answeredBy: ['api-lag'] },
		{ section: '3.9', question: 'chat endpoints and models', answeredBy: NOT_OFFERED },
		{
			section: '3.10',
			question: 'the format of a secret',
			answeredBy: 'The secret is used as text, as all samples do.',
		},
		{ section: '3.10', question: 'a callback URL for one generation', answeredBy: NOT_OFFERED },
		{ section: '3.10', question: 'the host of the results', answeredBy: ['result-file', 'result-link'] },
	],
};
