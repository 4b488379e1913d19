import { addQuery, bodyOf, form, post, replaced, withHeader } from './requests.mts';
import type { DeliveryOptions, DocumentedSender, SignedRequest } from './row.mts';
import { bytes, hmac, seconds } from './signing.mts';

/** Returns the JSON object of a body, so that a signature can be put into it. */
const objectOf = (options: DeliveryOptions, own: Record<string, unknown>): Record<string, unknown> =>
	options.body === undefined ? own : (JSON.parse(options.body.toString()) as Record<string, unknown>);

const json = (body: unknown) => Buffer.from(JSON.stringify(body));

const MAILGUN_TOKEN = 'a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0';

/** Signed are the time and the token only, so the token is the id that can be believed. */
const mailgun: DocumentedSender = {
	name: 'Mailgun',
	settings: {
		signatureHeader: 'body:signature.signature',
		signedContent: '{timestamp}{body:signature.token}',
		timestampHeader: 'body:signature.timestamp',
		eventField: 'event-data.event',
		idField: 'signature.token',
	},
	secret: 'mailgun-http-webhook-signing-key',
	otherSecret: 'mailgun-http-webhook-signing-kez',
	deliver(options) {
		const { url, id: token = MAILGUN_TOKEN, secret = mailgun.secret } = options;
		const timestamp = seconds(options.now);
		const signature = { token, timestamp, signature: hmac('sha256', secret, 'hex', timestamp, token) };
		const event = { event: 'delivered', id: 'CPgfbmQMTCKtHW6uIWtuVe', timestamp: 1521472262.908181 };
		return post(url, 'json', json({ ...objectOf(options, { 'event-data': event }), signature }), {});
	},
	expected: { event: 'delivered', id: MAILGUN_TOKEN, verifiedBy: 'fields' },
	spoiled: {
		'another token': (request) => replaced(request, MAILGUN_TOKEN, `${MAILGUN_TOKEN}0`),
		'the last digit of the time moved to the token': (request) => {
			const [, start, last] = /"timestamp":"(\d+)(\d)"/.exec(request.body.toString())!;
			return replaced(
				replaced(request, `"timestamp":"${start}${last}"`, `"timestamp":"${start}"`),
				'"token":"',
				`"token":"${last}`,
			);
		},
		'the first character of the token moved to the time': (request) => {
			const [, time] = /"timestamp":"(\d+)"/.exec(request.body.toString())!;
			return replaced(
				replaced(request, `"timestamp":"${time}"`, `"timestamp":"${time}${MAILGUN_TOKEN[0]}"`),
				MAILGUN_TOKEN,
				MAILGUN_TOKEN.slice(1),
			);
		},
		'no signature': (request) => replaced(request, '"signature":"', '"unsigned":"'),
	},
};

const ADYEN_ITEM = 'notificationItems.0.NotificationRequestItem';
const ADYEN_FIELDS = [
	'pspReference',
	'originalReference',
	'merchantAccountCode',
	'merchantReference',
	'amount.value',
	'amount.currency',
	'eventCode',
	'success',
];

interface AdyenItem {
	pspReference: string;
	originalReference?: string;
	merchantAccountCode: string;
	merchantReference: string;
	amount: { value: number; currency: string };
	eventCode: string;
	success: string;
	additionalData?: Record<string, string>;
}

/**
 * Returns the signature of one item.
 * @param hexKey the HMAC key as the Customer Area shows it
 */
const adyenSignature = (hexKey: string, item: AdyenItem): string =>
	hmac(
		'sha256',
		Buffer.from(hexKey, 'hex'),
		'base64',
		[
			item.pspReference,
			item.originalReference ?? '',
			item.merchantAccountCode,
			item.merchantReference,
			item.amount.value,
			item.amount.currency,
			item.eventCode,
			item.success,
		].join(':'),
	);

/** One item; signed are eight of its fields. */
const adyen: DocumentedSender = {
	name: 'Adyen (standard)',
	settings: {
		keyEncoding: 'hex',
		signatureHeader: `body:${ADYEN_ITEM}.additionalData.hmacSignature`,
		signatureEncoding: 'base64',
		signedContent: ADYEN_FIELDS.map((field) => `{body:${ADYEN_ITEM}.${field}}`).join(':'),
		tolerance: 0,
		eventField: `${ADYEN_ITEM}.eventCode`,
		idField: `${ADYEN_ITEM}.pspReference`,
	},
	secret: '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056',
	otherSecret: '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA057',
	deliver(options) {
		const { url, id = '7914073381342284', secret = adyen.secret } = options;
		const item: AdyenItem = {
			pspReference: id,
			originalReference: '',
			merchantAccountCode: 'TestMerchant',
			merchantReference: 'shop:7',
			amount: { value: 1130, currency: 'EUR' },
			eventCode: 'AUTHORISATION',
			success: 'true',
		};
		const body = objectOf(options, { live: 'false', notificationItems: [{ NotificationRequestItem: item }] });
		for (const entry of body.notificationItems as Array<{ NotificationRequestItem: AdyenItem }>) {
			const signed = entry.NotificationRequestItem;
			signed.additionalData = { ...signed.additionalData, hmacSignature: adyenSignature(secret, signed) };
		}
		return post(url, 'json', json(body), {});
	},
	// The reference has the colon that separates the fields, so the signed text could be taken apart in another way.
	expected: { event: 'AUTHORISATION', id: 'digest', verifiedBy: 'fields' },
	spoiled: {
		'another amount': (request) => replaced(request, '1130', '11300'),
		'success as another text': (request) => replaced(request, '"success":"true"', '"success":"false"'),
		'another pspReference': (request) => replaced(request, '7914073381342284', '7914073381342285'),
		'no signature': (request) => replaced(request, 'hmacSignature', 'unsigned'),
	},
	sameSignedText: {
		'a part moved from one field to the one before': (request) =>
			replaced(
				replaced(request, '"merchantReference":"shop:7"', '"merchantReference":"7"'),
				'"TestMerchant"',
				'"TestMerchant:shop"',
			),
	},
};

const kie: DocumentedSender = {
	name: 'Kie.ai',
	settings: {
		signatureHeader: 'X-Webhook-Signature',
		signatureEncoding: 'base64',
		signedContent: '{body:data.task_id}.{timestamp}',
		timestampHeader: 'X-Webhook-Timestamp',
		eventField: 'data.callbackType',
		idField: 'none',
		fields: { jobIdField: 'data.task_id' },
	},
	secret: 'kie-webhook-hmac-key-1',
	otherSecret: 'kie-webhook-hmac-key-2',
	deliver(options) {
		const { url, id: task_id = '5c79be8e0d1b4f6f8e1a2b3c4d5e6f70', secret = kie.secret } = options;
		const time = seconds(options.now);
		const data = { callbackType: 'complete', task_id, data: [{ audio_url: 'https://example.com/song.mp3' }] };
		const body = json(objectOf(options, { code: 200, msg: 'All generated successfully.', data }));
		const signed = (JSON.parse(body.toString()) as { data: { task_id: string } }).data.task_id;
		return post(url, 'json', body, {
			'X-Webhook-Timestamp': time,
			'X-Webhook-Signature': hmac('sha256', secret, 'base64', signed, '.', time),
		});
	},
	expected: { event: 'complete', id: 'none', verifiedBy: 'fields' },
	spoiled: {
		'another task id': (request) => replaced(request, '5c79be8e', '6c79be8e'),
		'no task id': (request) => replaced(request, '"task_id"', '"taskId"'),
		'another time': (request) => withHeader(request, 'X-Webhook-Timestamp', (time) => String(Number(time) + 1)),
	},
};

const dropboxSignJson = (options: DeliveryOptions): Buffer => {
	const { now, secret = dropboxSign.secret } = options;
	const event_time = seconds(now);
	const event_type = 'signature_request_sent';
	const event = { event_time, event_type, event_hash: hmac('sha256', secret, 'hex', event_time, event_type) };
	return json({
		...objectOf(options, { signature_request: { signature_request_id: 'fa5c8a0b0f492d768749333ad6fcc214c111e967' } }),
		event,
	});
};

/**
 * The JSON of a delivery as it stands in the field `json`. Dropbox Sign itself sends it as multipart:
 * `dropboxSignAsMultipart`.
 */
const dropboxSign: DocumentedSender = {
	name: 'Dropbox Sign (the JSON alone)',
	settings: {
		signatureHeader: 'body:event.event_hash',
		signedContent: '{body:event.event_time}{body:event.event_type}',
		tolerance: 0,
		eventField: 'event.event_type',
	},
	secret: 'dropbox-sign-api-key-1',
	otherSecret: 'dropbox-sign-api-key-2',
	deliver: (options) => post(options.url, 'json', dropboxSignJson(options), {}),
	expected: { event: 'signature_request_sent', id: 'digest', verifiedBy: 'fields' },
	spoiled: {
		'another event': (request) => replaced(request, 'signature_request_sent', 'signature_request_signed'),
		'another time': (request) => replaced(request, '"event_time":"', '"event_time":"1'),
		'no signature': (request) => replaced(request, 'event_hash', 'unsigned'),
	},
	sameSignedText: {
		'the last digit of the time moved to the type': (request) => {
			const [all, start, last] = /"event_time":"(\d+)(\d)","event_type":"/.exec(request.body.toString())!;
			return replaced(request, all, `"event_time":"${start}","event_type":"${last}`);
		},
	},
};

/** Returns a Dropbox Sign delivery as it is sent: multipart, with the JSON in the field `json`. */
export function dropboxSignAsMultipart(options: DeliveryOptions): SignedRequest {
	const boundary = '------------------------d74496d66958873e';
	const head = `--${boundary}\r\nContent-Disposition: form-data; name="json"\r\n\r\n`;
	const body = bytes(head, dropboxSignJson(options), `\r\n--${boundary}--\r\n`);
	return {
		method: 'POST',
		url: options.url,
		headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
		body,
	};
}

const MERCADO_PAGO_REQUEST = 'bb56a2f1-6aae-46ac-982e-9dcd3581d08e';

/**
 * Signed are the id in the query, the request id and the time; of the body nothing is.
 * @param time writes the time: seconds or milliseconds, by product
 */
const mercadoPago = (name: string, time: (now: number) => string): DocumentedSender => {
	const secret = 'mercado-pago-secret-signature-1';
	return {
		name,
		settings: {
			signatureHeader: 'x-signature',
			signatureFormat: 'pairs',
			signatureKey: 'v1',
			timestampKey: 'ts',
			signedContent: 'id:{query:data.id};request-id:{header:x-request-id};ts:{timestamp};',
			eventField: 'type',
			idField: 'header:x-request-id',
		},
		secret,
		otherSecret: 'mercado-pago-secret-signature-2',
		deliver(options) {
			const requestId = options.id ?? MERCADO_PAGO_REQUEST;
			const ts = time(options.now);
			const manifest = `id:123456789;request-id:${requestId};ts:${ts};`;
			const own = { id: 12345, live_mode: true, type: 'payment', action: 'payment.created', data: { id: '123456789' } };
			const url = addQuery(options.url, form({ 'data.id': '123456789', type: 'payment' }));
			return post(url, 'json', bodyOf(options, JSON.stringify(own)), {
				'x-signature': `ts=${ts},v1=${hmac('sha256', options.secret ?? secret, 'hex', manifest)}`,
				'x-request-id': requestId,
			});
		},
		expected: { event: 'payment', id: MERCADO_PAGO_REQUEST, verifiedBy: 'fields' },
		spoiled: {
			'another id in the query': (request) => ({ ...request, url: request.url.replace('123456789', '123456780') }),
			'no id in the query': (request) => ({ ...request, url: request.url.replace('data.id', 'other') }),
			'another request id': (request) => withHeader(request, 'x-request-id', () => 'another'),
			'the request id moved to the query': ({ headers: { 'x-request-id': id, ...headers }, ...request }) => ({
				...request,
				headers,
				url: request.url.replace('123456789', `123456789${encodeURIComponent(`;request-id:${id}`)}`),
			}),
			'another time': (request) => withHeader(request, 'x-signature', (value) => value.replace('ts=1', 'ts=01')),
		},
	};
};

/** Senders that sign fields, not the body. */
export const sendersThatSignFields: DocumentedSender[] = [
	mailgun,
	adyen,
	kie,
	dropboxSign,
	mercadoPago('Mercado Pago', seconds),
	mercadoPago('Mercado Pago (milliseconds)', String),
];
