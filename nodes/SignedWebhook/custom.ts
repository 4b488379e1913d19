import type { SignedFacts } from '../shared/delivery/definition';
import { algorithms } from '../shared/delivery/algorithms';
import { headerIn } from '../shared/util/header-in';
import type { Place, SignatureFormat, SignatureScheme } from '../shared/delivery/scheme';
import { type ContentPart, parseTemplate } from '../shared/delivery/template';
import { headersIn } from '../shared/trigger/scheme-needs';
import { type JsonObject, toText, valueAt } from '../shared/util/json';
import type { BodyFields } from './fields';
import { SLACK_CHALLENGE } from './handshakes';
import { factsOf, type Sender } from './sender';
import { readUsualFields } from './usual-fields';

/** The parameters by which a user describes how some service signs. */
export interface CustomSettings {
	algorithm: SignatureScheme['algorithm'];
	keyEncoding: SignatureScheme['keyEncodings'][number];
	signatureHeader: string;
	signatureFormat: 'plain' | 'pairs' | 'tagged' | 'jwt';
	digestClaim?: string;
	signaturePrefix: string;
	signatureKey: string;
	timestampKey: string;
	signatureEncoding: SignatureScheme['encoding'];
	signedContent: string;
	timestampHeader: string;
	/** Seconds; 0 accepts any time. */
	tolerance: number;
	eventField: string;
	/** `none`: every delivery is an event of its own. */
	idField: string;
	/** How the events name the service; `custom` where it is empty. */
	name?: string;
	fields?: BodyFields;
	/** Where the public keys are published; empty where the credential has the key. */
	keySetUrl?: string;
}

/** Says in a sentence what is wrong with the settings. */
export class SettingsError extends Error {}

/**
 * Builds a sender from the node's parameters.
 *
 * @throws SettingsError where the settings contradict each other or leave open what is signed
 */
export function customSender(settings: CustomSettings): Sender {
	const signature = schemeOf(settings);
	const { fields = {} } = settings;
	const keySetUrl = settings.keySetUrl?.trim() ?? '';
	if (keySetUrl !== '' && !algorithms[settings.algorithm].hasPublicKey) {
		throw new SettingsError(
			'A published key cannot be a shared secret, since anybody could sign with it: choose an algorithm with a key pair, or remove Key Set URL.',
		);
	}
	const eventField = settings.eventField.trim() || 'type';
	const idField = settings.idField.trim();
	// A token proves the request as a whole, its headers included.
	if (settings.algorithm !== 'token') checkIdField(idField, parseTemplate(settings.signedContent));
	return {
		displayName: 'the sender',
		bySettings: true,
		delivery: {
			provider: settings.name?.trim() || 'custom',
			signature,
			eventField,
			events: {},
			openEvents: true,
			anyBody: true,
			entriesField: fields.entriesField?.trim() || undefined,
			everyDeliveryIsNew: idField === 'none',
			read: (body, event, signed) =>
				factsOf({ identity: fieldOf(body, signed, idField), ...readUsualFields(body, event, fields) }),
		},
		...(signature.places[0] === 'x-slack-signature' && { handshakes: [SLACK_CHALLENGE] }),
		preselected: ['*'],
		urlPlace: 'Enter the URL in the webhook settings of the service.',
		secretPlace: 'The service shows the signing secret in its webhook settings, or lets you choose one.',
		retries: 'How often a delivery is repeated depends on the service.',
		mayNotRepeat: true,
		...(keySetUrl !== '' && { keySets: [keySetUrl] }),
		confidence: 'documented',
		source: '',
	};
}

function schemeOf(settings: CustomSettings): SignatureScheme {
	const { algorithm, signatureEncoding } = settings;
	const content = settings.signedContent.trim() || '{body}';
	const parts = parseTemplate(content);
	checkContent(parts, settings);
	const timestamp = timestampOf(settings, parts);
	return {
		algorithm,
		keyEncodings: algorithms[algorithm].hasPublicKey
			? publicKeyEncodings(settings.keyEncoding)
			: [settings.keyEncoding],
		places: [placeOf(settings.signatureHeader, 'Signature Header')],
		format: formatOf(settings),
		encoding: algorithm === 'token' && signatureEncoding === 'hex' ? 'text' : signatureEncoding,
		content,
		...(timestamp && { timestamp }),
	};
}

/** A public key is never text: Text, the preselected encoding, stands for any usual form of one. */
function publicKeyEncodings(chosen: CustomSettings['keyEncoding']): SignatureScheme['keyEncodings'] {
	return chosen === 'utf8' ? ['spki'] : [chosen, 'spki'];
}

function formatOf({
	algorithm,
	signatureFormat,
	signaturePrefix,
	signatureKey,
	timestampKey,
	digestClaim = '',
}: CustomSettings): SignatureFormat {
	if (signatureFormat === 'jwt') {
		if (!['hmacSha256', 'rsaSha256', 'ecdsaSha256'].includes(algorithm)) {
			throw new SettingsError(
				'A JWT is signed with HMAC-SHA256, RSA-SHA256 or ECDSA: choose one of them as Algorithm.',
			);
		}
		const claim = digestClaim.trim();
		return { kind: 'jwt', ...(claim !== '' && { digestClaim: claim }) };
	}
	if (signatureFormat === 'plain') {
		return signaturePrefix === ''
			? { kind: 'plain' }
			: { kind: 'plain', prefix: signaturePrefix, prefixRequired: true };
	}
	const key = signatureKey.trim();
	if (key === '')
		throw new SettingsError('Signature Key is empty: enter what is in front of the signature, for example v1.');
	if (signatureFormat === 'tagged') return { kind: 'tagged', tags: [key] };
	const timestamp = timestampKey.trim();
	return { kind: 'pairs', signatureKey: key, ...(timestamp !== '' && { timestampKey: timestamp }) };
}

/** Refuses content that is no placeholder of ours, or proves nothing. */
function checkContent(parts: readonly ContentPart[], { algorithm, signedContent }: CustomSettings): void {
	const unknown = parts.find((part) => part.kind === 'literal' && /[{}]/.test(part.text));
	if (unknown?.kind === 'literal') {
		throw new SettingsError(
			`Signed Content does not know ${unknown.text.trim()}: it can contain {body}, {timestamp}, {header:name}, {query:name}, {body:path}, {url}, {path}, {method}, {form}, {sha256}, {crc32} and {secret}.`,
		);
	}
	for (const [name] of headersIn(parts)) headerName(name, `Signed Content: "${name}"`);
	if (algorithm === 'token') return;
	if (!parts.some(({ kind }) => !['literal', 'secret', 'method', 'timestamp', 'url', 'path'].includes(kind))) {
		throw new SettingsError(
			'Signed Content covers nothing of the delivery: add {body}, or the fields that the service signs.',
		);
	}
	const hasSecret = parts.some(({ kind }) => kind === 'secret');
	if (algorithm.startsWith('digest') && !hasSecret) {
		throw new SettingsError(
			`Signed Content is a plain digest of "${signedContent}", which anyone can compute: add {secret} where the service puts it.`,
		);
	}
}

function timestampOf(
	{ signatureFormat, timestampKey, timestampHeader, tolerance }: CustomSettings,
	parts: readonly ContentPart[],
): SignatureScheme['timestamp'] {
	const place = timestampHeader.trim();
	const within = Number(tolerance);
	const tolerated = within > 0 && { tolerance: { past: within, future: within } };
	if (signatureFormat === 'jwt') return { from: 'signature', unit: 'seconds', ...tolerated };
	const isPart = parts.some(({ kind }) => kind === 'timestamp');
	if (!isPart && !place.startsWith('body:')) {
		if (place === '') return undefined;
		throw new SettingsError(
			'Signed Content does not contain {timestamp}, so anyone could change the Timestamp Header: add {timestamp} where the service signs it, or clear Timestamp Header.',
		);
	}
	if (!(within >= 0)) throw new SettingsError('Tolerance is not a number of seconds: enter 0 or more.');
	const inSignature = signatureFormat === 'pairs' && place === '';
	if (inSignature && timestampKey.trim() === '') {
		throw new SettingsError('Nothing says where {timestamp} is: fill in Timestamp Header or Timestamp Key.');
	}
	return {
		from: inSignature ? 'signature' : [placeOf(timestampHeader, 'Timestamp Header')],
		unit: 'auto',
		...tolerated,
	};
}

/** Reads a place: the name of a header in any case, `query:name` or `body:path`. */
function placeOf(text: string, displayName: string): Place {
	const [, kind, name] = /^(query|body):\s*(\S+)\s*$/.exec(text.trim()) ?? [];
	return kind === undefined ? headerName(text, displayName) : `${kind}:${name}`;
}

const validHeader = /^[\w!#$%&'*+.^`|~-]+$/;

function headerName(name: string, displayName: string): string {
	const text = name.trim().toLowerCase();
	if (validHeader.test(text)) return text;
	throw new SettingsError(
		text === ''
			? `${displayName} is empty: enter the name of the header.`
			: `${displayName} is not the name of a header.`,
	);
}

/** Whoever has a recording could change a header that is not signed, and start the workflow again with it. */
function checkIdField(field: string, parts: readonly ContentPart[]): void {
	const name = headerIn(field);
	if (name === null || headersIn(parts).some((names) => names.includes(name))) return;
	throw new SettingsError(
		`ID Field names the header ${name}, which is not part of Signed Content, so anyone could change it and start the workflow again. Clear ID Field, or enter a field of the body.`,
	);
}

/** A header counts only where the signature covers it. */
function fieldOf(body: JsonObject, signed: SignedFacts, field: string): string | null {
	if (field === '' || field === 'none') return null;
	const name = headerIn(field);
	return name === null ? toText(valueAt(body, field)) : signed.header(name);
}
