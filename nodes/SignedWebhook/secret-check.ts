import { decodeKey } from '../shared/delivery/keys';
import type { SignatureScheme } from '../shared/delivery/scheme';

/** Shorter texts can be guessed. */
const MIN_TEXT_LENGTH = 8;

const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** What users paste by mistake: an address, an authorization header, an API key of a sender. */
const somethingElse = /^(https?:\/\/|bearer |basic |sk-|sk_|r8_|AIza)/i;

/**
 * Says without any network whether a text can be a signing secret.
 *
 * @param secret the text, without surrounding white space
 * @param encodings how the sender writes its secrets, where the sender is known
 * @returns what is wrong with it and what to do, or null where nothing is
 */
export function secretProblem(secret: string, encodings?: SignatureScheme['keyEncodings']): string | null {
	if (secret === '') return 'The Webhook Secret is empty. Enter the signing secret of the sender.';
	if (/[\r\n\t]/.test(secret)) {
		return 'The Webhook Secret contains a line break or a tab. Copy the secret alone.';
	}
	if (somethingElse.test(secret)) {
		return 'This is an address or an API key, not a signing secret. Copy the secret from the webhook settings of the sender.';
	}
	if (secret.length < MIN_TEXT_LENGTH) return 'The Webhook Secret is too short. Copy the whole secret.';
	const isWhsec = /^(v1,)?whsec_/.test(secret);
	const mustDecode = encodings === undefined ? isWhsec : encodings.every((encoding) => encoding === 'whsec');
	return mustDecode && decodeKey(secret, 'whsec') === null ? whsecProblem(secret.replace(/^(v1,)?whsec_/, '')) : null;
}

/** Says why a text is none of the secrets that Standard Webhooks describes: 24 to 64 bytes in base64. */
function whsecProblem(key: string): string {
	if (/\s/.test(key)) return 'The Webhook Secret contains a space. Copy the secret alone.';
	if (!base64.test(key)) return 'What follows whsec_ is not base64. Copy the whole secret.';
	const length = Buffer.from(key, 'base64').length;
	return length < 24
		? 'The Webhook Secret is too short: a secret of this kind decodes to 24 bytes or more. Copy the whole secret.'
		: 'The Webhook Secret is too long: a secret of this kind decodes to 64 bytes or fewer. Copy the secret alone.';
}
