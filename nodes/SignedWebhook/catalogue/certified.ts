import { confirmSubscription, snsCertificate, snsScheme, snsSchemeOf } from '../amazon-sns';
import type { SenderRow } from './row';

/** PayPal repeats a delivery for three days; whether with a new time is not documented. */
const THREE_DAYS = { past: 262_800, future: 300 };

/** Senders whose deliveries name the certificate that signs them. */
export const certified: readonly SenderRow[] = [
	{
		value: 'amazonSns',
		name: 'Amazon SNS',
		signature: snsScheme,
		schemeOf: snsSchemeOf,
		certificate: snsCertificate,
		addressees: [{ option: 'topicArn', place: 'body:TopicArn' }],
		signedHandshake: confirmSubscription,
		eventField: 'Type',
		events: ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'],
		idField: 'MessageId',
		timeField: 'Timestamp',
		urlPlace:
			'Create a subscription of the topic with the protocol HTTPS and the URL, without raw message delivery, while the workflow is published: it confirms the subscription.',
		secretPlace:
			'No secret is needed: Amazon signs with a certificate. Enter the ARN of the topic as Topic ARN in the options.',
		retries: 'SNS waits 15 seconds and repeats a delivery some 50 times by default.',
		source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html',
	},
	{
		value: 'payPal',
		name: 'PayPal',
		signature: {
			algorithm: 'rsaSha256',
			keyEncodings: ['spki'],
			places: ['paypal-transmission-sig'],
			encoding: 'base64',
			content: '{header:paypal-transmission-id}|{timestamp}|{webhookId}|{crc32}',
			timestamp: { from: ['paypal-transmission-time'], unit: 'auto', tolerance: THREE_DAYS },
			deliveryId: ['paypal-transmission-id'],
		},
		certificate: {
			place: 'paypal-cert-url',
			pinned: () => ({
				address: /^https:\/\/api(?:\.sandbox)?\.paypal\.com\/v1\/notifications\/certs\/[\w-]{1,100}$/,
				// Source: SSLUtil of github.com/paypal/PayPal-Java-SDK.
				names: ['messageverificationcerts.paypal.com', 'messageverificationcerts.sandbox.paypal.com'],
			}),
		},
		addressees: [{ option: 'webhookId', place: 'content' }],
		eventField: 'event_type',
		events: [
			'PAYMENT.CAPTURE.COMPLETED',
			'PAYMENT.CAPTURE.DENIED',
			'PAYMENT.CAPTURE.PENDING',
			'PAYMENT.CAPTURE.REFUNDED',
			'PAYMENT.CAPTURE.REVERSED',
			'CHECKOUT.ORDER.APPROVED',
			'CHECKOUT.ORDER.COMPLETED',
			'BILLING.SUBSCRIPTION.CREATED',
			'BILLING.SUBSCRIPTION.ACTIVATED',
			'BILLING.SUBSCRIPTION.UPDATED',
			'BILLING.SUBSCRIPTION.CANCELLED',
			'BILLING.SUBSCRIPTION.EXPIRED',
			'BILLING.SUBSCRIPTION.SUSPENDED',
			'BILLING.SUBSCRIPTION.PAYMENT.FAILED',
		],
		idField: 'id',
		timeField: 'create_time',
		fields: { jobIdField: 'resource.id' },
		urlPlace: 'Add the URL in the PayPal Developer Dashboard, in the app under Webhooks.',
		secretPlace:
			'No secret is needed: PayPal signs with a certificate. Enter the Webhook ID that the dashboard shows beside the URL in the options.',
		retries: 'PayPal repeats a delivery up to 25 times within 3 days.',
		source: 'https://developer.paypal.com/api/rest/webhooks',
	},
];
