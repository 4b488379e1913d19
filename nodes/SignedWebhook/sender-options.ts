import type { INodeProperties } from 'n8n-workflow';

import { CUSTOM } from './chosen-sender';
import {
	sendersWithAddressee,
	sendersWithKeySet,
	sendersWithPublishedKeys,
	sendersWithSignedAddress,
} from './sender-groups';

const keySetUrl: INodeProperties = {
	displayName: 'Key Set URL',
	name: 'keySetUrl',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': [...sendersWithKeySet, CUSTOM] } },
	default: '',
	placeholder: 'e.g. https://rest.fal.ai/.well-known/jwks.json',
	description:
		"Where the public keys are published, as a JSON Web Key Set or in PEM, if not at the sender's own address. Must begin with https://. Any Other Service needs no credential then.",
};

const userId: INodeProperties = {
	displayName: 'User ID',
	name: 'userId',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': sendersWithAddressee('userId') } },
	default: '',
	description:
		"Accepts only deliveries that are signed for this user. Without it, any customer of the sender can have a delivery to this node's URL signed.",
	hint: 'Fal: the X-Fal-Webhook-User-Id header of your own deliveries. Ideogram: X-Ideogram-Webhook-User-Id. Google Pub/Sub: the email of the service account.',
};

const audience: INodeProperties = {
	displayName: 'Audience',
	name: 'audience',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': sendersWithAddressee('audience') } },
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description:
		'Accepts only deliveries that are signed for this audience. Google Pub/Sub: the Audience of the push subscription, which is the URL unless another is entered there.',
};

const topicArn: INodeProperties = {
	displayName: 'Topic ARN',
	name: 'topicArn',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': sendersWithAddressee('topicArn') } },
	default: '',
	placeholder: 'e.g. arn:aws:sns:us-east-1:123456789012:orders',
	description: 'Accepts only messages of this topic. Certificates are fetched from Amazon SNS in its region.',
};

const webhookId: INodeProperties = {
	displayName: 'Webhook ID',
	name: 'webhookId',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': sendersWithAddressee('webhookId') } },
	default: '',
	placeholder: 'e.g. 4JH86294D6297924G',
	description: 'The ID that the PayPal Developer Dashboard shows beside the webhook. It is part of what PayPal signs.',
};

const signedUrl: INodeProperties = {
	displayName: 'Signed URL',
	name: 'signedUrl',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': [...sendersWithSignedAddress, CUSTOM] } },
	default: '',
	placeholder: 'e.g. https://hooks.example.com/orders',
	description:
		'The webhook URL as the service knows it, for services that sign it. Only needed if a proxy changes the URL on the way to n8n. Applies to the Test URL as well. The query string is always taken from the delivery.',
};

/** The options of a trigger that are for some senders. */
export const deliveryOptions: readonly INodeProperties[] = [
	audience,
	keySetUrl,
	signedUrl,
	topicArn,
	userId,
	webhookId,
];

/** The options of an action for a sender that publishes its keys. */
export const publishedKeyOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	displayOptions: { show: { sender: [...sendersWithPublishedKeys, CUSTOM] } },
	default: {},
	options: [audience, keySetUrl, topicArn, userId, webhookId],
};
