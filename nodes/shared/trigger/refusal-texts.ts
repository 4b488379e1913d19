import type { ClaimProblem } from '../delivery/claim';
import type { Place, SignatureFormat, SignatureScheme } from '../delivery/scheme';
import type { TriggerDefinition } from './definition';
import type { Verdict } from './verify-request';

/** Why a delivery starts nothing. */
export interface Refusal {
	/** What happened, without a full stop. */
	what: string;
	/** What to do, in full sentences. */
	advice?: string;
	/** What the delivery itself shows, in full sentences. It quotes the delivery, so only the editor shows it. */
	hint?: string;
}

type Refused = Extract<Verdict, { reason: string }>;

/** Says why a delivery was refused, and what to do. */
export function refusalOf(definition: Pick<TriggerDefinition, 'api' | 'delivery'>, refused: Refused): Refusal {
	const { displayName } = definition.api;
	const { signature } = definition.delivery;
	const [why, advice, hint] =
		'problem' in refused ? claimTexts(refused, signature, displayName) : reasonTexts(displayName)[refused.reason];
	return { what: `A delivery was refused: ${why}`, advice, hint };
}

type Texts = [why: string, advice?: string, hint?: string];

function reasonTexts(sender: string): Readonly<Record<Exclude<Refused['reason'], ClaimProblem['reason']>, Texts>> {
	return {
		'no-secret': [
			'no signing secret is known',
			`Enter the Webhook Secret in the ${sender} credential, or publish (activate) the workflow again.`,
		],
		'key-malformed': [
			`the signing secret is not a key that ${sender} can sign with`,
			'Copy it again, completely, and compare Algorithm and Key Encoding with the documentation of the sender.',
		],
		'signature-mismatch': [
			'its signature does not match',
			`Either it is forged, a proxy changes the body, or the Webhook Secret in the credential is not the one that ${sender} signs with.`,
		],
		'borders-uncertain': [
			'what it signs could be taken apart in another way',
			'Somebody could have moved the end of a signed header into the body. Set the sender to deliver JSON.',
		],
		'too-old': ['it was sent too long ago', 'Check the clock of this machine, and Max Event Age.'],
		'too-new': ['it was sent in the future', 'Check the clock of this machine.'],
		multipart: [
			'its body is multipart',
			'n8n reads such a body itself, so nothing is left that could be verified. Set the sender to deliver JSON or a URL-encoded form.',
		],
		unreadable: [
			'its body could not be read',
			'It is larger than N8N_PAYLOAD_SIZE_MAX, broken off, or not compressed as it says. If you expect such bodies, raise that limit of n8n, or set the sender to deliver smaller ones.',
		],
		'not-json': [
			'it is authentic, but its body is not JSON',
			'Set the content type of the webhook to application/json at the sender. Signed Webhook receives forms and texts as well.',
		],
		'not-an-object': [
			'it is authentic, but its body is not a JSON object',
			'This sender is documented to deliver objects. If it has changed, receive it with Signed Webhook.',
		],
		'not-utf8': ['it is authentic, but its body is not UTF-8', 'Set the character encoding to UTF-8 at the sender.'],
		'too-many-entries': [
			'it is authentic, but its body is a list of more than 1,000 entries',
			'Set the sender to deliver smaller batches.',
		],
	};
}

function claimTexts({ problem, about, found = '' }: ClaimProblem, scheme: SignatureScheme, sender: string): Texts {
	const place = describePlace(about);
	switch (problem) {
		case 'missing':
			return [`it has no ${place}`, `Either it is not from ${sender}, or a proxy removes the header.`];
		case 'repeated':
			return [
				`it has ${place} more than once`,
				'There is no telling which one is meant. A proxy may add a second one.',
			];
		case 'too-large':
			return [
				'its body is too large to be searched for what is signed',
				'Before a body is proven, at most 1 MB of it is read, and of a form 1,000 fields. Set the sender to deliver smaller ones.',
			];
		case 'prefix':
			return [`${place} does not begin with "${prefixOf(scheme.format)}"`, CHECK_SETTINGS, prefixHint(found)];
		case 'key':
			return [`${place} has no signature under its key`, CHECK_SETTINGS, keyHint(found)];
		case 'encoding':
			return [
				`${place} is not written in ${scheme.encoding}`,
				CHECK_SETTINGS,
				prefixHint(found) ?? encodingHint(found),
			];
		case 'length':
			return [`${place} does not have the length of such a signature`, CHECK_SETTINGS, lengthHint(found)];
		case 'token-algorithm':
			return [`the token in its ${place} names another algorithm`, CHECK_SETTINGS];
		case 'timestamp-missing':
			return [`it has no timestamp in ${place}`, CHECK_SETTINGS];
		case 'timestamp-malformed':
			return ['its timestamp is neither a number nor ISO 8601 with an offset', CHECK_SETTINGS, quoted(found)];
		case 'part-missing':
			return [`${about} is missing, and the signature covers it`, CHECK_SETTINGS];
	}
}

const CHECK_SETTINGS = 'Either it is forged, or the settings of the node differ from what the sender does.';

function describePlace(place: Place): string {
	if (place.startsWith('query:')) return `query parameter ${place.slice('query:'.length)}`;
	if (place.startsWith('body:')) return `field ${place.slice('body:'.length)} of the body`;
	return `${place} header`;
}

function prefixOf(format: SignatureFormat): string {
	return format.kind === 'plain' ? (format.prefix ?? '') : '';
}

/** Characters of a delivery that are shown: enough to recognise, too few to flood the panel. */
const MAX_QUOTED = 40;

const quoted = (text: string) => `It is "${text.slice(0, MAX_QUOTED)}".`;

function prefixHint(found: string): string | undefined {
	const prefix = /^[\w-]{1,12}[=:]\s?(?=[\w+/-]{16,})/.exec(found)?.[0];
	if (prefix !== undefined) return `It begins with ${prefix}: enter that as Signature Prefix.`;
	return /^\w{1,10}=[^,;]*[,;]/.test(found) ? 'It is a list of pairs: set Signature Format to Pairs.' : undefined;
}

function keyHint(found: string): string | undefined {
	const keys = [...found.matchAll(/(?:^|[\s,;])([\w-]{1,16})[=,]/g)].map(([, key]) => key);
	return keys.length > 0
		? `It has ${keys.slice(0, 5).join(' and ')}: enter the right one as Signature Key.`
		: undefined;
}

function encodingHint(found: string): string {
	if (/^[0-9a-f]+$/i.test(found)) return 'It is hex: set Signature Encoding to Hex.';
	return /^[A-Za-z0-9+/]+={0,2}$/.test(found) ? 'It is base64: set Signature Encoding to Base64.' : quoted(found);
}

/** Bytes of the usual signatures, by what makes them. */
const LENGTHS: Readonly<Record<number, string>> = { 20: 'SHA1', 32: 'SHA256', 64: 'SHA512 or Ed25519' };

function lengthHint(found: string): string | undefined {
	const value = found.replace(/^[\w-]{1,12}=/, '');
	const isHex = /^(?:[0-9a-f]{2})+$/i.test(value);
	const bytes = Buffer.from(value, isHex ? 'hex' : 'base64').length;
	const made = LENGTHS[bytes];
	return made === undefined
		? undefined
		: `As ${isHex ? 'hex' : 'base64'} it has ${bytes} bytes, as ${made} signatures do: check Algorithm and Signature Encoding.`;
}
