import { bodyMovedToTime, bordersOfBodyAndTime, timeMovedToBody } from './borders.mts';
import { bodyOf, post, withHeader } from './requests.mts';
import type { DocumentedSender } from './row.mts';
import { hmac, seconds } from './signing.mts';

/** The body is an example: the catalogue documents no field. */
const klaviyo: DocumentedSender = {
	name: 'Klaviyo',
	settings: {
		signatureHeader: 'Klaviyo-Signature',
		signedContent: '{body}{timestamp}',
		timestampHeader: 'Klaviyo-Timestamp',
		eventField: 'meta.topic',
	},
	secret: 'klaviyo-webhook-secret-1',
	otherSecret: 'klaviyo-webhook-secret-2',
	deliver(options) {
		const { url, secret = klaviyo.secret } = options;
		const body = bodyOf(options, '{"data":[{"external_id":"7F6VzNB7L4r"}],"meta":{"topic":"event:klaviyo.sent_sms"}}');
		const time = seconds(options.now);
		return post(url, 'json', body, {
			'Klaviyo-Signature': hmac('sha256', secret, 'hex', body, time),
			'Klaviyo-Timestamp': time,
		});
	},
	expected: { event: 'event:klaviyo.sent_sms', id: 'digest', verifiedBy: 'signature' },
	spoiled: bordersOfBodyAndTime('Klaviyo-Timestamp'),
};

/** Returns a time as Box writes it: seconds, and the offset of the Pacific coast. */
const pacific = (now: number) => `${new Date(now - 7 * 3600_000).toISOString().slice(0, 19)}-07:00`;

const box: DocumentedSender = {
	name: 'Box',
	settings: {
		signatureHeader: 'Box-Signature-Primary',
		signatureEncoding: 'base64',
		signedContent: '{body}{timestamp}',
		timestampHeader: 'Box-Delivery-Timestamp',
		tolerance: 600,
		eventField: 'trigger',
		idField: 'id',
	},
	secret: 'Fd28OJrZ8oNxkgmS7TbjXNgrG8v-primary',
	otherSecret: 'Fd28OJrZ8oNxkgmS7TbjXNgrG8v-another',
	deliver(options) {
		const { url, id = '0f5d5f2e-44a7-4d9a-8d2c-b0c000000001', secret = box.secret } = options;
		const event = { type: 'webhook_event', id, trigger: 'FILE.UPLOADED' };
		// Box escapes slashes, so a re-serialised body has other bytes.
		const body = bodyOf(options, JSON.stringify({ ...event, source: { name: 'a/b.txt' } }).replaceAll('/', '\\/'));
		const time = pacific(options.now);
		return post(url, 'json', body, {
			'Box-Delivery-Id': 'f96bb54b-ee16-4fc5-aa65-8c2d9e5b546f',
			'Box-Delivery-Timestamp': time,
			'Box-Signature-Algorithm': 'HmacSHA256',
			'Box-Signature-Version': '1',
			'Box-Signature-Primary': hmac('sha256', secret, 'base64', body, time),
			'Box-Signature-Secondary': hmac('sha256', 'Fd28OJrZ8oNxkgmS7TbjXNgrG8v-secondary', 'base64', body, time),
		});
	},
	expected: { event: 'FILE.UPLOADED', id: '0f5d5f2e-44a7-4d9a-8d2c-b0c000000001', verifiedBy: 'signature' },
	spoiled: {
		'the same moment in UTC': (request) =>
			withHeader(request, 'Box-Delivery-Timestamp', (time) => new Date(time).toISOString()),
		...bordersOfBodyAndTime('Box-Delivery-Timestamp'),
	},
};

const retell: DocumentedSender = {
	name: 'Retell AI',
	settings: {
		signatureHeader: 'x-retell-signature',
		signatureFormat: 'pairs',
		signatureKey: 'd',
		timestampKey: 'v',
		signedContent: '{body}{timestamp}',
		eventField: 'event',
		idField: 'none',
		fields: { jobIdField: 'call.call_id' },
	},
	secret: 'key_0f1e2d3c4b5a69788796a5b4c3d2',
	otherSecret: 'key_1f1e2d3c4b5a69788796a5b4c3d2',
	deliver(options) {
		const { url, now, secret = retell.secret } = options;
		const body = bodyOf(options, '{"event":"call_analyzed","call":{"call_id":"Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6"}}');
		return post(url, 'json', body, {
			'x-retell-signature': `v=${now},d=${hmac('sha256', secret, 'hex', body, String(now))}`,
		});
	},
	expected: { event: 'call_analyzed', id: 'none', verifiedBy: 'signature' },
	spoiled: bordersOfBodyAndTime('x-retell-signature', 'v='),
};

const ghost: DocumentedSender = {
	name: 'Ghost',
	settings: {
		signatureHeader: 'X-Ghost-Signature',
		signatureFormat: 'pairs',
		signatureKey: 'sha256',
		timestampKey: 't',
		signedContent: '{body}{timestamp}',
		eventField: 'event',
	},
	secret: 'ghost integration secret',
	otherSecret: 'ghost integration secret!',
	deliver(options) {
		const { url, now, secret = ghost.secret } = options;
		const body = bodyOf(options, '{"event":"post.published","post":{"current":{"id":"5ddc9141c35e7700383b2937"}}}');
		return post(url, 'json', body, {
			'X-Ghost-Signature': `sha256=${hmac('sha256', secret, 'hex', body, String(now))}, t=${now}`,
		});
	},
	expected: { event: 'post.published', id: 'digest', verifiedBy: 'signature' },
	spoiled: bordersOfBodyAndTime('X-Ghost-Signature', ' t='),
};

/** The body is an example: the catalogue documents no field. */
const bambooHr: DocumentedSender = {
	name: 'BambooHR',
	settings: {
		signatureHeader: 'X-BambooHR-Signature',
		signedContent: '{body}{timestamp}',
		timestampHeader: 'X-BambooHR-Timestamp',
		eventField: 'type',
	},
	secret: 'bamboo-private-key-1',
	otherSecret: 'bamboo-private-key-2',
	deliver(options) {
		const { url, secret = bambooHr.secret } = options;
		const body = bodyOf(options, '{"type":"employee.updated","employees":[{"id":"1","action":"Updated"}]}');
		const time = seconds(options.now);
		return post(url, 'json', body, {
			'X-BambooHR-Signature': hmac('sha256', secret, 'hex', body, time),
			'X-BambooHR-Timestamp': time,
		});
	},
	expected: { event: 'employee.updated', id: 'digest', verifiedBy: 'signature' },
	spoiled: bordersOfBodyAndTime('X-BambooHR-Timestamp'),
};

const ZENDESK_TIME = 'X-Zendesk-Webhook-Signature-Timestamp';

const zendesk: DocumentedSender = {
	name: 'Zendesk',
	settings: {
		signatureHeader: 'X-Zendesk-Webhook-Signature',
		signatureEncoding: 'base64',
		signedContent: '{timestamp}{body}',
		timestampHeader: ZENDESK_TIME,
		eventField: 'type',
		idField: 'id',
	},
	// It looks like base64 and is used as text.
	secret: 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==',
	otherSecret: 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seSE=',
	deliver(options) {
		const { url, id = 'cbe4028c-7239-495d-b020-f22348516046', secret = zendesk.secret } = options;
		const time = new Date(options.now).toISOString();
		const event = { type: 'zen:event-type:ticket.created', account_id: 22129848, id, time };
		const body = bodyOf(options, JSON.stringify({ ...event, detail: { id: '5158', subject: 'Help' } }));
		return post(url, 'json', body, {
			'X-Zendesk-Webhook-Signature': hmac('sha256', secret, 'base64', time, body),
			[ZENDESK_TIME]: time,
			'X-Zendesk-Webhook-Invocation-Id': '01EAR2B6RMH2Z7QJVN4JHW7Z7K',
		});
	},
	expected: {
		event: 'zen:event-type:ticket.created',
		id: 'cbe4028c-7239-495d-b020-f22348516046',
		verifiedBy: 'signature',
	},
	spoiled: {
		'the same moment, written otherwise': (request) =>
			withHeader(request, ZENDESK_TIME, (time) => time.replace('Z', '+00:00')),
		'the first character of the body moved to the time': (request) => bodyMovedToTime(request, ZENDESK_TIME),
	},
	sameSignedText: {
		'the Z of the time moved to the body': (request) => timeMovedToBody(request, ZENDESK_TIME),
	},
};

const TWITCH_TIME = 'Twitch-Eventsub-Message-Timestamp';
const TWITCH_ID = 'Twitch-Eventsub-Message-Id';

const twitch: DocumentedSender = {
	name: 'Twitch',
	settings: {
		signatureHeader: 'Twitch-Eventsub-Message-Signature',
		signaturePrefix: 'sha256=',
		signedContent: '{header:twitch-eventsub-message-id}{timestamp}{body}',
		timestampHeader: TWITCH_TIME,
		tolerance: 600,
		eventField: 'subscription.type',
		idField: 'header:twitch-eventsub-message-id',
	},
	secret: 's3cRe7-of-ten-to-100-characters',
	otherSecret: 's3cRe8-of-ten-to-100-characters',
	deliver(options) {
		const { url, id = 'e76c6bd4-55c9-4987-8304-da1588d8988b', secret = twitch.secret } = options;
		const subscription = { id: 'f1c2a387-161a-49f9-a165-0f21d7a4e1c4', type: 'channel.follow', version: '1' };
		const body = bodyOf(options, JSON.stringify({ subscription, event: { user_login: 'cool_user' } }));
		const time = new Date(options.now).toISOString();
		return post(url, 'json', body, {
			[TWITCH_ID]: id,
			[TWITCH_TIME]: time,
			'Twitch-Eventsub-Message-Type': 'notification',
			'Twitch-Eventsub-Message-Signature': `sha256=${hmac('sha256', secret, 'hex', id, time, body)}`,
		});
	},
	expected: { event: 'channel.follow', id: 'e76c6bd4-55c9-4987-8304-da1588d8988b', verifiedBy: 'signature' },
	spoiled: {
		'another message id': (request) => withHeader(request, TWITCH_ID, () => 'another'),
		'the first digit of the time moved to the id': (request) =>
			withHeader(
				withHeader(request, TWITCH_TIME, (time) => time.slice(1)),
				TWITCH_ID,
				(id) => id + request.headers[TWITCH_TIME]![0],
			),
		'the last character of the id moved to the time': (request) =>
			withHeader(
				withHeader(request, TWITCH_TIME, (time) => request.headers[TWITCH_ID]!.at(-1)! + time),
				TWITCH_ID,
				(id) => id.slice(0, -1),
			),
	},
	sameSignedText: {
		'the Z of the time moved to the body': (request) => timeMovedToBody(request, TWITCH_TIME),
	},
};

/** Senders that sign a time beside the body, without a separator. */
export const sendersThatSignTheTime: DocumentedSender[] = [klaviyo, box, retell, ghost, bambooHr, zendesk, twitch];
