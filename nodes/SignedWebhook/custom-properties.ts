import type { INodeProperties } from 'n8n-workflow';

const forFormats = (...formats: string[]) => ({ show: { signatureFormat: formats } });

const properties: readonly INodeProperties[] = [
	{
		displayName: 'Signature Header',
		name: 'signatureHeader',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. X-Signature',
		description: 'The header that carries the signature',
	},
	{
		displayName: 'Algorithm',
		name: 'algorithm',
		type: 'options',
		options: [
			{ name: 'Ed25519', value: 'ed25519', description: 'A key pair; the credential holds the public key' },
			{ name: 'HMAC-SHA1', value: 'sha1' },
			{ name: 'HMAC-SHA256', value: 'sha256' },
			{ name: 'HMAC-SHA512', value: 'sha512' },
		],
		default: 'sha256',
		description: 'How the service signs',
	},
	{
		displayName: 'Key Encoding',
		name: 'keyEncoding',
		type: 'options',
		options: [
			{ name: 'Base64', value: 'base64' },
			{ name: 'Hex', value: 'hex' },
			{ name: 'Text', value: 'utf8', description: 'The secret is used as it is, whatever it looks like' },
			{ name: 'Whsec_ and Base64', value: 'whsec', description: 'As Standard Webhooks writes secrets' },
		],
		default: 'utf8',
		description: 'How the secret is written',
	},
	{
		displayName: 'Signature Format',
		name: 'signatureFormat',
		type: 'options',
		options: [
			{ name: 'Pairs', value: 'pairs', description: 'As in t=1700000000,v1=… or ts=1700000000;h1=…' },
			{ name: 'Plain', value: 'plain', description: 'The signature alone, or behind a prefix such as sha256=' },
			{ name: 'Tagged List', value: 'tagged', description: 'As in v1,… v1,…' },
		],
		default: 'plain',
		description: 'How the signature header is written',
	},
	{
		displayName: 'Signature Prefix',
		name: 'signaturePrefix',
		type: 'string',
		displayOptions: forFormats('plain'),
		default: '',
		placeholder: 'e.g. sha256=',
		description: 'What is in front of the signature',
	},
	{
		displayName: 'Signature Key',
		name: 'signatureKey',
		type: 'string',
		displayOptions: forFormats('pairs', 'tagged'),
		default: 'v1',
		description: 'The key or the tag of the signature in the header',
	},
	{
		displayName: 'Timestamp Key',
		name: 'timestampKey',
		type: 'string',
		displayOptions: forFormats('pairs'),
		default: 't',
		description: 'The key of the timestamp in the signature header. Leave it empty where there is none.',
	},
	{
		displayName: 'Signature Encoding',
		name: 'signatureEncoding',
		type: 'options',
		options: [
			{ name: 'Base64', value: 'base64' },
			{ name: 'Base64url', value: 'base64url' },
			{ name: 'Hex', value: 'hex' },
		],
		default: 'hex',
		description: 'How the signature is written',
	},
	{
		displayName: 'Signed Content',
		name: 'signedContent',
		type: 'string',
		default: '{body}',
		placeholder: 'e.g. {timestamp}.{body}',
		description:
			'What the service signs: text, {timestamp}, {header:name} for the value of a header, and {body} for the raw body, once and at the end',
	},
	{
		displayName: 'Timestamp Header',
		name: 'timestampHeader',
		type: 'string',
		default: '',
		placeholder: 'e.g. X-Request-Timestamp',
		description:
			'The header that carries the signed timestamp, in seconds or milliseconds. Leave it empty where the timestamp is in the signature header, or where none is signed.',
	},
	{
		displayName: 'Tolerance (Seconds)',
		name: 'tolerance',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 300,
		description: 'How far the signed timestamp may be from the time of this server, either way. 0 accepts any time.',
	},
	{
		displayName: 'Event Field',
		name: 'eventField',
		type: 'string',
		default: 'type',
		placeholder: 'e.g. data.kind or header:x-event',
		description: 'Where the name of the event is: a path in the body, or header: and the name of a header',
	},
	{
		displayName: 'ID Field',
		name: 'idField',
		type: 'string',
		default: 'id',
		placeholder: 'e.g. event_id',
		description:
			'Where the ID of the event is, by which redeliveries are recognised: a path in the body, or header: and the name of a header that is part of Signed Content. Without one, deliveries with the same body are one event.',
	},
];

/** The parameters that describe how a service signs that the node does not know by name. */
export const customProperties: readonly INodeProperties[] = properties.map((property) => ({
	...property,
	noDataExpression: true,
	displayOptions: { show: { sender: ['custom'], ...property.displayOptions?.show } },
}));
