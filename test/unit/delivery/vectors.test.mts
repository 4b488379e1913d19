/** What others have published, or computed with other programs, is verified and signed alike. */
import { createSign, generateKeyPairSync } from 'node:crypto';

import { listingRvaDelivery } from '../../../nodes/ListingRva/delivery.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';
import { virtualStagingAiDelivery } from '../../../nodes/VirtualStagingAi/delivery.ts';
import {
	definitionOf,
	fal,
	gitHub,
	heyGen,
	openAi,
	paddle,
	plainHex,
	sanity,
	slack,
	standardAsymmetric,
	standardWebhooks,
	stripe,
} from '../../support/schemes.mts';

interface Vector {
	name: string;
	scheme: SignatureScheme;
	/** The secret or the public key. */
	key: string;
	/** The private key, where it is another. */
	privateKey?: string;
	headers: Record<string, string>;
	body: string | Buffer;
	/** Epoch seconds. */
	at?: number;
}

const TEXT = 'whsec_dGVzdC1zZWNyZXQtMTIzNDU2Nzg5MA';
const EVENT = '{"id":"evt_1","type":"t","data":{}}';
const STANDARD = {
	'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
	'webhook-timestamp': '1614265330',
};
const standardBody = { body: '{"test": 2432232314}', at: 1_614_265_330 };

const byTimestampHeader = {
	...plainHex,
	places: ['synthesia-signature'],
	content: '{timestamp}.{body}',
	timestamp: { from: ['synthesia-timestamp'], unit: 'auto', tolerance: { past: 600, future: 600 } },
} as const satisfies SignatureScheme;

const elevenLabs = {
	...stripe,
	places: ['elevenlabs-signature'],
	format: { kind: 'pairs', signatureKey: 'v0', timestampKey: 't' },
} as const satisfies SignatureScheme;

const vectors: Vector[] = [
	{
		name: 'Standard Webhooks and Svix: their test suites',
		scheme: standardWebhooks,
		key: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		headers: { ...STANDARD, 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' },
		...standardBody,
	},
	{
		name: 'Standard Webhooks with a secret without its prefix',
		scheme: standardWebhooks,
		key: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		headers: { ...STANDARD, 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' },
		...standardBody,
	},
	{
		name: 'Standard Webhooks with Ed25519: svix-server, test_asymmetric_key_signing',
		scheme: { ...standardAsymmetric, keyEncodings: ['whsec'] },
		key: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
		privateKey: Buffer.from(
			'6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
			'base64',
		)
			.subarray(0, 32)
			.toString('base64'),
		headers: {
			...STANDARD,
			'webhook-signature':
				'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
		},
		...standardBody,
	},
	{
		name: 'OpenAI: openai-node, taken from a real webhook event',
		scheme: openAi,
		key: 'whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=',
		headers: {
			'webhook-id': 'wh_685c059ae39c8190af8c71ed1022a24d',
			'webhook-timestamp': '1750861210',
			'webhook-signature': 'v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=',
		},
		body: '{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}',
		at: 1_750_861_210,
	},
	{
		name: 'GitHub: its documentation',
		scheme: gitHub,
		key: "It's a Secret to Everybody",
		headers: {
			'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
		},
		body: 'Hello, World!',
	},
	{
		name: 'Slack: its documentation',
		scheme: slack,
		key: '8f742231b10e8888abcd99yyyzzz85a5',
		headers: {
			'x-slack-request-timestamp': '1531420618',
			'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
		},
		body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
		at: 1_531_420_618,
	},
	{
		name: 'Paddle: paddle-node-sdk',
		scheme: paddle,
		key: 'VALID_SECRET',
		headers: {
			'paddle-signature': 'ts=1698796800;h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9',
		},
		body: '{"data": ["1", "2"]}',
		at: 1_698_796_800,
	},
	{
		name: 'Sanity: @sanity/webhook, base64url without padding',
		scheme: sanity,
		key: 'test',
		headers: { 'sanity-webhook-signature': 't=1633519811129,v1=tLa470fx7qkLLEcMOcEUFuBbRSkGujyskxrNXcoh0N0' },
		body: '{"_id":"resume"}',
		at: 1_633_519_811.129,
	},
	...[stripe, elevenLabs].map(
		(scheme): Vector => ({
			name: `${scheme.places[0]} over the timestamp and the body, computed with node:crypto`,
			scheme,
			key: TEXT,
			headers: {
				[scheme.places[0]]:
					`t=1700000000,${scheme.format.signatureKey}=8eeae57263a3d76cfb4b9090da814a2b4c0bdc918a9a9bc4fb496c089b8713ac`,
			},
			body: EVENT,
			at: 1_700_000_000,
		}),
	),
	{
		name: 'Synthesia and Magic Hour, computed with node:crypto',
		scheme: byTimestampHeader,
		key: TEXT,
		headers: {
			'synthesia-timestamp': '1700000000',
			'synthesia-signature': '8eeae57263a3d76cfb4b9090da814a2b4c0bdc918a9a9bc4fb496c089b8713ac',
		},
		body: EVENT,
		at: 1_700_000_000,
	},
	{
		name: 'HeyGen, computed with node:crypto',
		scheme: { ...heyGen, timestamp: undefined },
		key: TEXT,
		headers: { 'heygen-signature': 'd5410dd6be34bd9fad040e66c390bfb9f99afa33bc5fc52df0128aaea87c4cb4' },
		body: EVENT,
	},
	{
		name: 'Black Forest Labs, computed with node:crypto',
		scheme: { ...gitHub, places: ['x-bfl-signature'] },
		key: TEXT,
		headers: { 'x-bfl-signature': 'sha256=d5410dd6be34bd9fad040e66c390bfb9f99afa33bc5fc52df0128aaea87c4cb4' },
		body: EVENT,
	},
	{
		name: 'Freepik, computed with node:crypto',
		scheme: { ...standardWebhooks, keyEncodings: ['utf8'], format: { kind: 'tagged', tags: 'any' } },
		key: TEXT,
		headers: {
			'webhook-id': 'msg_1',
			'webhook-timestamp': '1700000000',
			'webhook-signature': 'v1,6f93ebWndsu+kx2jO8u21ogmYVlG7kDpCeTNirA4yD4=',
		},
		body: EVENT,
		at: 1_700_000_000,
	},
	{
		name: 'fal, computed with node:crypto',
		scheme: fal,
		key: '6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw',
		privateKey: Buffer.alloc(32, 7).toString('base64'),
		headers: {
			'x-fal-webhook-request-id': 'r1',
			'x-fal-webhook-user-id': 'user_1',
			'x-fal-webhook-timestamp': '1700000000',
			'x-fal-webhook-signature':
				'57b48dfebc88bb11810d66f51f39302bf611696012a09872a10707a4ad27882173b3ecc7bef62d64f15ec909e5b913f1bb35de8a21984afe1b28ac222dbb460a',
		},
		body: '{"request_id":"r1","gateway_request_id":"r1","status":"OK","payload":{"images":[{"url":"https://v3.fal.media/files/a.png"}]}}',
		at: 1_700_000_000,
	},
];

/** RFC 4231, section 4 (SHA-256, SHA-512) and RFC 2202, section 3 (SHA-1). */
const hmacVectors = [
	{
		key: '0b'.repeat(20),
		data: Buffer.from('Hi There'),
		sha256: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
		sha512:
			'87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
		sha1: 'b617318655057264e28bc0b6fb378c8ef146be00',
	},
	{
		key: Buffer.from('Jefe').toString('hex'),
		data: Buffer.from('what do ya want for nothing?'),
		sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
		sha512:
			'164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
		sha1: 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
	},
	{
		key: 'aa'.repeat(20),
		data: Buffer.alloc(50, 0xdd),
		sha256: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
		sha512:
			'fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb',
		sha1: '125d7342b9ac11cd91a39af48aa17b4f63f175d3',
	},
].flatMap(({ key, data, ...digests }) =>
	(['hmacSha256', 'hmacSha512', 'hmacSha1'] as const).map(
		(algorithm): Vector => ({
			name: `${algorithm}: RFC ${algorithm === 'hmacSha1' ? '2202' : '4231'}, key ${key.slice(0, 8)}`,
			scheme: { ...plainHex, algorithm, keyEncodings: ['hex'] },
			key,
			headers: { 'x-signature': digests[algorithm.slice(4).toLowerCase() as keyof typeof digests] },
			body: data,
		}),
	),
);

/** RFC 8032, section 7.1, tests 1 to 3. */
const ed25519Vectors = [
	{
		seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
		key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
		message: '',
		signature:
			'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
	},
	{
		seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
		key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
		message: '72',
		signature:
			'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
	},
	{
		seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
		key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
		message: 'af82',
		signature:
			'6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
	},
].map(
	({ seed, key, message, signature }): Vector => ({
		name: `Ed25519: RFC 8032, the message "${message}"`,
		scheme: { ...plainHex, algorithm: 'ed25519', keyEncodings: ['hex'] },
		key,
		privateKey: seed,
		headers: { 'x-signature': signature },
		body: Buffer.from(message, 'hex'),
	}),
);

/** Made with OpenSSL 3.0.19: printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" */
const providerVectors: Vector[] = [
	{
		name: 'ListingRVA AI, computed with OpenSSL',
		scheme: listingRvaDelivery.signature,
		key: 'gehéimnis-lr-🔑',
		headers: { 'x-webhook-signature': 'a39fb22e84c21600935b6cdba45c9cb5553e528047dbc3049cd56003d78d0b31' },
		body: '{"event":"image.generated","payload":{"jobId":"job_Ünïcödé_🛋️","style":"hero_white_bg","platform":"shopify","imageCount":1,"assetIds":["asset_1"]},"timestamp":"2026-05-18T10:00:00.000Z"}',
	},
	{
		name: 'Virtual Staging AI, computed with OpenSSL',
		scheme: virtualStagingAiDelivery.signature,
		key: 'gehéimnis-vs-🔑',
		headers: { 'x-vsai-signature': '4f87d2e23083336e77e76e8db65e9d9af100aa28e20659430cb52eb71c72ed05' },
		body: '{"render_id":"rnd_abc123","variation_id":"var_xyz789","variation_type":"staging","timestamp":1634567890123,"event_type":"error","error_message":"Bild „Küche“ fehlgeschlagen — 画像なし"}',
	},
	{
		name: 'Vigthoria, computed with OpenSSL',
		scheme: vigthoriaDelivery.signature,
		key: 'gehéimnis-vg-🔑',
		headers: { 'x-vigthoria-signature': '7cc4faaa45cf418b368f822d23740ccbebcf98005ca6f61f5562edb84f75535a' },
		body: '{"id":"evt_abc123xyz","type":"generation.completed","created":"2025-01-15T10:30:00Z","data":{"generation_id":"gen_xyz789","model":"vigthoria-creative-v2","status":"completed","result_url":"https://api.vigthoria.io/v1/results/gen_xyz789","metadata":{"user_id":"user_123","project":"Größe µ"}}}',
	},
];

describe.each([...vectors, ...hmacVectors, ...ed25519Vectors, ...providerVectors])('$name', (vector) => {
	const { scheme, key, headers, at = 1_700_000_000 } = vector;
	const body = Buffer.from(vector.body);
	const now = at * 1000;

	it('is verified', () => {
		const verdict = verifyDelivery(
			definitionOf(scheme),
			{ body, headers },
			{ secrets: [key], events: ['*'], maxAge: 0, now },
		);
		// Some published bodies are not JSON objects: they are authentic all the same.
		expect(['accepted', 'invalid']).toContain(verdict.outcome);
	});

	it('is signed alike', () => {
		const signed = signDelivery(scheme, {
			body,
			secret: vector.privateKey ?? key,
			id: headers['webhook-id'] ?? 'r1',
			now,
			headers,
		}).headers;
		const separated = (text: string) => text.split(/[,;]/);
		for (const [name, value] of Object.entries(headers)) expect(separated(signed[name])).toEqual(separated(value));
	});
});

it('verifies no signature of another algorithm with a public key', () => {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const signature = createSign('sha256').update('{}').sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
	const { x } = publicKey.export({ format: 'jwk' });
	const scheme = { ...plainHex, algorithm: 'ed25519', keyEncodings: ['base64'] } as const;
	const delivery = { body: Buffer.from('{}'), headers: { 'x-signature': signature.toString('hex') } };
	const options = { secrets: [x as string], events: ['*'], maxAge: 0, now: 0 };
	expect(verifyDelivery(definitionOf(scheme), delivery, options)).toMatchObject({ outcome: 'unauthorized' });
});
