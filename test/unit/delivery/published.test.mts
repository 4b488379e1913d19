/** The vectors that senders publish are received by settings alone, and refused with one byte changed. */
import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { timeOfSending } from '../../../nodes/shared/util/timestamp.ts';
import { type CustomSettings, customSender } from '../../../nodes/SignedWebhook/custom.ts';
import { customProperties } from '../../../nodes/SignedWebhook/custom-properties.ts';
import type { Signs } from '../../support/documented/catalogue-signer.mts';
import { documentedSenders } from '../../support/documented/index.mts';
import { seconds } from '../../support/documented/signing.mts';
import {
	discordVector,
	payPalVector,
	privateKeyVectors,
	sharedSecretVectors,
} from '../../support/documented/vectors.mts';
import { reasonOf, receive } from '../support/kernel.mts';

/** A published delivery, as it arrives. */
interface Published {
	name: string;
	signs: Signs;
	row?: string;
	/** The shared secret, or the public key. */
	secret: string;
	headers: Record<string, string>;
	body: string;
	url: string;
}

/** What no settings can say, by the names of the vectors. */
const inexpressible: Readonly<Record<string, string>> = {
	Bria: 'the key is derived from the API token with an HMAC of its own',
	PayPal: 'the CRC32 of the body is signed, by a certificate that is not published with it',
};

/** Authentic, but a text that begins like JSON: no event is made of it. */
const brokenJson = ['Razorpay, a body that is not JSON'];

/** The headers of a vector, with what it signs and does not show. */
function headersOf(signs: Signs, id: string, now: number, shown: Record<string, string>): Record<string, string> {
	const filled = Object.entries(signs.headers ?? {})
		.filter(([, template]) => !template.includes('{signature}'))
		.map(([name, template]) => [name, template.replace('{id}', id).replace('{time}', seconds(now))]);
	const standard = { 'webhook-id': id, 'webhook-timestamp': seconds(now) };
	const headers = {
		...(signs.content?.startsWith('{id}.{time}') && standard),
		...Object.fromEntries(filled),
		...shown,
	};
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

const vectors: Array<Published & { id: string; now: number }> = [
	...sharedSecretVectors,
	...privateKeyVectors.map(({ publicKey, ...vector }) => ({ ...vector, secret: publicKey })),
	{
		...discordVector,
		name: 'Discord',
		secret: discordVector.publicKeyHex,
		headers: { 'X-Signature-Ed25519': discordVector.signatureHex },
		id: '',
		url: 'https://example.com/webhook',
	},
	{ ...payPalVector, name: 'PayPal', headers: {}, now: 0, url: 'https://example.com/webhook' },
];

const published: Published[] = vectors.map(({ id, now, ...vector }) => ({
	...vector,
	headers: headersOf(vector.signs, id, now, vector.headers),
}));

const algorithms: Readonly<Record<string, CustomSettings['algorithm']>> = {
	'hmac-sha256': 'hmacSha256',
	'hmac-sha1': 'hmacSha1',
	'sha256-concat': 'digestSha256',
	'sha1-concat': 'digestSha1',
	ed25519: 'ed25519',
};
const keyEncodings: Readonly<Record<string, CustomSettings['keyEncoding']>> = {
	text: 'utf8',
	whsec: 'whsec',
	base64: 'base64',
	hex: 'hex',
	jwks: 'base64',
};

/** The settings of *Any Other Service* that say the same as a row of the catalogue. */
function settingsOf({ algorithm, key = 'text', content = '', encoding, headers = {} }: Signs): Partial<CustomSettings> {
	const find = (placeholder: string) => Object.entries(headers).find(([, template]) => template.includes(placeholder));
	const [signatureHeader, template] = find('{signature}') as [string, string];
	const [, tag] = /^(\w+),\{signature\}$/.exec(template) ?? [];
	const [, timestampKey, signatureKey] = /^(\w+)=\{time\}[,;](\w+)=\{signature\}$/.exec(template) ?? [];
	const [idHeader = ''] = find('{id}') ?? [];
	const [timestampHeader] = Object.entries(headers).find(([, value]) => value === '{time}') ?? [''];
	return {
		algorithm: algorithms[algorithm],
		keyEncoding: keyEncodings[key],
		signatureHeader,
		...(tag && { signatureFormat: 'tagged', signatureKey: tag }),
		...(timestampKey && { signatureFormat: 'pairs', timestampKey, signatureKey }),
		...(!tag && !timestampKey && { signaturePrefix: template.replace('{signature}', '') }),
		signatureEncoding: encoding as CustomSettings['signatureEncoding'],
		signedContent: content
			.replaceAll('{time}', '{timestamp}')
			.replaceAll('{id}', `{header:${idHeader || 'webhook-id'}}`)
			.replaceAll('{sha256hex}', '{sha256}'),
		...(content.includes('{time}') && { timestampHeader: timestampKey ? '' : timestampHeader || 'webhook-timestamp' }),
	};
}

const defaults = Object.fromEntries(customProperties.map(({ name, default: value }) => [name, value]));

function definitionOf({ row, signs }: Published): DeliveryDefinition {
	const settings = row === undefined ? settingsOf(signs) : documentedSenders.find(({ name }) => name === row)?.settings;
	return customSender({ ...defaults, ...settings } as unknown as CustomSettings).delivery;
}

/** The moment at which the delivery was sent, as the delivery says it. */
function momentOf({ headers }: Published): number {
	const times = Object.values(headers).flatMap((value) => value.split(/[,;]/).map((text) => text.replace(/^\w+=/, '')));
	return timeOfSending(times.find((text) => timeOfSending(text, 'auto') !== null) ?? '0', 'auto') ?? 0;
}

describe.each(published.filter(({ name }) => !(name in inexpressible)))('the vector of $name', (vector) => {
	const deliver = (body = vector.body) =>
		receive(
			definitionOf(vector),
			{ body, headers: vector.headers, url: vector.url },
			{ secrets: [vector.secret], now: momentOf(vector) },
		);

	it('is received', () => {
		expect(reasonOf(deliver())).toBe(brokenJson.includes(vector.name) ? 'not-json' : 'accepted');
	});

	it('is refused with another body', () => {
		expect(deliver(vector.body.replace(/[a-z]/, '_')).outcome).toBe('unauthorized');
	});
});

it('all but two of the vectors can be expressed by settings', () => {
	expect(Object.keys(inexpressible)).toEqual(['Bria', 'PayPal']);
	for (const name of Object.keys(inexpressible)) expect(published.map((vector) => vector.name)).toContain(name);
	expect(published.length).toBeGreaterThanOrEqual(35);
});
