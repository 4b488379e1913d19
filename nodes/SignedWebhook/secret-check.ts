import { algorithms } from '../shared/delivery/algorithms';
import { decodeKey, verificationKeys } from '../shared/delivery/keys';
import type { DeliveryDefinition } from '../shared/delivery/definition';
import type { KeyEncoding, SignatureScheme } from '../shared/delivery/scheme';
import { CUSTOM } from './chosen-sender';

/** Characters; shorter texts can be guessed. */
const MIN_TEXT_LENGTH = 8;

/** What users paste by mistake: an address or a header. */
const somethingElse = /^(?:https?:\/\/|bearer |basic )/i;

/** Keys of well-known services that sign nothing. */
const apiKey = /^(?:gh[pousr]_|github_pat_|xox[abeprs]-|AIza|r8_)/;

/** Paystack and others sign with such a key, so it is refused only for a sender that is known not to. */
const secretKey = /^sk[-_]/;

/** What a dashboard shows in place of a secret, before it is revealed. */
const masked = /[*•●]{3}|…|^x+$/i;

/** How a key is written, in the words of the editor, and what to enter where the text is not. */
const encodingNames: Readonly<Record<KeyEncoding, string>> = {
	utf8: 'text',
	base64: 'base64',
	hex: 'hex',
	whsec: 'whsec_ and base64',
	spki: 'a public key in PEM or DER',
};

/**
 * Says without any network whether a text can be a signing secret.
 *
 * @param secret the text, without surrounding white space
 * @param delivery how the sender delivers, where the sender is known
 * @returns what is wrong with it and what to do, or null where nothing is
 */
export function secretProblem(
	secret: string,
	delivery?: Pick<DeliveryDefinition, 'provider' | 'signature'>,
): string | null {
	if (secret === '') return 'The Webhook Secret is empty. Enter the signing secret of the sender.';
	const isPem = secret.startsWith('-----BEGIN');
	const isKnown = delivery !== undefined && delivery.provider !== CUSTOM;
	if (apiKey.test(secret) || (isKnown && secretKey.test(secret))) {
		return 'This is an API key, not a signing secret. Copy the secret from the webhook settings of the sender.';
	}
	return (
		textProblem(secret, isPem) ?? (delivery ? keyProblem(secret, delivery.signature, isPem) : whsecProblem(secret))
	);
}

function textProblem(secret: string, isPem: boolean): string | null {
	if (!isPem && /[\r\n\t]/.test(secret)) {
		return 'The Webhook Secret contains a line break or a tab. Copy the secret alone.';
	}
	if (
		!/^[\x20-\x7e\r\n\t]*$/.test(secret) &&
		/[\u0080-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]/.test(secret)
	) {
		return 'The Webhook Secret contains an invisible character. Copy the secret again, or type it.';
	}
	if (/^(["'`]).*\1$/.test(secret)) return 'The Webhook Secret is in quotes. Enter it without them.';
	if (masked.test(secret)) {
		return 'The Webhook Secret is masked: the sender shows dots or stars in its place. Reveal it there, then copy it.';
	}
	if (somethingElse.test(secret)) {
		return 'This is an address or a header, not a signing secret. Copy the secret from the webhook settings of the sender.';
	}
	return secret.length < MIN_TEXT_LENGTH ? 'The Webhook Secret is too short. Copy the whole secret.' : null;
}

/** Without a sender, a secret that says what it is has to be that. */
function whsecProblem(secret: string): string | null {
	const [, key] = /^(?:v1,)?whsec_(.*)$/s.exec(secret) ?? [];
	if (key === undefined || decodeKey(key, 'whsec') !== null) return null;
	if (/\s/.test(key)) return 'The Webhook Secret contains a space. Copy the secret alone.';
	return decodeKey(key, 'base64') === null
		? 'What follows whsec_ is not base64. Copy the whole secret.'
		: 'The Webhook Secret is too short: a secret of this kind decodes to 24 bytes or more. Copy the whole secret.';
}

/** Why no delivery could ever be verified with this key. */
function keyProblem(
	secret: string,
	scheme: Pick<SignatureScheme, 'algorithm' | 'keyEncodings'>,
	isPem: boolean,
): string | null {
	if (verificationKeys(scheme, [secret]).length > 0) return null;
	const { algorithm, keyEncodings } = scheme;
	const standard = keyEncodings.every((encoding) => encoding === 'whsec')
		? whsecProblem(`whsec_${secret.replace(/^(?:v1,)?whsec_/, '')}`)
		: null;
	if (standard !== null) return standard;
	if (/PRIVATE KEY/.test(secret)) return 'This is a private key. Enter the public key of the sender.';
	const encoding = keyEncodings.find((candidate) => decodeKey(secret, candidate) !== null);
	if (encoding === undefined) {
		const expected = keyEncodings.map((candidate) => encodingNames[candidate]).join(', or ');
		return `The Webhook Secret is not ${expected}. Copy it completely${isPem ? '' : ', and check Key Encoding'}.`;
	}
	if (!algorithms[algorithm].hasPublicKey) return 'The Webhook Secret is no key. Copy it again, completely.';
	const bytes = decodeKey(secret, encoding)?.length ?? 0;
	return algorithm === 'ed25519'
		? `This is no Ed25519 key that can verify: it has ${bytes} bytes. Enter the public key, 32 bytes or PEM, as the sender publishes it.`
		: 'This is no public key that can verify with this algorithm: another kind, too short, or cut off. Enter the PEM as the sender publishes it, and check Algorithm.';
}
