/** Senders that publish their keys, as they document it, with signers that share no code with the package. */
import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { certificate, type Certified } from '../certificates.mts';
import { keyPair } from './keys.mts';
import { post } from './requests.mts';
import type { SignedRequest } from './row.mts';
import { digest, seconds, signWith } from './signing.mts';

/** One delivery of a sender. */
interface PublishedDelivery {
	url: string;
	now: number;
	id: string;
	/** For whom it is signed; the user of the test unless given. */
	customer?: string;
	/** Another key than the one that is published. */
	forged?: boolean;
}

export interface PublishedSender {
	value: string;
	/** The options of the node. */
	options: Record<string, string>;
	/** What is where on the internet. */
	published: Record<string, string>;
	deliver(delivery: PublishedDelivery): SignedRequest;
	/** Whether a delivery names the customer that it is for. */
	namesCustomer: boolean;
	/** Whether the body is part of what is signed. */
	bindsBody: boolean;
	expected: Record<string, unknown>;
	/** Milliseconds after which a delivery is stale. */
	staleAfter: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token, RS256, as RFC 7515 describes it. */
export function rs256(claims: object, key: KeyObject, header: object = {}): string {
	const text = `${base64url({ alg: 'RS256', typ: 'JWT', ...header })}.${base64url(claims)}`;
	return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** A key set (RFC 7517). */
export const jwks = (...keys: KeyObject[]): string =>
	JSON.stringify({
		keys: keys.map((key, index) => ({
			...createPublicKey(key).export({ format: 'jwk' }),
			use: 'sig',
			kid: `key-${index}`,
		})),
	});

function pairOf(type: 'rsa' | 'ed25519') {
	const [own, other] = [keyPair(type), keyPair(type)];
	return { own: own.privateKey, key: (forged = false) => (forged ? other : own).privateKey };
}

function ideogram(): PublishedSender {
	const { own, key } = pairOf('ed25519');
	return {
		value: 'ideogram',
		options: { userId: 'user_1' },
		published: { 'https://api.ideogram.ai/v1/.well-known/jwks.json': jwks(own) },
		deliver({ url, now, id, customer = 'user_1', forged }) {
			const body = Buffer.from(
				JSON.stringify({ generation_id: id, data: [{ url: 'https://ideogram.ai/a.png' }, { url: '' }] }),
			);
			const text = [id, customer, seconds(now), digest('sha256', 'hex', body)].join('\n');
			return post(url, 'json', body, {
				'X-Ideogram-Webhook-Generation-Id': id,
				'X-Ideogram-Webhook-User-Id': customer,
				'X-Ideogram-Webhook-Timestamp': seconds(now),
				'X-Ideogram-Webhook-Signature': signWith(null, key(forged), 'hex', text),
			});
		},
		namesCustomer: true,
		bindsBody: true,
		expected: {
			event: 'generation.completed',
			status: 'completed',
			jobId: 'id-1',
			id: 'id-1',
			results: [{ url: 'https://ideogram.ai/a.png' }],
			verifiedBy: 'signature',
		},
		staleAfter: 5 * MINUTE,
	};
}

function atlasCloud(): PublishedSender {
	const { own, key } = pairOf('ed25519');
	return {
		value: 'atlasCloud',
		options: {},
		published: { 'https://api.atlascloud.ai/api/v1/webhooks/jwks.json': jwks(own) },
		deliver({ url, now, id, forged }) {
			const payload = { status: 'completed', outputs: ['https://atlascloud.ai/a.mp4'] };
			const event = { event_type: 'video.task.terminal', session_id: id, status: 'OK', payload };
			const body = Buffer.from(JSON.stringify(event));
			return post(url, 'json', body, {
				'X-AtlasCloud-Webhook-Event': 'video.task.terminal',
				'X-AtlasCloud-Webhook-Timestamp': seconds(now),
				'X-AtlasCloud-Webhook-Signature': digest('sha256', 'hex', 'of older webhooks'),
				'X-AtlasCloud-Webhook-Signature-Ed25519': signWith(
					null,
					key(forged),
					'base64url',
					`${seconds(now)}.${body.toString()}`,
				),
			});
		},
		namesCustomer: false,
		bindsBody: true,
		expected: {
			event: 'video.task.terminal',
			status: 'completed',
			jobId: 'id-1',
			id: 'id-1',
			results: [{ url: 'https://atlascloud.ai/a.mp4' }],
			verifiedBy: 'signature',
		},
		staleAfter: 5 * MINUTE,
	};
}

function hedra(): PublishedSender {
	const { own, key } = pairOf('ed25519');
	const raw = Buffer.from(createPublicKey(own).export({ format: 'jwk' }).x!, 'base64url').toString('base64');
	return {
		value: 'hedra',
		options: {},
		published: {
			'https://api.hedra.com/v3/webhooks/public-key': JSON.stringify({ algorithm: 'ed25519', public_key: raw }),
		},
		deliver({ url, now, id, forged }) {
			const outputs = [{ url: 'https://hedra.com/a.mp4' }];
			const body = Buffer.from(JSON.stringify({ job_id: id, model: 'm', status: 'COMPLETED', outputs }));
			const text = [seconds(now), id, 'job.completed', 'false', digest('sha256', 'hex', body)].join('\n');
			return post(url, 'json', body, {
				'X-Hedra-Webhook-Id': id,
				'X-Hedra-Webhook-Timestamp': seconds(now),
				'X-Hedra-Webhook-Event': 'job.completed',
				'X-Hedra-Webhook-Redelivery': 'false',
				'X-Hedra-Webhook-Attempt': '1',
				'X-Hedra-Webhook-Signature': signWith(null, key(forged), 'hex', text),
			});
		},
		namesCustomer: false,
		bindsBody: true,
		expected: { event: 'job.completed', status: 'completed', jobId: 'id-1', verifiedBy: 'signature' },
		staleAfter: 5 * MINUTE,
	};
}

function geminiPerRequest(): PublishedSender {
	const { own, key } = pairOf('ed25519');
	return {
		value: 'geminiPerRequest',
		options: {},
		published: {
			'https://generativelanguage.googleapis.com/.well-known/jwks.json': jwks(keyPair('ed25519').privateKey, own),
		},
		deliver({ url, now, id, forged }) {
			const body = Buffer.from(JSON.stringify({ type: 'batch.succeeded', version: 'v1', data: { id: 'batches/7' } }));
			const text = `${id}.${seconds(now)}.${body.toString()}`;
			return post(url, 'json', body, {
				'Webhook-Id': id,
				'Webhook-Timestamp': seconds(now),
				'Webhook-Signature': `v1a,${signWith(null, key(forged), 'base64', text)}`,
			});
		},
		namesCustomer: false,
		bindsBody: true,
		expected: {
			event: 'batch.succeeded',
			status: 'completed',
			jobId: 'batches/7',
			id: 'id-1',
			verifiedBy: 'signature',
		},
		staleAfter: 5 * MINUTE,
	};
}

function kinde(): PublishedSender {
	const { own, key } = pairOf('rsa');
	const address = 'https://acme.kinde.com/.well-known/jwks';
	return {
		value: 'kinde',
		options: { keySetUrl: address },
		published: { [address]: jwks(own) },
		deliver({ url, now, id, forged }) {
			const claims = {
				type: 'user.created',
				event_id: id,
				data: { user: { id: 'kp_1' } },
				iat: Math.floor(now / 1000),
			};
			return {
				method: 'POST',
				url,
				headers: { 'Content-Type': 'application/jwt' },
				body: Buffer.from(rs256(claims, key(forged))),
			};
		},
		namesCustomer: false,
		bindsBody: true,
		expected: { event: 'user.created', id: 'id-1', verifiedBy: 'signature' },
		staleAfter: DAY + 60 * MINUTE,
	};
}

function googlePubSub(): PublishedSender {
	const { own, key } = pairOf('rsa');
	const email = 'push@acme.iam.gserviceaccount.com';
	return {
		value: 'googlePubSub',
		options: { userId: email, audience: 'https://n8n.example.com' },
		published: { 'https://www.googleapis.com/oauth2/v3/certs': jwks(own) },
		deliver({ url, now, id, customer = email, forged }) {
			const iat = Math.floor(now / 1000);
			const claims = {
				aud: 'https://n8n.example.com',
				azp: '113774264463038321964',
				email: customer,
				email_verified: true,
				iss: 'https://accounts.google.com',
				iat,
				exp: iat + 3_600,
			};
			const message = { messageId: id, publishTime: new Date(now).toISOString(), data: 'e30=' };
			return post(url, 'json', Buffer.from(JSON.stringify({ message, subscription: 'projects/p/subscriptions/s' })), {
				Authorization: `Bearer ${rs256(claims, key(forged), { kid: 'key-0' })}`,
			});
		},
		namesCustomer: true,
		bindsBody: false,
		expected: { id: 'id-1', verifiedBy: 'token' },
		staleAfter: 65 * MINUTE,
	};
}

/** A message of SNS, signed as its guide says. */
export function snsMessage(
	fields: Record<string, string>,
	{ privateKey }: Pick<Certified, 'privateKey'>,
	version = '2',
): Buffer {
	const signed = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
	const text = signed.flatMap((name) => (fields[name] === undefined ? [] : `${name}\n${fields[name]}\n`)).join('');
	const Signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), privateKey).toString('base64');
	return Buffer.from(JSON.stringify({ ...fields, SignatureVersion: version, Signature }));
}

export const SNS_TOPIC = 'arn:aws:sns:eu-central-1:123456789012:orders';
export const SNS_HOST = 'https://sns.eu-central-1.amazonaws.com';
export const SNS_CERTIFICATE = `${SNS_HOST}/SimpleNotificationService-0123456789abcdef.pem`;

function amazonSns(): PublishedSender & { own: Certified } {
	const [own, other] = [certificate('sns.amazonaws.com'), certificate('sns.amazonaws.com')];
	return {
		own,
		value: 'amazonSns',
		options: { topicArn: SNS_TOPIC },
		published: { [SNS_CERTIFICATE]: own.pem },
		deliver({ url, now, id, customer = SNS_TOPIC, forged = false }) {
			const fields = {
				Type: 'Notification',
				MessageId: id,
				TopicArn: customer,
				Subject: 'An order',
				Message: '{"order":7}',
				Timestamp: new Date(now).toISOString(),
				SigningCertURL: SNS_CERTIFICATE,
			};
			const body = snsMessage(fields, forged ? other : own, '1');
			return { method: 'POST', url, headers: { 'Content-Type': 'text/plain; charset=UTF-8' }, body };
		},
		namesCustomer: true,
		bindsBody: true,
		expected: { event: 'Notification', id: 'id-1', verifiedBy: 'fields' },
		staleAfter: DAY + 60 * MINUTE,
	};
}

function payPal(): PublishedSender {
	const authority = certificate('An Authority', { isAuthority: true });
	const [own, other] = [1, 2].map(() =>
		certificate('messageverificationcerts.sandbox.paypal.com', { issuer: authority }),
	);
	const address = 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77';
	return {
		value: 'payPal',
		options: { webhookId: '4JH86294D6297924G' },
		published: { [address]: own!.pem + authority.pem },
		deliver({ url, now, id, customer = '4JH86294D6297924G', forged }) {
			const body = Buffer.from(
				JSON.stringify({ id: 'WH-1', event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { id: 'CAP-1' } }),
			);
			const time = new Date(now).toISOString();
			const text = [id, time, customer, crc32(body)].join('|');
			return post(url, 'json', body, {
				'PAYPAL-TRANSMISSION-ID': id,
				'PAYPAL-TRANSMISSION-TIME': time,
				'PAYPAL-TRANSMISSION-SIG': signWith('sha256', (forged ? other! : own!).privateKey, 'base64', text),
				'PAYPAL-CERT-URL': address,
				'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
			});
		},
		namesCustomer: true,
		bindsBody: true,
		expected: { event: 'PAYMENT.CAPTURE.COMPLETED', id: 'id-1', jobId: 'CAP-1', verifiedBy: 'token' },
		staleAfter: 3 * DAY + 60 * MINUTE,
	};
}

/** New keys and certificates for all of them. */
export const publishedSenders = () => ({
	amazonSns: amazonSns(),
	atlasCloud: atlasCloud(),
	geminiPerRequest: geminiPerRequest(),
	googlePubSub: googlePubSub(),
	hedra: hedra(),
	ideogram: ideogram(),
	kinde: kinde(),
	payPal: payPal(),
});
