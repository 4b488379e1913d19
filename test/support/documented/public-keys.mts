import { bordersOfTimeAndBody } from './borders.mts';
import { asPem, asRaw, asSpki, keyPair } from './keys.mts';
import { bodyOf, post, withBody } from './requests.mts';
import type { DocumentedSender } from './row.mts';
import { seconds, signWith } from './signing.mts';

const sendGridKeys = keyPair('ecP256');
const SENDGRID_TIME = 'X-Twilio-Email-Event-Webhook-Timestamp';
const SENDGRID_ID = 'ZGVsaXZlcmVkLTAtMTcwMDAwMDAwMC1hYmM';

/** The public key is published as the base64 of its SPKI, and the list has CR LF between its events and at its end. */
const sendGrid: DocumentedSender = {
	name: 'SendGrid',
	settings: {
		algorithm: 'ecdsaSha256',
		keyEncoding: 'spki',
		signatureHeader: 'X-Twilio-Email-Event-Webhook-Signature',
		signatureEncoding: 'base64',
		signedContent: '{timestamp}{body}',
		timestampHeader: SENDGRID_TIME,
		eventField: 'event',
		idField: 'sg_event_id',
	},
	secret: asSpki(sendGridKeys),
	otherSecret: asSpki(keyPair('ecP256')),
	deliver(options) {
		const { id = SENDGRID_ID } = options;
		const event = (name: string, eventId: string) =>
			JSON.stringify({ email: 'example@test.com', timestamp: 1700000000, event: name, sg_event_id: eventId });
		const body = bodyOf(options, `[${event('delivered', id)},\r\n${event('open', `${id}-2`)}]\r\n`);
		const time = seconds(options.now);
		return post(options.url, 'json', body, {
			'X-Twilio-Email-Event-Webhook-Signature': signWith('sha256', sendGridKeys.privateKey, 'base64', time, body),
			[SENDGRID_TIME]: time,
		});
	},
	expected: { event: 'delivered', id: SENDGRID_ID, verifiedBy: 'signature', entries: 2 },
	spoiled: {
		'no line end after the list': (request) => withBody(request, (text) => text.trimEnd()),
		...bordersOfTimeAndBody(SENDGRID_TIME),
	},
};

const wiseKeys = keyPair('rsa');
const wiseBody = `{
  "data": { "resource": { "id": 111, "profile_id": 222, "type": "transfer" }, "current_state": "processing" },
  "subscription_id": "01234567-89ab-cdef-0123-456789abcdef",
  "event_type": "transfers#state-change",
  "schema_version": "2.0.0",
  "sent_at": "2020-01-01T12:34:56Z"
}`;

/** Wise sends the older SHA-1 signature as well. */
const wise: DocumentedSender = {
	name: 'Wise',
	settings: {
		algorithm: 'rsaSha256',
		keyEncoding: 'spki',
		signatureHeader: 'X-Signature-SHA256',
		signatureEncoding: 'base64',
		tolerance: 0,
		eventField: 'event_type',
	},
	secret: asPem(wiseKeys),
	otherSecret: asPem(keyPair('rsa')),
	deliver(options) {
		const body = bodyOf(options, wiseBody);
		return post(options.url, 'json', body, {
			'X-Signature-SHA256': signWith('sha256', wiseKeys.privateKey, 'base64', body),
			'X-Signature': signWith('sha1', wiseKeys.privateKey, 'base64', body),
			'X-Delivery-Id': '3f1a2b3c-0000-4000-8000-000000000001',
		});
	},
	expected: { event: 'transfers#state-change', id: 'digest', verifiedBy: 'signature' },
	spoiled: {
		'the SHA-1 signature in the place of the SHA-256 one': (request) => ({
			...request,
			headers: { ...request.headers, 'X-Signature-SHA256': request.headers['X-Signature']! },
		}),
	},
};

const wiseSha1: DocumentedSender = {
	...wise,
	name: 'Wise (SHA-1)',
	settings: { ...wise.settings, algorithm: 'rsaSha1', signatureHeader: 'X-Signature' },
	spoiled: {
		'the SHA-256 signature in the place of the SHA-1 one': (request) => ({
			...request,
			headers: { ...request.headers, 'X-Signature': request.headers['X-Signature-SHA256']! },
		}),
	},
};

const highLevelKeys = keyPair('ed25519');
const HIGHLEVEL_ID = '3a1b2c3d-0000-4000-8000-000000000001';

/** The fields `type` and `webhookId` are from memory. */
const highLevel: DocumentedSender = {
	name: 'HighLevel (GoHighLevel)',
	settings: {
		algorithm: 'ed25519',
		keyEncoding: 'spki',
		signatureHeader: 'X-GHL-Signature',
		signatureEncoding: 'base64',
		tolerance: 0,
		eventField: 'type',
		idField: 'webhookId',
	},
	secret: asPem(highLevelKeys),
	otherSecret: asPem(keyPair('ed25519')),
	deliver(options) {
		const { id = HIGHLEVEL_ID } = options;
		const body = bodyOf(options, JSON.stringify({ type: 'ContactCreate', webhookId: id, firstName: 'Zoë' }));
		return post(options.url, 'json', body, {
			'X-GHL-Signature': signWith(null, highLevelKeys.privateKey, 'base64', body),
		});
	},
	expected: { event: 'ContactCreate', id: HIGHLEVEL_ID, verifiedBy: 'signature' },
};

const discordKeys = keyPair('ed25519');

/** A slash command: type 2 is an application command. */
const discord: DocumentedSender = {
	name: 'Discord (interactions)',
	settings: {
		algorithm: 'ed25519',
		keyEncoding: 'hex',
		signatureHeader: 'X-Signature-Ed25519',
		signedContent: '{timestamp}{body}',
		timestampHeader: 'X-Signature-Timestamp',
		eventField: 'type',
		idField: 'id',
	},
	secret: asRaw(discordKeys).toString('hex'),
	otherSecret: asRaw(keyPair('ed25519')).toString('hex'),
	deliver(options) {
		const { id = '846462639134605312' } = options;
		const body = bodyOf(options, `{"id":"${id}","type":2,"data":{"id":"771825006014889984","name":"cardsearch"}}`);
		const time = seconds(options.now);
		return post(options.url, 'json', body, {
			'X-Signature-Ed25519': signWith(null, discordKeys.privateKey, 'hex', time, body),
			'X-Signature-Timestamp': time,
		});
	},
	expected: { event: '2', id: '846462639134605312', verifiedBy: 'signature' },
	spoiled: bordersOfTimeAndBody('X-Signature-Timestamp'),
};

const telnyxKeys = keyPair('ed25519');

/** The public key is the base64 of its 32 bytes. The fields `data.event_type` and `data.id` are from memory. */
const telnyx: DocumentedSender = {
	name: 'Telnyx',
	settings: {
		algorithm: 'ed25519',
		keyEncoding: 'base64',
		signatureHeader: 'telnyx-signature-ed25519',
		signatureEncoding: 'base64',
		signedContent: '{timestamp}|{body}',
		timestampHeader: 'telnyx-timestamp',
		eventField: 'data.event_type',
		idField: 'data.id',
	},
	secret: asRaw(telnyxKeys).toString('base64'),
	otherSecret: asRaw(keyPair('ed25519')).toString('base64'),
	deliver(options) {
		const { id = '0ccc7b54-4df3-4bca-a65a-3da1ecc777f0' } = options;
		const body = bodyOf(options, `{"data":{"event_type":"message.received","id":"${id}","payload":{"text":"|"}}}`);
		const time = seconds(options.now);
		return post(options.url, 'json', body, {
			'telnyx-signature-ed25519': signWith(null, telnyxKeys.privateKey, 'base64', time, '|', body),
			'telnyx-timestamp': time,
		});
	},
	expected: { event: 'message.received', id: '0ccc7b54-4df3-4bca-a65a-3da1ecc777f0', verifiedBy: 'signature' },
};

/** Senders that sign with a private key; the user enters the public one. */
export const sendersWithPublicKeys: DocumentedSender[] = [sendGrid, wise, wiseSha1, highLevel, discord, telnyx];
