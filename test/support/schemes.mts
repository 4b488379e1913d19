import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';

import type { DeliveryDefinition } from '../../nodes/shared/delivery/definition.ts';
import { toObject, toText } from '../../nodes/shared/util/json.ts';
import type { SignatureScheme } from '../../nodes/shared/delivery/scheme.ts';

const tolerance = { past: 300, future: 300 };

const timestampIn = (...header: string[]) => ({ from: header, unit: 'seconds', tolerance }) as const;

export const plainHex: SignatureScheme = {
	algorithm: 'hmacSha256',
	keyEncodings: ['utf8'],
	places: ['x-signature'],
	format: { kind: 'plain' },
	encoding: 'hex',
};

/** A scheme that differs from `plainHex` by its header, and by what else is given. */
const hexIn = <const Changes extends Partial<SignatureScheme>>(header: string, changes: Changes) => ({
	...plainHex,
	places: [header],
	...changes,
});

export const standardWebhooks: SignatureScheme = {
	algorithm: 'hmacSha256',
	keyEncodings: ['whsec'],
	places: ['webhook-signature', 'svix-signature'],
	format: { kind: 'tagged', tags: ['v1'] },
	encoding: 'base64',
	content: '{header:webhook-id|svix-id}.{timestamp}.{body}',
	timestamp: timestampIn('webhook-timestamp', 'svix-timestamp'),
	deliveryId: ['webhook-id', 'svix-id'],
};

export const openAi: SignatureScheme = {
	...standardWebhooks,
	keyEncodings: ['whsec', 'utf8'],
	places: ['webhook-signature'],
	format: { kind: 'tagged', tags: ['v1'], bare: true },
};

export const stripe = hexIn('stripe-signature', {
	format: { kind: 'pairs', signatureKey: 'v1', timestampKey: 't' },
	content: '{timestamp}.{body}',
	timestamp: { from: 'signature', unit: 'seconds', tolerance },
});

export const gitHub = hexIn('x-hub-signature-256', {
	format: { kind: 'plain', prefix: 'sha256=', prefixRequired: true },
});

export const slack = hexIn('x-slack-signature', {
	format: { kind: 'plain', prefix: 'v0=', prefixRequired: true },
	content: 'v0:{timestamp}:{body}',
	timestamp: timestampIn('x-slack-request-timestamp'),
});

export const fal = hexIn('x-fal-webhook-signature', {
	algorithm: 'ed25519',
	keyEncodings: ['base64'],
	content: '{header:x-fal-webhook-request-id}\n{header:x-fal-webhook-user-id}\n{timestamp}\n{sha256}',
	timestamp: timestampIn('x-fal-webhook-timestamp'),
	deliveryId: ['x-fal-webhook-request-id'],
});

const discord = hexIn('x-signature-ed25519', {
	algorithm: 'ed25519',
	keyEncodings: ['hex'],
	content: '{timestamp}{body}',
	timestamp: { from: ['x-signature-timestamp'], unit: 'seconds' },
});

export const paddle = hexIn('paddle-signature', {
	format: { kind: 'pairs', signatureKey: 'h1', timestampKey: 'ts' },
	content: '{timestamp}:{body}',
	timestamp: stripe.timestamp,
});

export const sanity = hexIn('sanity-webhook-signature', {
	format: stripe.format,
	encoding: 'base64url',
	content: stripe.content,
	timestamp: { from: 'signature', unit: 'milliseconds', tolerance },
});

export const heyGen = {
	...plainHex,
	places: ['heygen-signature', 'signature'],
	timestamp: timestampIn('heygen-timestamp'),
} satisfies SignatureScheme;

export const twilio = hexIn('x-twilio-signature', {
	algorithm: 'hmacSha1',
	encoding: 'base64',
	content: '{url}{form}',
});

export const square = hexIn('x-square-hmacsha256-signature', { encoding: 'base64', content: '{url}{body}' });

export const sendGrid = hexIn('x-twilio-email-event-webhook-signature', {
	algorithm: 'ecdsaSha256',
	keyEncodings: ['spki'],
	encoding: 'base64',
	content: '{timestamp}{body}',
	timestamp: timestampIn('x-twilio-email-event-webhook-timestamp'),
});

/** A JSON Web Token that binds the body by its digest. */
export const jwtWithDigest = (algorithm: SignatureScheme['algorithm']): SignatureScheme => ({
	algorithm,
	keyEncodings: algorithm === 'hmacSha256' ? ['utf8'] : ['spki'],
	places: ['authorization'],
	format: { kind: 'jwt', digestClaim: 'payload_hash' },
	encoding: 'base64url',
	timestamp: { from: 'signature', unit: 'seconds', tolerance },
});

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

/** A key pair as its senders publish it: PEM for the receiver, PKCS #8 in base64 to sign with. */
function publishedKey(name: string, scheme: SignatureScheme, pair: () => KeyPairKeyObjectResult): SchemeCase {
	const [own, other] = [pair(), pair()];
	const secretText = ({ privateKey }: KeyPairKeyObjectResult) =>
		privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
	const receiver = own.publicKey.export({ format: 'pem', type: 'spki' }).toString();
	return { name, scheme, sender: secretText(own), receiver, stranger: secretText(other) };
}

const rsaPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

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
		reserialised: true,
	}),
	oneSecret('GitHub', gitHub),
	oneSecret('SHA-1', { ...plainHex, algorithm: 'hmacSha1' }),
	oneSecret('SHA-512', { ...plainHex, algorithm: 'hmacSha512' }),
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
	publishedKey('Ed25519 with a PEM key', { ...discord, keyEncodings: ['spki'] }, () => generateKeyPairSync('ed25519')),
	...(['rsaSha256', 'rsaSha1', 'rsaSha512'] as const).map((algorithm) =>
		publishedKey(algorithm, { ...plainHex, algorithm, keyEncodings: ['spki'], encoding: 'base64' }, rsaPair),
	),
	publishedKey(
		'SendGrid',
		{
			...stripe,
			format: { kind: 'plain' },
			algorithm: 'ecdsaSha256',
			keyEncodings: ['spki'],
			encoding: 'base64',
			content: '{timestamp}{body}',
			timestamp: timestampIn('x-timestamp'),
		},
		() => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
	),
	...(['digestSha256', 'digestSha1', 'digestSha512'] as const).map((algorithm) =>
		oneSecret(algorithm, { ...plainHex, algorithm, content: '{secret}{body}' }),
	),
	oneSecret('a digest with the secret behind', { ...plainHex, algorithm: 'digestSha1', content: '{body}{secret}' }),
	oneSecret('the address in front of the body', { ...plainHex, content: '{url}{body}' }),
	oneSecret('the address and the method behind the body', { ...plainHex, content: '{body}{url}|{method}|{path}' }),
	oneSecret('the body in the middle', {
		...plainHex,
		content: '{header:x-a}.{body}.{timestamp}',
		timestamp: timestampIn('x-time'),
	}),
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
