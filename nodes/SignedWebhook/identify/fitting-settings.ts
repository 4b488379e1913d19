import { algorithms } from '../../shared/delivery/algorithms';
import { readClaim } from '../../shared/delivery/claim';
import { type Delivery, DeliveryReader } from '../../shared/delivery/delivery';
import type { SignatureScheme } from '../../shared/delivery/scheme';
import { ANY_EVENT, type Verdict, verifyDelivery } from '../../shared/delivery/verify';
import { timeOfSending } from '../../shared/util/timestamp';
import { type CustomSettings, customSender } from '../custom';
import { customProperties } from '../custom-properties';
import type { IdentifyOptions } from './candidates';
import { isSigned } from './is-signed';
import { type FittingSettings, type SignedContent, waysToSign } from './ways-to-sign';

/** Checks of a signature: each reads the whole body, and one with a public key takes as long as several others. */
const MAX_CHECKS = 24;
const PUBLIC_KEY_CHECKS = 6;

/** Bytes. Larger bodies are not worth a search. */
const MAX_BODY = 256 * 1024;

/** Characters. What is shorter is no signature, and no token that is safe. */
const MIN_SIGNATURE_LENGTH = 16;

/** Headers that may hold the time of sending. */
const MAX_TIME_HEADERS = 3;

/** September 2001, in epoch milliseconds. Smaller numbers in headers are lengths and counts. */
const EARLIEST_TIME = 1_000_000_000_000;

const defaults = Object.fromEntries(customProperties.map(({ name, default: preset }) => [name, preset]));

/**
 * Searches for the settings of *Any Other Service* by which a delivery verifies: in each of its headers, in each of the
 * ways in which known senders write a signature, a key and what they sign.
 *
 * @returns the settings, or null where none of them fits
 */
export function fittingSettings(delivery: Delivery, options: IdentifyOptions): FittingSettings | null {
	if (delivery.body.length > MAX_BODY) return null;
	const reader = DeliveryReader.of(delivery);
	let checks = 0;
	for (const settings of possibleSettings(reader)) {
		const verdict = verdictOf(settings, reader, options);
		if (verdict === null || verdict.outcome === 'unverifiable') continue;
		if (isSigned(verdict)) return settings;
		const { hasPublicKey } = algorithms[settings.algorithm ?? 'hmacSha256'];
		checks += hasPublicKey ? PUBLIC_KEY_CHECKS : 1;
		if (checks >= MAX_CHECKS) break;
	}
	return null;
}

/** The settings by which a header of the delivery can be read as a signature. */
function* possibleSettings(reader: DeliveryReader): Generator<FittingSettings> {
	const headers = Object.keys(reader.delivery.headers);
	const times = headers.filter((name) => reader.valuesAt(name).some(isTime)).slice(0, MAX_TIME_HEADERS);
	const { spellings, keys, contents } = waysToSign();
	for (const signatureHeader of headers.filter((name) => reader.valuesAt(name).some(isLong))) {
		for (const { settings, scheme } of spellings) {
			if ('reason' in readClaim({ ...scheme, places: [signatureHeader] }, reader)) continue;
			const signed = contents.flatMap((content) => contentSettings(content, scheme, times));
			for (const content of signed) {
				for (const key of keys.filter((each) => canBeWritten(scheme, each))) {
					yield { signatureHeader, ...settings, ...key, ...content };
				}
			}
		}
	}
}

/** @returns the settings of a content, once for each header that may hold its time; none where it cannot be signed so */
function contentSettings(
	{ settings, time, hasSecret }: SignedContent,
	{ algorithm, format }: SignatureScheme,
	timeHeaders: readonly string[],
): FittingSettings[] {
	// A token signs nothing of the delivery, and a JSON Web Token its own text.
	if (algorithm === 'token' || format.kind === 'jwt') return Object.keys(settings).length === 0 ? [settings] : [];
	if (hasSecret !== algorithm.startsWith('digest')) return [];
	if (time === 'header') return timeHeaders.map((timestampHeader) => ({ ...settings, timestampHeader }));
	const isReadable = time === 'none' || (format.kind === 'pairs' && format.timestampKey !== undefined);
	return isReadable ? [settings] : [];
}

/** A token is text, and no shared secret is a public key. */
function canBeWritten({ algorithm }: SignatureScheme, { keyEncoding = 'utf8' }: FittingSettings): boolean {
	if (algorithm === 'token') return keyEncoding === 'utf8';
	return algorithms[algorithm].hasPublicKey || keyEncoding !== 'spki';
}

const isLong = (text: string) => text.length >= MIN_SIGNATURE_LENGTH;

const isTime = (text: string) => (timeOfSending(text, 'auto') ?? 0) >= EARLIEST_TIME;

/** @returns null where the settings contradict each other */
function verdictOf(
	settings: FittingSettings,
	reader: DeliveryReader,
	{ secrets, now }: IdentifyOptions,
): Verdict | null {
	try {
		const { delivery: definition } = customSender({ ...defaults, ...settings } as unknown as CustomSettings);
		return verifyDelivery(definition, reader, { secrets, now, events: [ANY_EVENT], maxAge: 0 });
	} catch {
		return null;
	}
}
