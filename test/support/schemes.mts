import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import type { DeliveryDefinition } from '../../nodes/shared/delivery/definition.ts';
import { toObject, toText } from '../../nodes/shared/delivery/json.ts';
import type { SignatureScheme } from '../../nodes/shared/delivery/scheme.ts';

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

/** Keeps the literal types of a scheme. */
const exactly = <const Scheme extends SignatureScheme>(scheme: Scheme): Scheme => scheme;

export const plainHex = exactly({
	algorithm: 'sha256',
	keyEncodings: ['utf8'],
	headers: ['x-signature'],
	format: { kind: 'plain' },
	encoding: 'hex',
	bodies: ['raw'],
});

const timestampIn = (...header: string[]) => ({ from: { header }, unit: 'seconds', tolerance }) as const;
const DOT = { literal: '.' } as const;
const LINE = { literal: '\n' } as const;

export const standardWebhooks = exactly({
	algorithm: 'sha256',
	keyEncodings: ['whsec'],
	headers: ['webhook-signature', 'svix-signature'],
	format: { kind: 'tagged', tags: ['v1'] },
	encoding: 'base64',
	parts: [{ header: ['webhook-id', 'svix-id'] }, DOT, 'timestamp', DOT],
	bodies: ['raw'],
	timestamp: timestampIn('webhook-timestamp', 'svix-timestamp'),
	deliveryId: ['webhook-id', 'svix-id'],
});

export const openAi = exactly({
	...standardWebhooks,
	keyEncodings: ['whsec', 'utf8'],
	headers: ['webhook-signature'],
	format: { kind: 'tagged', tags: ['v1'], bare: true },
});

export const standardAsymmetric = exactly({ ...standardWebhooks, algorithm: 'ed25519', format: { kind: 'tagged', tags: ['v1a'] } });

export const stripe = exactly({
	...plainHex,
	headers: ['stripe-signature'],
	format: { kind: 'pairs', signatureKey: 'v1', timestampKey: 't' },
	parts: ['timestamp', DOT],
	timestamp: { from: 'signature', unit: 'seconds', tolerance },
});

export const gitHub = exactly({
	...plainHex,
	headers: ['x-hub-signature-256'],
	format: { kind: 'plain', prefix: 'sha256=', prefixRequired: true },
});

export const slack = exactly({
	...plainHex,
	headers: ['x-slack-signature'],
	format: { kind: 'plain', prefix: 'v0=', prefixRequired: true },
	parts: [{ literal: 'v0:' }, 'timestamp', { literal: ':' }],
	timestamp: timestampIn('x-slack-request-timestamp'),
});

export const fal = exactly({
	...plainHex,
	algorithm: 'ed25519',
	keyEncodings: ['base64'],
	headers: ['x-fal-webhook-signature'],
	parts: [{ header: ['x-fal-webhook-request-id'] }, LINE, { header: ['x-fal-webhook-user-id'] }, LINE, 'timestamp', LINE],
	bodies: ['sha256'],
	timestamp: timestampIn('x-fal-webhook-timestamp'),
	deliveryId: ['x-fal-webhook-request-id'],
});

const discord = exactly({
	...plainHex,
	algorithm: 'ed25519',
	keyEncodings: ['hex'],
	headers: ['x-signature-ed25519'],
	parts: ['timestamp'],
	timestamp: { from: { header: ['x-signature-timestamp'] }, unit: 'seconds' },
});

export const heyGen = exactly({ ...plainHex, headers: ['heygen-signature', 'signature'], timestamp: timestampIn('heygen-timestamp') });

export const paddle = exactly({
	...stripe,
	headers: ['paddle-signature'],
	format: { kind: 'pairs', signatureKey: 'h1', timestampKey: 'ts' },
	parts: ['timestamp', { literal: ':' }],
});

export const sanity = exactly({
	...stripe,
	headers: ['sanity-webhook-signature'],
	encoding: 'base64url',
	timestamp: { from: 'signature', unit: 'milliseconds', tolerance },
});

function oneSecret(name: string, scheme: SignatureScheme, secret = TEXT, stranger = 'guessed'): SchemeCase {
	return { name, scheme, sender: secret, receiver: secret, stranger };
}

function keyPairs(name: string, scheme: SignatureScheme, encoding: 'base64' | 'hex' = 'base64'): SchemeCase {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	const { privateKey: stranger } = generateKeyPairSync('ed25519');
	const text = (key: KeyObject, part: 'd' | 'x') =>
		Buffer.from(key.export({ format: 'jwk' })[part] ?? '', 'base64url').toString(encoding);
	return { name, scheme, sender: text(privateKey, 'd'), receiver: text(publicKey, 'x'), stranger: text(stranger, 'd') };
}

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
	oneSecret('base64 with a base64 key', { ...plainHex, keyEncodings: ['base64'], encoding: 'base64' }, 'c2VjcmV0', 'Z3Vlc3M'),
	oneSecret('a hex key', { ...plainHex, keyEncodings: ['hex'] }, '00ff7D', '00ff7e'),
	oneSecret('Slack', slack),
	oneSecret('Stripe', stripe),
	oneSecret('Paddle', paddle),
	oneSecret('Sanity', sanity),
	oneSecret('Standard Webhooks', standardWebhooks, BASE64, OTHER_BASE64),
	oneSecret('OpenAI', openAi, BASE64, OTHER_BASE64),
	oneSecret('Freepik', { ...standardWebhooks, keyEncodings: ['utf8'], format: { kind: 'tagged', tags: 'any' } }),
	oneSecret('HeyGen', heyGen),
	keyPairs('fal', fal),
	keyPairs('Discord', discord, 'hex'),
	keyPairs('Standard Webhooks with Ed25519', standardAsymmetric),
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
	read: ({ data }) => ({ identity: null, time: null, jobId: toText(toObject(data).id), variationId: null, results: [], error: null }),
});
