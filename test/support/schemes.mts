import { generateKeyPairSync } from 'node:crypto';

import type { DeliveryDefinition } from '../../nodes/shared/delivery/definition.ts';
import { toObject, toText } from '../../nodes/shared/util/json.ts';
import type { SignatureScheme } from '../../nodes/shared/delivery/scheme.ts';

const tolerance = { past: 300, future: 300 };
const DOT = { literal: '.' };
const LINE = { literal: '\n' };

const timestampIn = (...header: string[]) => ({ from: { header }, unit: 'seconds', tolerance }) as const;

export const plainHex: SignatureScheme = {
	algorithm: 'sha256',
	keyEncodings: ['utf8'],
	headers: ['x-signature'],
	format: { kind: 'plain' },
	encoding: 'hex',
	bodies: ['raw'],
};

/** A scheme that differs from `plainHex` by its header, and by what else is given. */
const hexIn = <const Changes extends Partial<SignatureScheme>>(header: string, changes: Changes) => ({
	...plainHex,
	headers: [header],
	...changes,
});

export const standardWebhooks: SignatureScheme = {
	algorithm: 'sha256',
	keyEncodings: ['whsec'],
	headers: ['webhook-signature', 'svix-signature'],
	format: { kind: 'tagged', tags: ['v1'] },
	encoding: 'base64',
	parts: [{ header: ['webhook-id', 'svix-id'] }, DOT, 'timestamp', DOT],
	bodies: ['raw'],
	timestamp: timestampIn('webhook-timestamp', 'svix-timestamp'),
	deliveryId: ['webhook-id', 'svix-id'],
};

export const openAi: SignatureScheme = {
	...standardWebhooks,
	keyEncodings: ['whsec', 'utf8'],
	headers: ['webhook-signature'],
	format: { kind: 'tagged', tags: ['v1'], bare: true },
};

export const stripe = hexIn('stripe-signature', {
	format: { kind: 'pairs', signatureKey: 'v1', timestampKey: 't' },
	parts: ['timestamp', DOT],
	timestamp: { from: 'signature', unit: 'seconds', tolerance },
});

export const gitHub = hexIn('x-hub-signature-256', {
	format: { kind: 'plain', prefix: 'sha256=', prefixRequired: true },
});

export const slack = hexIn('x-slack-signature', {
	format: { kind: 'plain', prefix: 'v0=', prefixRequired: true },
	parts: [{ literal: 'v0:' }, 'timestamp', { literal: ':' }],
	timestamp: timestampIn('x-slack-request-timestamp'),
});

export const fal = hexIn('x-fal-webhook-signature', {
	algorithm: 'ed25519',
	keyEncodings: ['base64'],
	parts: [
		{ header: ['x-fal-webhook-request-id'] },
		LINE,
		{ header: ['x-fal-webhook-user-id'] },
		LINE,
		'timestamp',
		LINE,
	],
	bodies: ['sha256'],
	timestamp: timestampIn('x-fal-webhook-timestamp'),
	deliveryId: ['x-fal-webhook-request-id'],
});

const discord = hexIn('x-signature-ed25519', {
	algorithm: 'ed25519',
	keyEncodings: ['hex'],
	parts: ['timestamp'],
	timestamp: { from: { header: ['x-signature-timestamp'] }, unit: 'seconds' },
});

export const paddle = hexIn('paddle-signature', {
	format: { kind: 'pairs', signatureKey: 'h1', timestampKey: 'ts' },
	parts: ['timestamp', { literal: ':' }],
	timestamp: stripe.timestamp,
});

export const sanity = hexIn('sanity-webhook-signature', {
	format: stripe.format,
	encoding: 'base64url',
	parts: stripe.parts,
	timestamp: { from: 'signature', unit: 'milliseconds', tolerance },
});

export const heyGen = {
	...plainHex,
	headers: ['heygen-signature', 'signature'],
	timestamp: timestampIn('heygen-timestamp'),
} satisfies SignatureScheme;

export const standardAsymmetric: SignatureScheme = {
	...standardWebhooks,
	algorithm: 'ed25519',
	format: { kind: 'tagged', tags: ['v1a'] },
};

/** A sender's way to sign, with keys for it: what the sender signs with, what the receiver verifies with, somebody else's. */
export type SchemeCase = ReturnType<typeof oneSecret>;

function oneSecret(name: string, scheme: SignatureScheme, secret = 'whsec_unit_7d3f', stranger = 'guessed') {
	return { name, scheme, sender: secret, receiver: secret, stranger };
}

function keyPairs(name: string, scheme: SignatureScheme, encoding: 'base64' | 'hex' = 'base64'): SchemeCase {
	const [own, other] = [1, 2].map(() => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
	const text = (part = '') => Buffer.from(part, 'base64url').toString(encoding);
	return { name, scheme, sender: text(own.d), receiver: text(own.x), stranger: text(other.d) };
}

const base64Secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_AAAQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] as const;

/** A scheme of every family: together they use every value of every parameter. */
export const schemeCases: readonly SchemeCase[] = [
	oneSecret('plain hex', plainHex),
	oneSecret('plain hex over the re-serialised body, with an optional prefix', {
		...plainHex,
		format: { kind: 'plain', prefix: 'sha256=' },
		bodies: ['raw', 'reserialised'],
	}),
	oneSecret('GitHub', gitHub),
	oneSecret('SHA-1', { ...plainHex, algorithm: 'sha1' }),
	oneSecret('SHA-512', { ...plainHex, algorithm: 'sha512' }),
	oneSecret(
		'base64 with a base64 key',
		{ ...plainHex, keyEncodings: ['base64'], encoding: 'base64' },
		'c2VjcmV0',
		'Z3Vlc3M',
	),
	oneSecret('a hex key', { ...plainHex, keyEncodings: ['hex'] }, '00ff7D', '00ff7e'),
	oneSecret('Slack', slack),
	oneSecret('Stripe', stripe),
	oneSecret('Paddle', paddle),
	oneSecret('Sanity', sanity),
	oneSecret('Standard Webhooks', standardWebhooks, ...base64Secrets),
	oneSecret('OpenAI', openAi, ...base64Secrets),
	oneSecret('Freepik', { ...standardWebhooks, keyEncodings: ['utf8'], format: { kind: 'tagged', tags: 'any' } }),
	oneSecret('HeyGen', heyGen),
	keyPairs('fal', fal),
	keyPairs('Discord', discord, 'hex'),
	keyPairs('Standard Webhooks with Ed25519', standardAsymmetric),
];

/** Makes a definition of a sender that signs in a way, and does nothing special. */
export const definitionOf = (signature: SignatureScheme): DeliveryDefinition => ({
	provider: 'sender',
	signature,
	eventField: 'type',
	events: {},
	read: ({ data }) => ({
		identity: null,
		time: null,
		jobId: toText(toObject(data).id),
		variationId: null,
		results: [],
		error: null,
	}),
});
