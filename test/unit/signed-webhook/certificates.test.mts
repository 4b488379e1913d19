/** Certificates of Amazon SNS and PayPal: which of them count, and what they verify. */
import { createPublicKey, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { ANY_EVENT, verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { regionOf, snsCertificate } from '../../../nodes/SignedWebhook/amazon-sns.ts';
import { certifiedKey, certificatesIn } from '../../../nodes/SignedWebhook/certificates.ts';
import { knownSenders } from '../../../nodes/SignedWebhook/known-senders.ts';
import { inRepository } from '../../harness/paths.mts';
import { certificate, type Certified } from '../../support/certificates.mts';

const NAME = 'sns.amazonaws.com';
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:orders';
const amazon = JSON.parse(readFileSync(inRepository('test', 'support', 'documented', 'amazon-sns.json'), 'utf8')) as {
	certificate: string;
	messages: Array<Record<string, string>>;
};

const read = (...chain: Certified[]) => certificatesIn(Buffer.from(chain.map(({ pem }) => pem).join('')), 'it');
const keyOf = (chain: X509Certificate[], now = Date.now()) => certifiedKey(chain, [NAME], now);
const spki = ({ privateKey }: Certified) =>
	createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');

describe('a certificate', () => {
	const root = certificate('An Authority', { isAuthority: true });
	const issuer = certificate('Its Intermediate', { isAuthority: true, issuer: root });
	const own = certificate(NAME, { issuer });

	it('counts alone and with those that issued it, in any order', () => {
		for (const chain of [[own], [own, issuer], [own, issuer, root], [root, issuer, own]]) {
			expect(keyOf(read(...chain))).toBe(spki(own));
		}
	});

	it.each<[string, Certified[]]>([
		['of another name', [certificate('sns.amazonaws.com.example.com', { issuer }), issuer]],
		['of a name with a wildcard', [certificate('*.amazonaws.com', { issuer }), issuer]],
		['of an authority', [certificate(NAME, { isAuthority: true })]],
		['that has expired', [certificate(NAME, { to: Date.now() - 1_000 })]],
		['that is not in force yet', [certificate(NAME, { from: Date.now() + 60_000 })]],
		['whose issuer did not sign it', [certificate(NAME, { issuer, signedBy: root.privateKey }), issuer]],
		[
			'whose issuer is no authority',
			(([fake]) => [certificate(NAME, { issuer: fake }), fake])([certificate('Nobody')]),
		],
		[
			'whose issuer has expired',
			(([old]) => [certificate(NAME, { issuer: old }), old])([
				certificate('Old', { isAuthority: true, to: Date.now() - 1_000 }),
			]),
		],
	])('%s does not', (_, chain) => {
		expect(keyOf(read(...chain))).toBeNull();
	});

	it.each(['', '<html>', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
		'is not read from %j',
		(text) => {
			expect(() => certificatesIn(Buffer.from(text), 'https://example.com/it.pem')).toThrow(
				'https://example.com/it.pem answered is no certificate',
			);
		},
	);
});

describe('messages that Amazon SNS has signed', () => {
	const { delivery } = knownSenders.find(({ delivery: { provider } }) => provider === 'amazonSns')!;
	const chain = certificatesIn(Buffer.from(amazon.certificate), 'it');
	const judge = (message: Record<string, unknown>, now = Date.parse(String(message.Timestamp)) + 60_000) =>
		verifyDelivery(
			delivery,
			{ body: Buffer.from(JSON.stringify(message)), headers: {} },
			{ secrets: [keyOf(chain, now) ?? ''], events: [ANY_EVENT], maxAge: 0, now },
		);

	it.each(
		amazon.messages.map((message) => [`${message.Type} of version ${message.SignatureVersion}`, message] as const),
	)('verify: %s', (_, message) => {
		expect(judge(message)).toMatchObject({
			outcome: 'accepted',
			event: { event: message.Type, id: message.MessageId, verifiedBy: 'fields' },
		});
		const { address } = snsCertificate.pinned({ topicArn: message.TopicArn })!;
		expect(address.test(message.SigningCertURL)).toBe(true);
		for (const field of ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Token', 'Type', 'Signature']) {
			if (message[field] === undefined) continue;
			const changed = { ...message, [field]: message[field].replace(/[a-z2]/, 'x') };
			expect(judge(changed, Date.parse(message.Timestamp)).outcome).toBe('unauthorized');
		}
		const { Subject: _subject, ...without } = message;
		const other = message.Subject === undefined ? { ...message, Subject: 'another' } : without;
		if (message.Type === 'Notification') expect(judge(other).outcome).toBe('unauthorized');
	});

	it('do not verify after the certificate has expired, nor a day later', () => {
		const [message] = amazon.messages;
		expect(judge(message, Date.parse('2026-10-15T00:00:01Z'))).toMatchObject({ outcome: 'unverifiable' });
		expect(judge(message, Date.parse(message.Timestamp) + 2 * 86_400_000)).toMatchObject({ reason: 'too-old' });
	});
});

describe('a message whose text can be read in two ways', () => {
	const { delivery } = knownSenders.find(({ delivery: { provider } }) => provider === 'amazonSns')!;
	const own = certificate(NAME);
	const stranger = 'arn:aws:sns:eu-central-1:999999999999:theirs';
	const Timestamp = new Date().toISOString();

	it('is not one of another topic', () => {
		// What the stranger publishes to a topic of his own …
		const text = `hello\nMessageId\nm-2\nTimestamp\n${Timestamp}\nTopicArn\n${TOPIC}\nType\nNotification`;
		const rest = `\nMessageId\nm-1\nTimestamp\n${Timestamp}\nTopicArn\n${stranger}\nType\nNotification\n`;
		const signed = `Message\n${text}${rest}`;
		const Signature = sign('sha256', Buffer.from(signed), own.privateKey).toString('base64');
		// … and how he divides it for this trigger.
		const message = {
			...{ Type: `Notification${rest.slice(0, -1)}`, Message: 'hello', MessageId: 'm-2', Timestamp, TopicArn: TOPIC },
			...{ Signature, SignatureVersion: '2' },
		};
		const verdict = verifyDelivery(
			delivery,
			{ body: Buffer.from(JSON.stringify(message)), headers: {} },
			{ secrets: [spki(own)], events: [ANY_EVENT], maxAge: 0, now: Date.now() },
		);
		expect(verdict.outcome).toBe('unauthorized');
	});
});

describe('addresses of certificates', () => {
	const pinned = (url: string, topicArn = TOPIC) => snsCertificate.pinned({ topicArn })?.address.test(url) ?? false;

	it('are those of the topic and no others', () => {
		const path = '/SimpleNotificationService-0123456789abcdef.pem';
		expect(pinned(`https://sns.eu-central-1.amazonaws.com${path}`)).toBe(true);
		for (const url of [
			`http://sns.eu-central-1.amazonaws.com${path}`,
			`https://sns.us-east-1.amazonaws.com${path}`,
			`https://sns.s3-us-west-2.amazonaws.com${path}`,
			`https://sns.eu-central-1.amazonaws.com.example.com${path}`,
			`https://sns.eu-central-1.amazonaws.com@example.com${path}`,
			`https://sns.eu-central-1.amazonaws.com:8443${path}`,
			`https://snsXeu-central-1.amazonaws.com${path}`,
			`https://example.com/https://sns.eu-central-1.amazonaws.com${path}`,
			`https://sns.eu-central-1.amazonaws.com/a${path}`,
			`https://sns.eu-central-1.amazonaws.com${path}?x=1`,
			`https://sns.eu-central-1.amazonaws.com${path}\n`,
			'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-../x.pem',
		]) {
			expect([url, pinned(url)]).toEqual([url, false]);
		}
	});

	it('follow the partition of the topic, which has to be one', () => {
		expect(regionOf('arn:aws-cn:sns:cn-north-1:123456789012:orders')?.host).toBe('sns.cn-north-1.amazonaws.com.cn');
		expect(regionOf('arn:aws-us-gov:sns:us-gov-west-1:123456789012:x')?.host).toBe('sns.us-gov-west-1.amazonaws.com');
		for (const text of [
			'',
			undefined,
			{},
			'orders',
			'arn:aws:sns:s3-us-west-2:123456789012:x',
			'arn:aws:sqs:eu-west-1:1:x',
		]) {
			expect(regionOf(text)).toBeNull();
		}
	});
});
