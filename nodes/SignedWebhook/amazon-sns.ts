import type { ClaimProblem } from '../shared/delivery/claim';
import type { DeliveryReader } from '../shared/delivery/delivery';
import type { SignatureScheme } from '../shared/delivery/scheme';
import { BoundedMap } from '../shared/util/bounded-map';
import { toText } from '../shared/util/json';
import { publishedBytes } from './published';
import { A_DAY } from './schemes';
import type { CertificateRule, Sender } from './sender';

/** A field in the signed text: its name and its value, a line each. */
const line = (name: string) => `${name}\n{body:${name}}\n`;
const lines = (...names: string[]) => names.map(line).join('');

const NOTIFICATION = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];
const WITH_SUBJECT = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** Signature version 2. Source: docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html. */
export const snsScheme = {
	algorithm: 'rsaSha256',
	keyEncodings: ['spki'],
	places: ['body:Signature'],
	format: { kind: 'plain' },
	encoding: 'base64',
	content: lines(...NOTIFICATION),
	timestamp: { from: ['body:Timestamp'], unit: 'auto', tolerance: A_DAY },
} as const satisfies SignatureScheme;

/** @returns the scheme of a message, by its type, its subject and the version of its signature */
export function snsSchemeOf(reader: DeliveryReader): SignatureScheme | ClaimProblem {
	const fields = fieldsOf(reader);
	if (fields === null) return problemWith('Type');
	// The signed text has no borders but line breaks: with one inside, a message of another topic could be read as one of this.
	const broken = fields.find((name) => name !== 'Message' && /[\r\n]/.test(reader.field(name) ?? ''));
	if (broken !== undefined) return problemWith(broken);
	const algorithm = reader.field('SignatureVersion') === '1' ? 'rsaSha1' : 'rsaSha256';
	return { ...snsScheme, algorithm, content: lines(...fields) };
}

function fieldsOf(reader: DeliveryReader): readonly string[] | null {
	switch (reader.field('Type')) {
		case 'Notification':
			return reader.field('Subject') === null ? NOTIFICATION : WITH_SUBJECT;
		case 'SubscriptionConfirmation':
		case 'UnsubscribeConfirmation':
			return CONFIRMATION;
		default:
			return null;
	}
}

function problemWith(field: string): ClaimProblem {
	return { reason: 'signature-malformed', problem: 'part-missing', about: `body:${field}` };
}

const topic = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2,}(?:-[a-z]+)+-\d+):\d{12}:[\w-]+(?:\.fifo)?$/;

/** @returns the region of a topic and the host of SNS there, or null where the text is no ARN of a topic */
export function regionOf(topicArn: unknown): { region: string; host: string } | null {
	const [, partition, region] = topic.exec(toText(topicArn)?.trim() ?? '') ?? [];
	if (region === undefined) return null;
	return { region, host: `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}` };
}

/**
 * Certificates are at the host of the topic's region, under one of these names. Source: github.com/aws/aws-sdk-java-v2,
 * services-custom/sns-message-manager.
 */
export const snsCertificate: CertificateRule = {
	place: 'body:SigningCertURL',
	pinned({ topicArn }) {
		const { region, host } = regionOf(topicArn) ?? {};
		if (region === undefined || host === undefined) return null;
		return {
			address: new RegExp(`^https://${host.replaceAll('.', '\\.')}/SimpleNotificationService-[\\w-]{1,100}\\.pem$`),
			names: [
				'sns.amazonaws.com',
				`sns-signing.${region}.amazonaws.com`,
				`sns-${region}.amazonaws.com.cn`,
				'sns-us-gov-west-1.amazonaws.com',
			],
		};
	},
};

/** Tokens of subscriptions that were confirmed, so that a repeated message asks for nothing. */
const confirmed = new BoundedMap<string, true>(1_000);

/** Confirms a subscription of the user's topic, with one request to the host of its region. */
export const confirmSubscription: Sender['signedHandshake'] = async (context, { event }) => {
	if (event.event !== 'SubscriptionConfirmation') return null;
	const { SubscribeURL: address, Token: token, TopicArn: topicArn } = event.body;
	const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : null;
	const isOfTopic =
		url?.protocol === 'https:' &&
		url.host === regionOf(topicArn)?.host &&
		url.searchParams.get('Action') === 'ConfirmSubscription' &&
		url.searchParams.get('TopicArn') === topicArn;
	if (url === null || !isOfTopic) throw new Error('The SubscribeURL of a message of SNS does not lead to its topic.');
	const name = `${String(topicArn)} ${String(token)}`;
	if (!confirmed.has(name)) await publishedBytes(context, url.href);
	confirmed.set(name, true);
	return { status: 200, body: '' };
};
