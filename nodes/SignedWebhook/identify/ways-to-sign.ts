import type { SignatureFormat, SignatureScheme } from '../../shared/delivery/scheme';
import { parseTemplate } from '../../shared/delivery/template';
import type { CustomSettings } from '../custom';
import { customProperties } from '../custom-properties';
import { provingSenders } from '../known-senders';

/** Settings of *Any Other Service* that differ from their defaults. */
export type FittingSettings = Partial<CustomSettings>;

export interface SignedContent {
	settings: FittingSettings;
	/** Where the time in it is: beside the signature, in a header of its own, or nowhere. */
	time: 'signature' | 'header' | 'none';
	/** Whether the secret is part of it, as plain digests need it. */
	hasSecret: boolean;
}

/** How the known senders sign, in words of the settings of *Any Other Service*, whatever their headers are called. */
interface WaysToSign {
	/** How a signature is made and written, and the scheme that reads it. */
	spellings: ReadonlyArray<{ settings: FittingSettings; scheme: SignatureScheme }>;
	/** How a key is written. */
	keys: readonly FittingSettings[];
	/** What is signed. */
	contents: readonly SignedContent[];
}

const defaults = Object.fromEntries(customProperties.map(({ name, default: preset }) => [name, preset]));

let known: WaysToSign | undefined;

/** @returns each way once; what most senders do comes first */
export function waysToSign(): WaysToSign {
	const schemes = provingSenders.map(({ delivery }) => delivery.signature);
	known ??= {
		spellings: mostUsual(schemes.flatMap(spellingsOf)),
		keys: mostUsual(schemes.flatMap(({ keyEncodings }) => keyEncodings.map((keyEncoding) => changed({ keyEncoding })))),
		contents: mostUsual(schemes.flatMap(contentOf)),
	};
	return known;
}

function mostUsual<T>(values: readonly T[]): T[] {
	const counts = new Map<string, number>();
	for (const text of values.map((value) => JSON.stringify(value))) counts.set(text, (counts.get(text) ?? 0) + 1);
	return [...counts].sort(([, some], [, others]) => others - some).map(([text]) => JSON.parse(text) as T);
}

/** Without what is the default, so that a user has less to enter. */
function changed(settings: FittingSettings): FittingSettings {
	return Object.fromEntries(Object.entries(settings).filter(([name, value]) => value !== defaults[name]));
}

function spellingsOf({ algorithm, format, encoding }: SignatureScheme): WaysToSign['spellings'] {
	return formatsOf(format).map(({ settings, format: read }) => ({
		settings: changed({ ...settings, algorithm, signatureEncoding: encoding }),
		scheme: { algorithm, keyEncodings: [], places: [], format: read, encoding },
	}));
}

/** How settings say a format; twice where a prefix may be missing, never where they cannot. */
function formatsOf(format: SignatureFormat): Array<{ settings: FittingSettings; format: SignatureFormat }> {
	switch (format.kind) {
		case 'plain': {
			const { prefix = '', prefixRequired } = format;
			const prefixes = prefixRequired || prefix === '' ? [prefix] : ['', prefix];
			return prefixes.map((signaturePrefix) => ({
				settings: { signaturePrefix },
				format: { kind: 'plain', prefix: signaturePrefix, prefixRequired: true },
			}));
		}
		case 'pairs': {
			const { signatureKey, timestampKey = '' } = format;
			return [{ settings: { signatureFormat: 'pairs', signatureKey, timestampKey }, format }];
		}
		case 'tagged':
			if (format.tags === 'any') return [];
			return format.tags.map((tag) => ({
				settings: { signatureFormat: 'tagged', signatureKey: tag },
				format: { kind: 'tagged', tags: [tag] },
			}));
		case 'callbackUrl':
			return [];
		case 'jwt': {
			const { digestClaim, urlClaim } = format;
			// A token that does not bind the body fits any body.
			if (digestClaim === undefined || urlClaim !== undefined) return [];
			return [{ settings: { signatureFormat: 'jwt', digestClaim }, format }];
		}
	}
}

/** Parts whose names belong to one sender. */
const named = ['header', 'query', 'field'];

function contentOf({ content = '{body}', timestamp }: SignatureScheme): readonly SignedContent[] {
	const kinds = parseTemplate(content).map(({ kind }) => kind);
	const from = timestamp === undefined || timestamp.from === 'signature' ? [] : timestamp.from;
	if (kinds.some((kind) => named.includes(kind)) || from.some((place) => place.includes(':'))) return [];
	const timed = from.length > 0 ? 'header' : 'signature';
	const time = kinds.includes('timestamp') ? timed : 'none';
	return [{ settings: changed({ signedContent: content }), time, hasSecret: kinds.includes('secret') }];
}
