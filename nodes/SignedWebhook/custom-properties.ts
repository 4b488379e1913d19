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
		description:
			'Where the signature is: the name of a header, query: and the name of a parameter, or body: and the path of a field',
	},
	{
		displayName: 'Algorithm',
		name: 'algorithm',
		type: 'options',
		options: [
			{ name: 'Digest SHA-1', value: 'digestSha1', description: 'A plain hash of content that holds the secret' },
			{ name: 'Digest SHA-256', value: 'digestSha256', description: 'A plain hash of content that holds the secret' },
			{ name: 'Digest SHA-512', value: 'digestSha512', description: 'A plain hash of content that holds the secret' },
			{
				name: 'ECDSA P-256 with SHA-256',
				value: 'ecdsaSha256',
				description: 'A key pair; the credential holds the public key',
			},
			{ name: 'Ed25519', value: 'ed25519', description: 'A key pair; the credential holds the public key' },
			{ name: 'HMAC-SHA1', value: 'hmacSha1' },
			{ name: 'HMAC-SHA256', value: 'hmacSha256' },
			{ name: 'HMAC-SHA512', value: 'hmacSha512' },
			{ name: 'RSA-SHA1', value: 'rsaSha1', description: 'A key pair; the credential holds the public key' },
			{ name: 'RSA-SHA256', value: 'rsaSha256', description: 'A key pair; the credential holds the public key' },
			{ name: 'RSA-SHA512', value: 'rsaSha512', description: 'A key pair; the credential holds the public key' },
			{
				name: 'Token (No Signature)',
				value: 'token',
				description: 'The secret itself comes with the delivery, which proves less than a signature does',
			},
		],
		default: 'hmacSha256',
		description: 'How the service signs',
	},
	{
		displayName: 'Key Encoding',
		name: 'keyEncoding',
		type: 'options',
		options: [
			{ name: 'Base64', value: 'base64' },
			{ name: 'Hex', value: 'hex' },
			{
				name: 'PEM or DER (Public Key)',
				value: 'spki',
				description: 'A public key that begins with -----BEGIN PUBLIC KEY-----, or its DER in base64',
			},
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
			{ name: 'JWT', value: 'jwt', description: 'A JSON Web Token, signed with HS256, RS256 or ES256' },
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
		displayName: 'Digest Claim',
		name: 'digestClaim',
		type: 'string',
		displayOptions: forFormats('jwt'),
		default: '',
		placeholder: 'e.g. payload_hash',
		description:
			'The claim that holds the SHA-256 digest of the body. Without one, the token proves who calls, not what the body says.',
	},
	{
		displayName: 'Signature Encoding',
		name: 'signatureEncoding',
		type: 'options',
		options: [
			{ name: 'Base64', value: 'base64' },
			{ name: 'Base64url', value: 'base64url' },
			{ name: 'Hex', value: 'hex' },
			{ name: 'Text', value: 'text', description: 'As it is, for tokens' },
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
			'What the service signs, in its order: text, and placeholders such as {timestamp}, {body} and {header:name}. The documentation of this node lists all of them.',
	},
	{
		displayName: 'Timestamp Header',
		name: 'timestampHeader',
		type: 'string',
		default: '',
		placeholder: 'e.g. X-Request-Timestamp',
		description:
			'Where the signed timestamp is: the name of a header, or body: and the path of a field. It may be in seconds, milliseconds or ISO 8601. Leave it empty where the timestamp is in the signature header, or where none is signed.',
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
			'Where the ID of the event is, by which redeliveries are recognised: a path in the body, or header: and the name of a header that is part of Signed Content. Leave it empty to take deliveries with the same body for one event. Enter none to take every delivery for an event of its own.',
	},
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: 'custom',
		placeholder: 'e.g. gitea',
		description: 'What the events call the service, in provider, so that one handler can tell several apart',
	},
];

/** The parameters that describe how a service signs that the node does not know by name. */
export const customProperties: readonly INodeProperties[] = properties.map((property) => ({
	...property,
	noDataExpression: true,
	displayOptions: { show: { sender: ['custom'], ...property.displayOptions?.show } },
}));
