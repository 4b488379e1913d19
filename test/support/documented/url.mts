import { addQuery, bodyOf, form, post, replaced, withHeader } from './requests.mts';
import type { DeliveryOptions, DocumentedSender, SignedRequest } from './row.mts';
import { bordersOfBodyAndTime } from './borders.mts';
import { digest, hmac, sortedFormFields } from './signing.mts';

const anotherQuery = (request: SignedRequest): SignedRequest => ({
	...request,
	url: addQuery(request.url, 'admin=true'),
});

const square: DocumentedSender = {
	name: 'Square',
	settings: {
		signatureHeader: 'x-square-hmacsha256-signature',
		signatureEncoding: 'base64',
		signedContent: '{url}{body}',
		tolerance: 0,
		eventField: 'type',
		idField: 'event_id',
	},
	secret: 'NzQ5YjU1ZTQtc3F1YXJl-key',
	otherSecret: 'asdf1234',
	deliver(options) {
		const { url, id = 'c2b4e9a1-9b5f-3b3d-8c1b-2a6b5e5f0001', secret = square.secret } = options;
		const event = { merchant_id: '6SSW7HV8K2ST5', type: 'payment.created', event_id: id };
		const body = bodyOf(
			options,
			JSON.stringify({ ...event, data: { type: 'payment', id: 'KkAkhdMsgzn59SM8A89WgKwekxLZY' } }),
		);
		return post(url, 'json', body, {
			'x-square-hmacsha256-signature': hmac('sha256', secret, 'base64', url, body),
		});
	},
	expected: { event: 'payment.created', id: 'c2b4e9a1-9b5f-3b3d-8c1b-2a6b5e5f0001', verifiedBy: 'signature' },
	spoiled: { 'another query': anotherQuery },
};

const trello: DocumentedSender = {
	name: 'Trello',
	settings: {
		algorithm: 'hmacSha1',
		signatureHeader: 'x-trello-webhook',
		signatureEncoding: 'base64',
		signedContent: '{body}{url}',
		tolerance: 0,
		eventField: 'action.type',
		idField: 'action.id',
	},
	secret: '5f1f2ea1a5b8c4d3e2f10123456789abcdef0123456789abcdef0123456789ab',
	otherSecret: '6f1f2ea1a5b8c4d3e2f10123456789abcdef0123456789abcdef0123456789ab',
	deliver(options) {
		const { url, id = '51f9424bcd6e040f3c002412', secret = trello.secret } = options;
		const action = {
			id,
			type: 'updateCard',
			date: new Date(options.now).toISOString(),
			data: { card: { name: 'Tägliches' } },
		};
		const body = bodyOf(options, JSON.stringify({ action, model: { id: '4d5ea62fd76aa1136000000c' } }));
		return post(url, 'json', body, { 'x-trello-webhook': hmac('sha1', secret, 'base64', body, url) });
	},
	expected: { event: 'updateCard', id: '51f9424bcd6e040f3c002412', verifiedBy: 'signature' },
	spoiled: { 'another query': anotherQuery },
};

const twilioSettings = {
	algorithm: 'hmacSha1',
	signatureHeader: 'X-Twilio-Signature',
	signatureEncoding: 'base64',
	signedContent: '{url}{form}',
	tolerance: 0,
};

const twilioFields = form({
	MessageSid: 'SM1234567890abcdef1234567890abcdef',
	MessageStatus: 'delivered',
	To: '+18005551212',
	From: '+14158675309',
	Body: ' 50 % off & more\u00a0é ',
	AccountSid: 'AC1234567890abcdef1234567890abcdef',
	apiVersion: '2010-04-01',
	Digits: '1234',
	ErrorMessage: '',
});

const TWILIO_ID = '2d8b0d3c-7a9c-4b52-8f0e-twilio000001';

const deliverTwilioForm = (options: DeliveryOptions, query = ''): SignedRequest => {
	const { id = TWILIO_ID, secret = twilioForm.secret } = options;
	const url = query ? addQuery(options.url, query) : options.url;
	const body = bodyOf(options, twilioFields);
	return post(url, 'form', body, {
		'X-Twilio-Signature': hmac('sha1', secret, 'base64', url, sortedFormFields(body)),
		'I-Twilio-Idempotency-Token': id,
	});
};

const twilioForm: DocumentedSender = {
	name: 'Twilio',
	settings: { ...twilioSettings, eventField: 'MessageStatus' },
	secret: '0f2e4d6c8b0a1f3e5d7c9b1a3f5e7d9c',
	otherSecret: '1f2e4d6c8b0a1f3e5d7c9b1a3f5e7d9c',
	deliver: (options) => deliverTwilioForm(options),
	expected: { event: 'delivered', id: 'digest', verifiedBy: 'signature' },
	spoiled: {
		'another query': anotherQuery,
		'a trimmed value': (request) => replaced(request, 'Body=+50', 'Body=50'),
		'a field more': (request) => replaced(request, 'MessageSid=', 'Zone=1&MessageSid='),
		'an empty field less': (request) => replaced(request, '&ErrorMessage=', ''),
	},
	sameSignedText: {
		'a character moved from a value to its name': (request) => replaced(request, 'Digits=1234', 'Digits1=234'),
	},
};

const twilioQuery: DocumentedSender = {
	...twilioForm,
	name: 'Twilio (URL with a query)',
	deliver: (options) => deliverTwilioForm(options, 'flow=7&lang=en%20GB'),
	spoiled: {
		'no query': (request) => ({ ...request, url: request.url.replace(/\?.*/, '') }),
		'another order of the query': (request) => ({
			...request,
			url: request.url.replace('flow=7&lang=en%20GB', 'lang=en%20GB&flow=7'),
		}),
		'another writing of the query': (request) => ({ ...request, url: request.url.replace('%20', '+') }),
	},
	sameSignedText: {
		'the first field moved to the query': (request) => ({
			...replaced(request, '&AccountSid=AC1234567890abcdef1234567890abcdef', ''),
			url: `${request.url}AccountSidAC1234567890abcdef1234567890abcdef`,
		}),
	},
};

/** The URL carries the hash of the body as `bodySHA256`, and only the URL is signed. */
const twilioJson: DocumentedSender = {
	name: 'Twilio (JSON)',
	settings: { ...twilioSettings, eventField: 'EventType' },
	secret: twilioForm.secret,
	otherSecret: twilioForm.otherSecret,
	deliver(options) {
		const { id = TWILIO_ID, secret = twilioJson.secret } = options;
		const body = bodyOf(options, '{"EventType": "onMessageAdded", "Body": "5 > 4"}');
		const url = addQuery(options.url, `bodySHA256=${digest('sha256', 'hex', body)}`);
		return post(url, 'json', body, {
			'X-Twilio-Signature': hmac('sha1', secret, 'base64', url),
			'I-Twilio-Idempotency-Token': id,
		});
	},
	expected: { event: 'onMessageAdded', id: 'digest', verifiedBy: 'signature' },
	spoiled: {
		'another body with its own bodySHA256': (request) => {
			const changed = replaced(request, 'onMessageAdded', 'onMessageRemoved');
			return { ...changed, url: request.url.replace(/[0-9a-f]{64}/, digest('sha256', 'hex', changed.body)) };
		},
		'a second bodySHA256 for another body': (request) => {
			const changed = replaced(request, 'onMessageAdded', 'onMessageRemoved');
			return { ...changed, url: addQuery(request.url, `bodySHA256=${digest('sha256', 'hex', changed.body)}`) };
		},
		'no body': (request) => ({ ...request, body: Buffer.alloc(0) }),
		'no bodySHA256': (request) => ({ ...request, url: request.url.replace(/\?.*/, '') }),
		'another body, as a form type': (request) => ({
			...withHeader(request, 'Content-Type', () => 'application/x-www-form-urlencoded'),
			body: Buffer.from('EventType=onMessageRemoved'),
		}),
	},
};

const mandrillEvents = (id: string) => [
	{ event: 'hard_bounce', _id: id, ts: 1384954004, msg: { email: 'a@example.com', subject: 'Grüße' } },
	{ event: 'open', _id: `${id}-2`, ts: 1384954005, msg: { email: 'b@example.com' } },
];

/** The names inside the list are examples: the catalogue documents none. */
const mandrill: DocumentedSender = {
	name: 'Mandrill (Mailchimp Transactional)',
	settings: {
		algorithm: 'hmacSha1',
		signatureHeader: 'X-Mandrill-Signature',
		signatureEncoding: 'base64',
		signedContent: '{url}{form}',
		tolerance: 0,
		eventField: 'event',
		idField: '_id',
		fields: { entriesField: 'mandrill_events' },
	},
	secret: 'fA1mandrillWebhookKey0',
	otherSecret: 'fA1mandrillWebhookKey1',
	deliver(options) {
		const { url, id = 'exampleaaaaaaaaaaaaaaaaaaaaaaaaa', secret = mandrill.secret } = options;
		const body = bodyOf(options, form({ mandrill_events: JSON.stringify(mandrillEvents(id)) }));
		return post(url, 'form', body, {
			'X-Mandrill-Signature': hmac('sha1', secret, 'base64', url, sortedFormFields(body)),
		});
	},
	expected: { event: 'hard_bounce', id: 'digest', verifiedBy: 'signature', entries: 2 },
	spoiled: { 'another query': anotherQuery },
};

const PLIVO_NONCE = '12345678901234567890';

/**
 * The fields follow `?` where the URL has no query, else `.`; then `.` and the nonce. The field names are examples: the
 * catalogue documents none.
 */
const deliverPlivo = (options: DeliveryOptions, query = ''): SignedRequest => {
	const { id = PLIVO_NONCE, secret = plivo.secret } = options;
	const url = query ? addQuery(options.url, query) : options.url;
	const body = bodyOf(options, form({ To: '14155550100', From: '14155550199', CallStatus: 'ringing', Event: 'Ring' }));
	const fields = `${url.includes('?') ? '.' : '?'}${sortedFormFields(body)}`;
	return post(url, 'form', body, {
		'X-Plivo-Signature-V3': hmac('sha256', secret, 'base64', url, fields, '.', id),
		'X-Plivo-Signature-V3-Nonce': id,
	});
};

const plivo: DocumentedSender = {
	name: 'Plivo',
	settings: {
		signatureHeader: 'X-Plivo-Signature-V3',
		signatureEncoding: 'base64',
		signedContent: '{url}?{form}.{header:x-plivo-signature-v3-nonce}',
		tolerance: 0,
		eventField: 'CallStatus',
		idField: 'header:x-plivo-signature-v3-nonce',
	},
	secret: 'ZjA1plivoAuthTokenZjA1plivoAuthToken',
	otherSecret: 'ZjA2plivoAuthTokenZjA1plivoAuthToken',
	deliver: (options) => deliverPlivo(options),
	expected: { event: 'ringing', id: 'digest', verifiedBy: 'signature' },
	spoiled: {
		'another nonce': (request) => withHeader(request, 'X-Plivo-Signature-V3-Nonce', () => '2'),
		'no nonce': ({ headers: { 'X-Plivo-Signature-V3-Nonce': _, ...headers }, ...request }) => ({ ...request, headers }),
		'another query': anotherQuery,
	},
};

const plivoQuery: DocumentedSender = {
	...plivo,
	name: 'Plivo (URL with a query)',
	settings: { ...plivo.settings, signedContent: '{url}.{form}.{header:x-plivo-signature-v3-nonce}' },
	deliver: (options) => deliverPlivo(options, 'flow=7'),
};

const hubSpotBody = JSON.stringify([
	{ eventId: 100, subscriptionType: 'contact.creation', occurredAt: 1700000000000, attemptNumber: 0, objectId: 1 },
	{ eventId: 101, subscriptionType: 'deal.creation', occurredAt: 1700000000001, attemptNumber: 0, objectId: 2 },
]);

const hubSpotV3: DocumentedSender = {
	name: 'HubSpot (v3)',
	settings: {
		signatureHeader: 'X-HubSpot-Signature-v3',
		signatureEncoding: 'base64',
		signedContent: '{method}{url}{body}{timestamp}',
		timestampHeader: 'X-HubSpot-Request-Timestamp',
		eventField: 'subscriptionType',
	},
	secret: '3f1c2d4e-hubspot-client-secret',
	otherSecret: '4f1c2d4e-hubspot-client-secret',
	deliver(options) {
		const { url, secret = hubSpotV3.secret } = options;
		const body = bodyOf(options, hubSpotBody);
		const time = String(options.now);
		return post(url, 'json', body, {
			'X-HubSpot-Signature-v3': hmac('sha256', secret, 'base64', 'POST', url, body, time),
			'X-HubSpot-Request-Timestamp': time,
			'X-HubSpot-Signature': digest('sha256', 'hex', secret, body),
			'X-HubSpot-Signature-Version': 'v1',
		});
	},
	expected: { event: 'contact.creation', id: 'digest', verifiedBy: 'signature', entries: 2 },
	spoiled: {
		'another query': anotherQuery,
		'another method': (request) => ({ ...request, method: 'PUT' }),
		...bordersOfBodyAndTime('X-HubSpot-Request-Timestamp'),
	},
};

const hubSpotV1: DocumentedSender = {
	name: 'HubSpot (v1)',
	settings: {
		algorithm: 'digestSha256',
		signatureHeader: 'X-HubSpot-Signature',
		signedContent: '{secret}{body}',
		tolerance: 0,
		eventField: 'subscriptionType',
	},
	secret: hubSpotV3.secret,
	otherSecret: hubSpotV3.otherSecret,
	deliver(options) {
		const { url, secret = hubSpotV1.secret } = options;
		const body = bodyOf(options, hubSpotBody);
		return post(url, 'json', body, {
			'X-HubSpot-Signature': digest('sha256', 'hex', secret, body),
			'X-HubSpot-Signature-Version': 'v1',
		});
	},
	expected: { event: 'contact.creation', id: 'digest', verifiedBy: 'signature', entries: 2 },
};

const hubSpotV2: DocumentedSender = {
	...hubSpotV1,
	name: 'HubSpot (v2)',
	settings: { ...hubSpotV1.settings, signedContent: '{secret}{method}{url}{body}' },
	deliver(options) {
		const { url, secret = hubSpotV1.secret } = options;
		const body = bodyOf(options, hubSpotBody);
		return post(url, 'json', body, {
			'X-HubSpot-Signature': digest('sha256', 'hex', secret, 'POST', url, body),
			'X-HubSpot-Signature-Version': 'v2',
		});
	},
	spoiled: { 'another query': anotherQuery, 'another method': (request) => ({ ...request, method: 'PUT' }) },
};

/** Senders that sign the address they were given. */
export const sendersThatSignTheUrl: DocumentedSender[] = [
	square,
	trello,
	twilioForm,
	twilioQuery,
	twilioJson,
	mandrill,
	plivo,
	plivoQuery,
	hubSpotV3,
	hubSpotV1,
	hubSpotV2,
];
