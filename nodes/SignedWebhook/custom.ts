import type { ContentPart, SignatureFormat, SignatureScheme } from '../shared/delivery/scheme';
import type { SignedFacts } from '../shared/delivery/definition';
import { type JsonObject, toText, valueAt, toObject } from '../shared/util/json';

import { statusByName, eventAction } from '../shared/event/status-words';
import { factsOf, type Sender } from './sender';
import { failureText } from '../shared/util/envelope';

/** The parameters by which a user describes how some service signs. */
export interface CustomSettings {
	algorithm: SignatureScheme['algorithm'];
	keyEncoding: SignatureScheme['keyEncodings'][number];
	signatureHeader: string;
	signatureFormat: 'plain' | 'pairs' | 'tagged';
	signaturePrefix: string;
	signatureKey: string;
	timestampKey: string;
	signatureEncoding: SignatureScheme['encoding'];
	signedContent: string;
	timestampHeader: string;
	/** Seconds; 0 accepts any time. */
	tolerance: number;
	eventField: string;
	idField: string;
}

/** Says in a sentence what is wrong with the settings. */
export class SettingsError extends Error {}

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * Builds a sender from the node's parameters.
 *
 * @returns the sender
 * @throws SettingsError where the settings contradict each other or leave open what is signed
 */
export function customSender(settings: CustomSettings): Sender {
	const signature = schemeOf(settings);
	const eventField = settings.eventField.trim() || 'type';
	const idField = settings.idField.trim();
	return {
		displayName: 'Custom',
		delivery: {
			provider: 'custom',
			signature,
			eventField,
			events: {},
			openEvents: true,
			read(body, event, signed) {
				const status = statusByName(event);
				return factsOf({
					identity: fieldOf(body, signed, idField),
					jobId: toText(valueAt(body, 'data.id')) ?? toText(valueAt(body, 'data.object.id')) ?? toText(body.id),
					status,
					error:
						status === 'failed' ? (failureText(toObject(body.data)) ?? failureText(body) ?? eventAction(event)) : null,
				});
			},
		},
		preselected: ['*'],
		urlPlace: 'Enter the URL in the webhook settings of the service.',
		secretPlace: 'The service shows the signing secret in its webhook settings, or lets you choose one.',
		retries: 'How often a delivery is repeated depends on the service.',
		confidence: 'documented',
		source: '',
	};
}

function schemeOf(settings: CustomSettings): SignatureScheme {
	const parts = contentParts(settings.signedContent);
	const timestamp = timestampOf(settings, parts.includes('timestamp'));
	return {
		algorithm: settings.algorithm,
		keyEncodings: [settings.keyEncoding],
		headers: [header(settings.signatureHeader, 'Signature Header')],
		format: formatOf(settings),
		encoding: settings.signatureEncoding,
		parts,
		bodies: ['raw'],
		...(timestamp && { timestamp }),
	};
}

function formatOf({ signatureFormat, signaturePrefix, signatureKey, timestampKey }: CustomSettings): SignatureFormat {
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

function timestampOf(
	{ signatureFormat, timestampKey, timestampHeader, tolerance }: CustomSettings,
	isSigned: boolean,
): SignatureScheme['timestamp'] {
	if (!isSigned) {
		if (timestampHeader.trim() === '') return undefined;
		throw new SettingsError(
			'Signed Content does not contain {timestamp}, so anyone could change the Timestamp Header: add {timestamp} where the service signs it, or clear Timestamp Header.',
		);
	}
	const within = Number(tolerance);
	if (!(within >= 0)) throw new SettingsError('Tolerance is not a number of seconds: enter 0 or more.');
	const inSignature = signatureFormat === 'pairs' && timestampHeader.trim() === '';
	if (inSignature && timestampKey.trim() === '') {
		throw new SettingsError('Nothing says where {timestamp} is: fill in Timestamp Header or Timestamp Key.');
	}
	return {
		from: inSignature ? 'signature' : { header: [header(timestampHeader, 'Timestamp Header')] },
		unit: 'auto',
		...(within > 0 && { tolerance: { past: within, future: within } }),
	};
}

function header(name: string, displayName: string): string {
	const text = name.trim().toLowerCase();
	if (headerName.test(text)) return text;
	throw new SettingsError(
		text === ''
			? `${displayName} is empty: enter the name of the header.`
			: `${displayName} is not the name of a header.`,
	);
}

const BODY = '{body}';

/** Reads what is in front of the body in a template such as `v0:{timestamp}:{body}`. */
function contentParts(template: string): ContentPart[] {
	const front = template.slice(0, -BODY.length);
	if (!template.endsWith(BODY) || front.includes(BODY)) {
		throw new SettingsError('Signed Content must contain {body} exactly once, at its end.');
	}
	return front
		.split(/(\{[^{}]*\})/)
		.filter((piece) => piece !== '')
		.map(partOf);
}

function partOf(piece: string): ContentPart {
	if (piece === '{timestamp}') return 'timestamp';
	const name = /^\{header:(.*)\}$/.exec(piece)?.[1];
	if (name !== undefined) return { header: [header(name, `Signed Content: "${name}"`)] };
	if (!/[{}]/.test(piece)) return { literal: piece };
	throw new SettingsError(
		`Signed Content does not know ${piece}: it can contain {timestamp}, {header:name} and {body}.`,
	);
}

const HEADER_FIELD = /^header:\s*(.+)$/i;

/** A header counts only where the signature covers it. */
function fieldOf(body: JsonObject, signed: SignedFacts, field: string): string | null {
	if (field === '') return null;
	const name = HEADER_FIELD.exec(field)?.[1];
	return name === undefined ? toText(valueAt(body, field)) : signed.header(name.toLowerCase());
}
