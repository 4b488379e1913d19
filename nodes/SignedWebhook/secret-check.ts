import { algorithms } from '../shared/delivery/algorithms';
import { decodeKey, verificationKeys } from '../shared/delivery/keys';
import { privateSecretProblem } from '../shared/tokens/private-secret';
import type { DeliveryDefinition } from '../shared/delivery/definition';
import type { KeyEncoding } from '../shared/delivery/scheme';
import { signingSecretsOf } from '../shared/endpoints/signing-secrets';
import { unsignedServices } from './catalogue/unsigned';
import { CUSTOM } from './chosen-sender';

/** Characters; shorter texts can be guessed. */
const MIN_TEXT_LENGTH = 8;

/** Keys of well-known services that sign nothing. */
const apiKey = /^(?:gh[pousr]_|github_pat_|xox[abeprs]-|shpat_|AIza|r8_)/;

/** It is refused only for a sender that is known not to sign with such a key. */
const secretKey = /^(?:sk[-_]|[rp]k_(?:live|test)_)/;

const signWithSecretKey: readonly string[] = ['paystack', CUSTOM];

/** What a dashboard shows in place of a secret, before it is revealed. */
const masked = /[*•●]{3}|…|^(?:x+|([^a-z\d])\1+)$/i;

/** No sender shows such characters; they come with what is copied from a page. A PEM has line breaks. */
const invisible = /(?![ \t\r\n])[\p{Cc}\p{Cf}\p{Z}]/u;

const labelled = /^(?:webhook|signing|client)[ _-]?secret\s*[:=]\s*\S/i;

const pem = /^-----BEGIN ([A-Z ]+)-----/;

/** How a key is written, in the words of the editor. */
const encodingNames: Readonly<Record<KeyEncoding, string>> = {
	utf8: 'text',
	unprefixed: 'text',
	base64: 'base64',
	hex: 'hex',
	whsec: 'whsec_ and base64',
	spki: 'a public key in PEM or DER',
	private: 'a private text',
};

/** How a sender delivers, where the sender is known. */
type KnownSender = Pick<DeliveryDefinition, 'provider' | 'signature'>;

/**
 * Says whether a credential can be that of a sender: whether it is meant for it, and whether its secrets can be the
 * sender's, the one that is being replaced included.
 *
 * @returns what is wrong and what to do, or null where nothing is
 */
export function credentialProblem(
	{ webhookSecret, previousSecret, sender: owner }: Readonly<Record<string, unknown>>,
	sender?: KnownSender,
): string | null {
	if (
		sender !== undefined &&
		owner &&
		owner !== sender.provider &&
		!(isUnsigned(owner) && isUnsigned(sender.provider))
	) {
		return `The credential is for "${String(owner)}", as its field Sender says. Choose a credential of this sender, or clear Sender there.`;
	}
	const [secret = ''] = signingSecretsOf(webhookSecret);
	const [previous] = signingSecretsOf(previousSecret);
	const problem = secretProblem(secret, sender);
	if (problem !== null || previous === undefined) return problem;
	return secretProblem(previous, sender)?.replace('Webhook Secret', 'Previous Secret') ?? null;
}

/** One secret of the user's own makes and verifies the callback URLs for all services that sign nothing. */
function isUnsigned(provider: unknown): boolean {
	return unsignedServices.some(({ value }) => value === provider);
}

/**
 * Says without any network whether a text can be a signing secret.
 *
 * @param secret the text, without surrounding white space
 * @returns what is wrong with it and what to do, or null where nothing is
 */
export function secretProblem(secret: string, sender?: KnownSender): string | null {
	const problem = textProblem(secret, sender) ?? (sender ? keyProblem(secret, sender) : whsecProblem(secret));
	return problem === null ? null : `The Webhook Secret ${problem}`;
}

function textProblem(secret: string, sender: KnownSender | undefined): string | null {
	const signsOtherwise = sender !== undefined && !signWithSecretKey.includes(sender.provider);
	if (secret === '') return 'is empty. Enter the signing secret of the sender.';
	if (apiKey.test(secret) || (signsOtherwise && secretKey.test(secret))) {
		return 'is an API key, not a signing secret. Copy the secret from the webhook settings of the sender.';
	}
	if (!pem.test(secret) && /[\r\n\t]/.test(secret)) {
		return 'contains a line break or a tab. Copy the secret alone.';
	}
	if (invisible.test(secret)) return 'contains an invisible character. Copy the secret again, or type it.';
	if (/^(["'`]).*\1$/.test(secret)) return 'is in quotes. Enter it without them.';
	if (labelled.test(secret)) return 'has its name in front. Copy the secret alone.';
	if (masked.test(secret)) {
		return 'is masked: the sender shows dots or stars in its place. Reveal it there, then copy it.';
	}
	if (/^https?:\/\//i.test(secret)) {
		return 'is an address, not a signing secret. Copy the secret from the webhook settings of the sender.';
	}
	// A token may be a whole header.
	if (sender !== undefined && sender.signature.algorithm !== 'token' && /^(?:bearer|basic) /i.test(secret)) {
		return 'is a header, not a signing secret. Copy the secret from the webhook settings of the sender.';
	}
	return secret.length < MIN_TEXT_LENGTH
		? 'is too short to be safe. Copy the whole secret, or choose a longer one.'
		: null;
}

/** A secret that says what it is has to be that. */
function whsecProblem(secret: string): string | null {
	const [, key] = /^(?:v1,)?whsec_(.*)$/s.exec(secret) ?? [];
	if (key === undefined || decodeKey(key, 'whsec') !== null) return null;
	if (/\s/.test(key)) return 'contains a space. Copy the secret alone.';
	return decodeKey(key, 'base64') === null
		? 'is not base64 behind whsec_. Copy the whole secret.'
		: 'is too short: a secret of this kind decodes to 24 bytes or more. Copy the whole secret.';
}

/** Why no delivery could ever be verified with this key. */
function keyProblem(secret: string, { provider, signature }: KnownSender): string | null {
	const { algorithm, keyEncodings } = signature;
	const check = (setting: string) => (provider === CUSTOM ? `, and check ${setting}` : '');
	if (keyEncodings[0] === 'private') return privateSecretProblem(secret);
	const [, kind] = pem.exec(secret) ?? [];
	if (!algorithms[algorithm].hasPublicKey && kind !== undefined) {
		return `is a key in PEM, and this sender signs with a shared secret. Copy the secret again${check('Algorithm')}.`;
	}
	const isStandard = keyEncodings.includes('whsec') && provider !== CUSTOM;
	const truncated = isStandard ? whsecProblem(secret) : null;
	if (truncated !== null) return truncated;
	if (verificationKeys(signature, [secret]).length > 0) return null;
	if (kind?.endsWith('PRIVATE KEY')) return 'is a private key. Enter the public key of the sender.';
	if (kind !== undefined && kind !== 'PUBLIC KEY') {
		return `is a ${kind}. Enter the public key of the sender, which begins with -----BEGIN PUBLIC KEY-----.`;
	}
	if (keyEncodings.every((encoding) => encoding === 'whsec')) {
		return whsecProblem(`whsec_${secret.replace(/^(?:v1,)?whsec_/, '')}`);
	}
	const encoding = keyEncodings.find((candidate) => decodeKey(secret, candidate) !== null);
	if (encoding === undefined) {
		const expected = keyEncodings.map((candidate) => encodingNames[candidate]).join(', or ');
		return `is not ${expected}. Copy it completely${check('Key Encoding')}.`;
	}
	if (algorithm !== 'ed25519') {
		return `is no public key that can verify with this algorithm: another kind, too short, or cut off. Enter the PEM as the sender publishes it${check('Algorithm')}.`;
	}
	const bytes = decodeKey(secret, encoding)?.length ?? 0;
	return encoding !== 'hex' && /^[0-9a-f]{64}$/i.test(secret)
		? `is hex. Copy it completely${check('Key Encoding')}.`
		: `is no Ed25519 key that can verify: it has ${bytes} bytes. Enter the public key, 32 bytes or PEM, as the sender publishes it.`;
}
