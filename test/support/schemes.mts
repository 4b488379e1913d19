import { generateKeyPairSync } from 'node:crypto';

import type { DeliveryDefinition } from '../../nodes/shared/delivery/definition.ts';
import { toObject, toText } from '../../nodes/shared/delivery/json.ts';
import type { ContentPart, SignatureScheme } from '../../nodes/shared/delivery/scheme.ts';

/** A sender's way to sign, with keys for it. */
export interface SchemeCase {
	name: string;
	scheme: SignatureScheme;
	/** What the sender signs with, and the receiver verifies with. */
	sender: string;
	receiver: string;
	/** A key of somebody else. */
	stranger: string;
}

const tolerance = { past: 300, future: 300 };
const TEXT = 'whsec_unit_7d3f';
const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER_BASE64 = 'whsec_AAAQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

function keyPair(encoding: 'base64' | 'hex') {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	const bytes = (key: typeof privateKey, part: 'd' | 'x') => Buffer.from(key.export({ format: 'jwk' })[part] as string, 'base64url');
	return { sender: bytes(privateKey, 'd').toString(encoding), receiver: bytes(publicKey, 'x').toString(encoding) };
}

const symmetric = (secret: string, stranger: string) => ({ sender: secret, receiver: secret, stranger });
const asymmetric = (encoding: 'base64' | 'hex') => ({ ...keyPair(encoding), stranger: keyPair(encoding).sender });

const plainHex = {
	algorithm: 'sha256',
	keyEncodings: ['utf8'],
	headers: ['x-signature'],
	format: { kind: 'plain' },
	encoding: 'hex',
	bodies: ['raw'],
} as const satisfies SignatureScheme;

/** The parts that Standard Webhooks signs in front of the body. */
const standardParts = [
	{ header: ['webhook-id', 'svix-id'] },
	{ literal: '.' },
	'timestamp',
	{ literal: '.' },
] as const satisfies readonly ContentPart[];

export const standardWebhooks = {
	algorithm: 'sha256',
	keyEncodings: ['whsec'],
	headers: ['webhook-signature', 'svix-signature'],
	format: { kind: 'tagged', tags: ['v1'] },
	encoding: 'base64',
	parts: standardParts,
	bodies: ['raw'],
	timestamp: { from: { header: ['webhook-timestamp', 'svix-timestamp'] }, unit: 'seconds', tolerance },
	deliveryId: ['webhook-id', 'svix-id'],
} as const satisfies SignatureScheme;

export const openAi = {
	...standardWebhooks,
	keyEncodings: ['whsec', 'utf8'],
	headers: ['webhook-signature'],
	format: { kind: 'tagged', tags: ['v1'], bare: true },
} as const satisfies SignatureScheme;

export const standardAsymmetric = {
	...standardWebhooks,
	algorithm: 'ed25519',
	format: { kind: 'tagged', tags: ['v1a'] },
} as const satisfies SignatureScheme;

export const stripe = {
	...plainHex,
	headers: ['stripe-signature'],
	format: { kind: 'pairs', signatureKey: 'v1', timestampKey: 't' },
	parts: ['timestamp', { literal: '.' }],
	timestamp: { from: 'signature', unit: 'seconds', tolerance },
} as const satisfies SignatureScheme;

export const gitHub = {
	...plainHex,
	headers: ['x-hub-signature-256'],
	format: { kind: 'plain', prefix: 'sha256=', prefixRequired: true },
} as const satisfies SignatureScheme;

export const slack = {
	...plainHex,
	headers: ['x-slack-signature'],
	format: { kind: 'plain', prefix: 'v0=', prefixRequired: true },
	parts: [{ literal: 'v0:' }, 'timestamp', { literal: ':' }],
	timestamp: { from: { header: ['x-slack-request-timestamp'] }, unit: 'seconds', tolerance },
} as const satisfies SignatureScheme;

export const fal = {
	algorithm: 'ed25519',
	keyEncodings: ['base64'],
	headers: ['x-fal-webhook-signature'],
	format: { kind: 'plain' },
	encoding: 'hex',
	parts: [
		{ header: ['x-fal-webhook-request-id'] },
		{ literal: '\n' },
		{ header: ['x-fal-webhook-user-id'] },
		{ literal: '\n' },
		'timestamp',
		{ literal: '\n' },
	],
	bodies: ['sha256'],
	timestamp: { from: { header: ['x-fal-webhook-timestamp'] }, unit: 'seconds', tolerance },
	deliveryId: ['x-fal-webhook-request-id'],
} as const satisfies SignatureScheme;

const discord = {
	algorithm: 'ed25519',
	keyEncodings: ['hex'],
	headers: ['x-signature-ed25519'],
	format: { kind: 'plain' },
	encoding: 'hex',
	parts: ['timestamp'],
	bodies: ['raw'],
	timestamp: { from: { header: ['x-signature-timestamp'] }, unit: 'seconds' },
} as const satisfies SignatureScheme;

export const heyGen = {
	...plainHex,
	headers: ['heygen-signature', 'signature'],
	timestamp: { from: { header: ['heygen-timestamp'] }, unit: 'seconds', tolerance },
} as const satisfies SignatureScheme;

export const paddle = {
	...stripe,
	headers: ['paddle-signature'],
	format: { kind: 'pairs', signatureKey: 'h1', timestampKey: 'ts' },
	parts: ['timestamp', { literal: ':' }],
} as const satisfies SignatureScheme;

export const sanity = {
	...stripe,
	headers: ['sanity-webhook-signature'],
	encoding: 'base64url',
	timestamp: { from: 'signature', unit: 'milliseconds', tolerance },
} as const satisfies SignatureScheme;

export { plainHex };

/** A scheme of every family: together they use every value of every parameter. */
export const schemeCases: readonly SchemeCase[] = [
	{ name: 'plain hex', scheme: plainHex, ...symmetric(TEXT, 'guessed') },
	{
		name: 'plain hex over the re-serialised body, with an optional prefix',
		scheme: { ...plainHex, format: { kind: 'plain', prefix: 'sha256=' }, bodies: ['raw', 'reserialised'] },
		...symmetric(TEXT, 'guessed'),
	},
	{ name: 'GitHub', scheme: gitHub, ...symmetric(TEXT, 'guessed') },
	{ name: 'SHA-1', scheme: { ...plainHex, algorithm: 'sha1' }, ...symmetric(TEXT, 'guessed') },
	{ name: 'SHA-512', scheme: { ...plainHex, algorithm: 'sha512' }, ...symmetric(TEXT, 'guessed') },
	{
		name: 'base64 with a base64 key',
		scheme: { ...plainHex, keyEncodings: ['base64'], encoding: 'base64' },
		...symmetric('c2VjcmV0', 'Z3Vlc3M'),
	},
	{ name: 'a hex key', scheme: { ...plainHex, keyEncodings: ['hex'] }, ...symmetric('00ff7D', '00ff7e') },
	{ name: 'Slack', scheme: slack, ...symmetric(TEXT, 'guessed') },
	{ name: 'Stripe', scheme: stripe, ...symmetric(TEXT, 'guessed') },
	{ name: 'Paddle', scheme: paddle, ...symmetric(TEXT, 'guessed') },
	{ name: 'Sanity', scheme: sanity, ...symmetric(TEXT, 'guessed') },
	{ name: 'Standard Webhooks', scheme: standardWebhooks, ...symmetric(BASE64, OTHER_BASE64) },
	{ name: 'OpenAI', scheme: openAi, ...symmetric(BASE64, OTHER_BASE64) },
	{
		name: 'Freepik',
		scheme: { ...standardWebhooks, keyEncodings: ['utf8'], format: { kind: 'tagged', tags: 'any' } },
		...symmetric(TEXT, 'guessed'),
	},
	{ name: 'HeyGen', scheme: heyGen, ...symmetric(TEXT, 'guessed') },
	{ name: 'fal', scheme: fal, ...asymmetric('base64') },
	{ name: 'Discord', scheme: discord, ...asymmetric('hex') },
	{ name: 'Standard Webhooks with Ed25519', scheme: standardAsymmetric, ...asymmetric('base64') },
];

/**
 * Makes a definition of a sender that does nothing special.
 *
 * @param signature how it signs
 */
export const definitionOf = (signature: SignatureScheme): DeliveryDefinition => ({
	provider: 'sender',
	signature,
	eventField: 'type',
	events: {},
	read: (body) => ({
		identity: null,
		time: null,
		jobId: toText(toObject(body.data).id),
		variationId: null,
		results: [],
		error: null,
	}),
});
