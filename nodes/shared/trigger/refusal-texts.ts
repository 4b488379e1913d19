import type { ClaimProblem } from '../delivery/claim';
import type { DeliveryDefinition } from '../delivery/definition';
import { describePlace } from '../util/describe-place';
import type { SignatureFormat, SignatureScheme } from '../delivery/scheme';
import { parseTemplate } from '../delivery/template';
import { coversAddress } from './scheme-needs';
import type { Provider } from '../http/provider';
import { quoted, settingsHint } from './refusal-hints';
import type { Verdict } from './verify-request';

/** Whose delivery it claims to be. The definition of a trigger is one. */
export interface ClaimedSender {
	api: Provider;
	delivery: DeliveryDefinition;
}

type Reason = Extract<Verdict, { reason: string }>['reason'];

/** What a verdict says of a delivery that is no event. */
type Refused = ClaimProblem | { reason: Exclude<Reason, ClaimProblem['reason']> };

/** Why a delivery is no event. */
export interface Explanation {
	/** To follow a colon: in lower case, without a full stop. */
	why: string;
	/** What to do, in full sentences. */
	advice?: string;
	/** What the delivery itself shows, in full sentences. It quotes the delivery, so only the editor shows it. */
	hint?: string;
}

/** Why a delivery starts nothing. */
export interface Refusal extends Pick<Explanation, 'advice' | 'hint'> {
	/** What happened, without a full stop. */
	what: string;
}

/**
 * Says why a delivery was refused, and what to do.
 *
 * @param credential the name of the credential that it was checked with, if it was one
 */
export function refusalOf(sender: ClaimedSender, refused: Refused, credential?: string): Refusal {
	const { why, advice, hint } = explain(sender, refused);
	const isAboutSecret = ['no-secret', 'key-malformed', 'signature-mismatch'].includes(refused.reason);
	const name = isAboutSecret && credential !== undefined ? `The credential is "${credential}".` : undefined;
	return {
		what: `A delivery was refused: ${why}`,
		advice: [advice, name].filter((text) => text !== undefined).join(' ') || undefined,
		hint,
	};
}

/** Says why a delivery is no event, and what to do. */
export function explain(sender: ClaimedSender, refused: Refused): Explanation {
	const [why, advice] = 'problem' in refused ? claimTexts(sender, refused) : reasonTexts(sender)[refused.reason];
	return { why, advice, hint: 'problem' in refused ? hintOf(sender, refused) : undefined };
}

type Texts = [why: string, advice?: string];

const CALLBACK_ADVICE =
	'Either it is forged, or the service was not given the URL that Create Callback URL of the Signed Webhook node returned, whole and unchanged.';

const CALLBACK_MISMATCH: Texts = [
	'the token in its address does not match',
	'Either it is forged or altered, or the URL was made for another execution or trigger, or with the secret of another credential.',
];

const CALLBACK_KEY: Texts = [
	'the Webhook Secret is not a private one of 128 bits or more, so it proves no callback URL',
	'Enter a long random text of your own in a credential that is used for nothing else, and make the URL with the same credential.',
];

function reasonTexts({
	api: { displayName: sender, hasSettings },
	delivery,
}: ClaimedSender): Readonly<Record<Exclude<Refused['reason'], ClaimProblem['reason']>, Texts>> {
	const isCallback = delivery.signature.format.kind === 'callbackUrl';
	return {
		'no-secret': [
			'no signing secret is known',
			'Enter the Webhook Secret in the credential, or publish (activate) the workflow again.',
		],
		'key-malformed': isCallback
			? CALLBACK_KEY
			: [
					`the signing secret is not a key that ${sender} can sign with`,
					`Copy it again, completely${hasSettings ? ', and compare Algorithm and Key Encoding with the documentation of the sender' : ''}.`,
				],
		'signature-mismatch': isCallback
			? CALLBACK_MISMATCH
			: [
					'its signature does not match',
					`Either it is forged, a proxy changes the body, or the Webhook Secret${hasSettings ? ', Key Encoding or Signed Content' : ' in the credential'} is not the one that ${sender} signs with.${addressAdvice(delivery.signature)}`,
				],
		expired: [
			'its callback URL has expired',
			'Set a longer Valid For where the URL is made (Create Callback URL), or make it later.',
		],
		'borders-uncertain': [
			'what it signs could be taken apart in another way',
			'Somebody could have moved the end of a signed header into the body. Set the sender to deliver JSON.',
		],
		'too-old': [
			'it was sent too long ago',
			`Check the clock of this machine${hasSettings ? ', Tolerance' : ''} and Max Event Age.`,
		],
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
			delivery.anyBody
				? 'Its content type says that it is. Correct the body or the content type at the sender.'
				: 'Set the content type of the webhook to application/json at the sender. The sender Any Other Service of the Signed Webhook nodes receives forms and texts as well.',
		],
		'not-an-object': [
			'it is authentic, but its body is not a JSON object',
			delivery.anyBody
				? 'Nothing that is signed says how long a list is, so anyone could make it longer. Set the sender to deliver one object at a time.'
				: 'This sender is documented to deliver objects. If it has changed, receive it with the Signed Webhook nodes, as Any Other Service.',
		],
		'not-utf8': ['it is authentic, but its body is not UTF-8', 'Set the character encoding to UTF-8 at the sender.'],
		'too-many-entries': [
			'it is authentic, but its body is a list of more than 1,000 entries',
			'Set the sender to deliver smaller batches.',
		],
	};
}

function addressAdvice({ content = '' }: SignatureScheme): string {
	return coversAddress(parseTemplate(content))
		? ' The signature covers the URL too: where a proxy changes it, enter it as the sender knows it (Signed URL in the options of the trigger).'
		: '';
}

function claimTexts({ api, delivery }: ClaimedSender, { problem, about }: ClaimProblem): Texts {
	const { format, encoding, timestamp } = delivery.signature;
	if (format.kind === 'callbackUrl') return ['its address has no readable token', CALLBACK_ADVICE];
	const place = about.split(' or ').map(describePlace).join(' or ');
	const check = (setting: string) =>
		api.hasSettings
			? `Either it is forged, or ${setting} in the node is not what the sender uses.`
			: `Either it is not from ${api.displayName}, or a proxy changes its headers.`;
	switch (problem) {
		case 'missing':
			return [
				`it has no ${place}`,
				api.hasSettings
					? 'Either it is not from the sender, a proxy removes it, or Signature Header names another place.'
					: `Either it is not from ${api.displayName}, or a proxy removes it.`,
			];
		case 'repeated':
			return [
				`it has its ${place} more than once`,
				'There is no telling which one is meant. A proxy may add a second one.',
			];
		case 'too-large':
			return [
				'its body is too large to be searched for what is signed',
				'Before a body is proven, at most 1 MB of it is read, and of a form 1,000 fields. Set the sender to deliver smaller ones.',
			];
		case 'prefix':
			return [`its ${place} does not begin with "${prefixOf(format)}"`, check('Signature Prefix')];
		case 'key':
			return [`its ${place} has no signature under the key "${keyOf(format)}"`, check('Signature Key')];
		case 'encoding':
			return format.kind === 'jwt'
				? [`its ${place} is no JSON Web Token`, check('Signature Format')]
				: [`its ${place} is not written in ${encoding}`, check('Signature Encoding or Signature Prefix')];
		case 'length':
			return [`its ${place} does not have the length of such a signature`, check('Algorithm or Signature Encoding')];
		case 'token-algorithm':
			return [`the token in its ${place} names another algorithm`, check('Algorithm')];
		case 'timestamp-missing':
			return [`it has no timestamp in its ${place}`, check(timestampSetting(timestamp))];
		case 'timestamp-malformed':
			return ['its timestamp is neither a number nor ISO 8601 with an offset', check(timestampSetting(timestamp))];
		case 'foreign-key':
			return [
				`its ${place} does not lead to a certificate of ${api.displayName}`,
				`It is not from ${api.displayName}, or the options of the node are of another account.`,
			];
		case 'part-missing':
			if (about === '{url}' || about === '{path}')
				return ['the address that it was sent to is not known, and the signature covers it', 'Fill in URL.'];
			return [
				about === '{form}'
					? 'its body is not a form, and the signature covers the fields of one'
					: `its ${place} is missing or repeated, and the signature covers it`,
				check('Signed Content'),
			];
	}
}

/** The remedy is in the settings, where the user has any. */
function hintOf({ api, delivery }: ClaimedSender, refused: ClaimProblem): string | undefined {
	const hint = api.hasSettings ? settingsHint(delivery.signature, refused) : undefined;
	return hint ?? (refused.found === undefined ? undefined : quoted(refused.found));
}

function prefixOf(format: SignatureFormat): string {
	return format.kind === 'plain' ? (format.prefix ?? '') : '';
}

function keyOf(format: SignatureFormat): string {
	if (format.kind === 'pairs') return format.signatureKey;
	return format.kind === 'tagged' && format.tags !== 'any' ? format.tags.join(' or ') : 'v1';
}

function timestampSetting(timestamp: SignatureScheme['timestamp']): string {
	return timestamp?.from === 'signature' ? 'Timestamp Key' : 'Timestamp Header';
}
