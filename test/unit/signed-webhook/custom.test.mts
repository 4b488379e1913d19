/** Settings for services that the node does not know by name, each against a vector, a library or the page's own code. */
import { createHmac, createPrivateKey, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { INodeProperties } from 'n8n-workflow';
import Stripe from 'stripe';
import { Webhook as Svix } from 'svix';

import { ANY_EVENT, verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import { customSender, type CustomSettings, SettingsError } from '../../../nodes/SignedWebhook/custom.ts';
import { customProperties } from '../../../nodes/SignedWebhook/custom-properties.ts';
import { fieldsProperty } from '../../../nodes/SignedWebhook/fields-property.ts';
import { repeatsDeliveries } from '../../../nodes/SignedWebhook/sender.ts';
import { inRepository } from '../../harness/paths.mts';
import { documentedSenders } from '../../support/documented/index.mts';

/** As the node has them when it is new. */
const defaults = Object.fromEntries(
	customProperties.map(({ name, default: value }) => [name, value]),
) as unknown as CustomSettings;

const withSettings = (settings: Partial<CustomSettings>) => customSender({ ...defaults, ...settings });

const SECONDS = 1_700_000_000;
const SECRET = 'a-secret-of-the-service';
const BODY = '{"id":"evt_1","type":"invoice.paid","data":{"id":"in_1"}}';

const hmac = (
	content: string,
	encoding: 'hex' | 'base64' = 'hex',
	algorithm = 'sha256',
	key: string | Buffer = SECRET,
) => createHmac(algorithm, key).update(content).digest(encoding);

interface Row {
	settings: Partial<CustomSettings>;
	/** What the service sends. */
	signed: () => { headers: Record<string, string>; body?: string; secret?: string; seconds?: number };
}

/** By the name in the documentation's examples. */
const rows: Record<string, Row> = {
	GitHub: {
		settings: {
			signatureHeader: 'X-Hub-Signature-256',
			signaturePrefix: 'sha256=',
			eventField: 'header:x-github-event',
			idField: '',
		},
		signed: () => ({
			secret: "It's a Secret to Everybody",
			body: 'Hello, World!',
			headers: {
				'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
			},
		}),
	},
	Stripe: {
		settings: { signatureHeader: 'Stripe-Signature', signatureFormat: 'pairs', signedContent: '{timestamp}.{body}' },
		signed: () => ({
			headers: {
				'stripe-signature': Stripe.webhooks.generateTestHeaderString({
					payload: BODY,
					secret: SECRET,
					timestamp: SECONDS,
				}),
			},
		}),
	},
	Slack: {
		settings: {
			signatureHeader: 'X-Slack-Signature',
			signaturePrefix: 'v0=',
			signedContent: 'v0:{timestamp}:{body}',
			timestampHeader: 'X-Slack-Request-Timestamp',
			eventField: 'event.type',
			idField: 'event_id',
		},
		signed: () => ({
			secret: '8f742231b10e8888abcd99yyyzzz85a5',
			seconds: 1531420618,
			body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
			headers: {
				'x-slack-request-timestamp': '1531420618',
				'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
			},
		}),
	},
	Paddle: {
		settings: {
			signatureHeader: 'Paddle-Signature',
			signatureFormat: 'pairs',
			signatureKey: 'h1',
			timestampKey: 'ts',
			signedContent: '{timestamp}:{body}',
			eventField: 'event_type',
			idField: 'event_id',
		},
		signed: () => ({
			secret: 'VALID_SECRET',
			seconds: 1698796800,
			body: '{"data": ["1", "2"]}',
			headers: {
				'paddle-signature': 'ts=1698796800;h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9',
			},
		}),
	},
	Sanity: {
		settings: {
			signatureHeader: 'sanity-webhook-signature',
			signatureFormat: 'pairs',
			signatureEncoding: 'base64url',
			signedContent: '{timestamp}.{body}',
			idField: '',
			eventField: '_type',
		},
		signed: () => ({
			secret: 'test',
			seconds: 1633519811,
			body: '{"_id":"resume"}',
			headers: { 'sanity-webhook-signature': 't=1633519811129,v1=tLa470fx7qkLLEcMOcEUFuBbRSkGujyskxrNXcoh0N0' },
		}),
	},
	'Standard Webhooks': {
		settings: {
			signatureHeader: 'svix-signature',
			signatureFormat: 'tagged',
			signatureEncoding: 'base64',
			keyEncoding: 'whsec',
			signedContent: '{header:svix-id}.{timestamp}.{body}',
			timestampHeader: 'svix-timestamp',
			idField: 'header:svix-id',
		},
		signed: () => {
			const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
			const signature = new Svix(secret).sign('msg_1', new Date(SECONDS * 1000), BODY);
			return {
				secret,
				headers: { 'svix-id': 'msg_1', 'svix-timestamp': String(SECONDS), 'svix-signature': signature },
			};
		},
	},
	Shopify: {
		settings: {
			signatureHeader: 'X-Shopify-Hmac-Sha256',
			signatureEncoding: 'base64',
			eventField: 'header:x-shopify-topic',
			idField: '',
		},
		signed: () => ({ headers: { 'x-shopify-hmac-sha256': hmac(BODY, 'base64') } }),
	},
	Intercom: {
		settings: {
			signatureHeader: 'X-Hub-Signature',
			signaturePrefix: 'sha1=',
			algorithm: 'hmacSha1',
			eventField: 'topic',
		},
		signed: () => ({ headers: { 'x-hub-signature': `sha1=${hmac(BODY, 'hex', 'sha1')}` } }),
	},
	Typeform: {
		settings: {
			signatureHeader: 'Typeform-Signature',
			signaturePrefix: 'sha256=',
			signatureEncoding: 'base64',
			eventField: 'event_type',
			idField: 'event_id',
		},
		signed: () => ({ headers: { 'typeform-signature': `sha256=${hmac(BODY, 'base64')}` } }),
	},
	Linear: {
		settings: { signatureHeader: 'Linear-Signature', idField: '', fields: { timeField: 'webhookTimestamp' } },
		signed: () => ({ headers: { 'linear-signature': hmac(BODY) } }),
	},
	Notion: {
		settings: { signatureHeader: 'X-Notion-Signature', signaturePrefix: 'sha256=' },
		signed: () => ({ headers: { 'x-notion-signature': `sha256=${hmac(BODY)}` } }),
	},
	Calendly: {
		settings: {
			signatureHeader: 'Calendly-Webhook-Signature',
			signatureFormat: 'pairs',
			signedContent: '{timestamp}.{body}',
			eventField: 'event',
			idField: '',
		},
		signed: () => ({ headers: { 'calendly-webhook-signature': `t=${SECONDS},v1=${hmac(`${SECONDS}.${BODY}`)}` } }),
	},
	Sentry: {
		settings: { signatureHeader: 'Sentry-Hook-Signature', eventField: 'header:sentry-hook-resource', idField: '' },
		signed: () => ({ headers: { 'sentry-hook-signature': hmac(BODY) } }),
	},
	WooCommerce: {
		settings: {
			signatureHeader: 'X-WC-Webhook-Signature',
			signatureEncoding: 'base64',
			eventField: 'header:x-wc-webhook-topic',
			idField: '',
		},
		signed: () => ({ headers: { 'x-wc-webhook-signature': hmac(BODY, 'base64') } }),
	},
	Webflow: {
		settings: {
			signatureHeader: 'X-Webflow-Signature',
			signedContent: '{timestamp}:{body}',
			timestampHeader: 'X-Webflow-Timestamp',
			eventField: 'triggerType',
			idField: '',
		},
		signed: () => ({
			headers: { 'x-webflow-timestamp': `${SECONDS}123`, 'x-webflow-signature': hmac(`${SECONDS}123:${BODY}`) },
		}),
	},
	'Customer.io': {
		settings: {
			signatureHeader: 'X-CIO-Signature',
			signedContent: 'v0:{timestamp}:{body}',
			timestampHeader: 'X-CIO-Timestamp',
			eventField: 'metric',
			idField: 'event_id',
		},
		signed: () => ({
			headers: { 'x-cio-timestamp': String(SECONDS), 'x-cio-signature': hmac(`v0:${SECONDS}:${BODY}`) },
		}),
	},
	Onfleet: {
		settings: {
			algorithm: 'hmacSha512',
			keyEncoding: 'hex',
			signatureHeader: 'X-Onfleet-Signature',
			eventField: 'triggerName',
			idField: '',
		},
		signed: () => {
			const secret = 'ab'.repeat(32);
			return { secret, headers: { 'x-onfleet-signature': hmac(BODY, 'hex', 'sha512', Buffer.from(secret, 'hex')) } };
		},
	},
};

/** A setting as the editor names it, those of a collection one by one. */
function shown(
	[field, value]: [string, unknown],
	properties: readonly INodeProperties[] = [...customProperties, fieldsProperty],
): string {
	const property = properties.find(({ name }) => name === field);
	if (property?.type === 'collection') {
		const inner = Object.entries(value as object).map((each) => shown(each, property.options as INodeProperties[]));
		return inner.map((setting) => `${property.displayName} > ${setting}`).join('<br>');
	}
	const option = property?.options?.find((candidate) => 'value' in candidate && candidate.value === value);
	return `${property?.displayName} ${option?.name ?? (value === '' ? 'empty' : `\`${String(value)}\``)}`;
}

const page = readFileSync(inRepository('docs', 'any-other-service.md'), 'utf8');

/** The settings of the examples on the page, by the name of the service. */
const examples = [
	...page.slice(page.indexOf('\n## Examples\n')).matchAll(/^\| ([^|]+) \| (Algorithm|Signature Header)(.+?) \| /gm),
].map(([, name, ...settings]) => [name, settings.join('')] as const);

const settingsOf = (settings: object) =>
	Object.entries(settings)
		.map((setting) => shown(setting))
		.join('<br>');

describe.each(Object.entries(rows))('the settings for %s', (_, { settings, signed }) => {
	const verify = (changes: { body?: string; secret?: string; headers?: object } = {}) => {
		const delivery = signed();
		const { delivery: definition } = withSettings(settings);
		const headers = { ...delivery.headers, ...changes.headers };
		return verifyDelivery(
			definition,
			{ body: Buffer.from(changes.body ?? delivery.body ?? BODY), headers },
			{
				secrets: [changes.secret ?? delivery.secret ?? SECRET],
				events: [ANY_EVENT],
				maxAge: 0,
				now: (delivery.seconds ?? SECONDS) * 1000,
			},
		);
	};

	it('verify what the service signs', () => {
		expect(verify().outcome).toBe('accepted');
	});

	it('refuse another body, and another secret', () => {
		expect(verify({ body: '{"type":"forged"}' })).toMatchObject({ outcome: 'unauthorized' });
		expect(verify({ secret: 'cd'.repeat(32) })).toMatchObject({ outcome: 'unauthorized' });
	});
});

/** Those above, and those of the documented senders, which `documented.test.mts` receives by these settings. */
function testedSettings(name: string): object | undefined {
	if (Object.hasOwn(rows, name)) return rows[name].settings;
	const sender = documentedSenders.find((each) => each.name === name);
	if (sender === undefined) return undefined;
	const { tolerance, ...settings } = sender.settings;
	const isTimed = /\{timestamp\}/.test(String(settings.signedContent)) || settings.signatureFormat === 'jwt';
	// Without a signed time, there is nothing to tolerate.
	return isTimed ? sender.settings : settings;
}

it('the page has examples', () => {
	expect(examples.length).toBeGreaterThan(10);
});

it.each(examples)('the settings for %s are on the page as they are tested', (name, shownSettings) => {
	expect(shownSettings).toBe(settingsOf(testedSettings(name) ?? {}));
});

describe('the page', () => {
	const settingNames = [...customProperties, fieldsProperty, ...(fieldsProperty.options as INodeProperties[])].map(
		({ displayName }) => displayName,
	);

	it.each(settingNames)('says what the setting %s does', (name) => {
		expect(page).toMatch(new RegExp(`^\\| ${name.replace(/[()]/g, '\\$&')} \\| .+ \\|$`, 'm'));
	});

	it('names every placeholder of Signed Content that there is', () => {
		const message = (() => {
			try {
				withSettings({ signatureHeader: 'x', signedContent: '{none}' });
			} catch (error) {
				return (error as Error).message;
			}
			return '';
		})();
		const placeholders = message.slice(message.indexOf(':')).match(/\{[^}]+\}/g) ?? [];
		expect(placeholders.length).toBeGreaterThan(10);
		for (const placeholder of placeholders) expect(page).toContain(`| \`${placeholder}\` |`);
	});
});

describe('any other service', () => {
	const stripe = withSettings(rows.Stripe.settings);
	const at = (now: number, sender = stripe) => {
		const headers = { 'stripe-signature': `t=${SECONDS},v1=${hmac(`${SECONDS}.${BODY}`)}` };
		const options = { secrets: [SECRET], events: [ANY_EVENT], maxAge: 0, now: now * 1000 };
		return verifyDelivery(sender.delivery, { body: Buffer.from(BODY), headers }, options);
	};

	it('is mapped by what its body says', () => {
		expect(at(SECONDS)).toMatchObject({
			event: { provider: 'custom', event: 'invoice.paid', id: 'evt_1', jobId: 'in_1', status: 'info' },
		});
		expect('event' in at(SECONDS) && at(SECONDS)).not.toHaveProperty('event.issues');
	});

	it.each([
		['gitea', 'gitea'],
		[' my shop ', 'my shop'],
		['', 'custom'],
	])('is called %j in the events where Name says so', (name, provider) => {
		expect(at(SECONDS, withSettings({ ...rows.Stripe.settings, name }))).toMatchObject({ event: { provider } });
	});

	it('is held to its tolerance either way, which 0 turns off', () => {
		expect([at(SECONDS + 300), at(SECONDS - 300)].map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
		expect(at(SECONDS + 301)).toEqual({ outcome: 'unauthorized', reason: 'too-old' });
		expect(at(SECONDS - 301)).toEqual({ outcome: 'unauthorized', reason: 'too-new' });
		const patient = withSettings({ ...rows.Stripe.settings, tolerance: 0 });
		expect(at(SECONDS + 1e6, patient)).toMatchObject({ outcome: 'accepted' });
	});

	it('may sign with a key pair', () => {
		const { publicKey, privateKey } = generateKeyPairSync('ed25519');
		const { x = '' } = publicKey.export({ format: 'jwk' });
		const { delivery } = withSettings({
			algorithm: 'ed25519',
			keyEncoding: 'hex',
			signatureHeader: 'X-Signature-Ed25519',
			signedContent: '{timestamp}{body}',
			timestampHeader: 'X-Signature-Timestamp',
		});
		const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
		const headers = {
			'x-signature-timestamp': String(SECONDS),
			'x-signature-ed25519': signWith(null, Buffer.from(`${SECONDS}${BODY}`), key).toString('hex'),
		};
		const secrets = [Buffer.from(x, 'base64url').toString('hex')];
		expect(
			verifyDelivery(
				delivery,
				{ body: Buffer.from(BODY), headers },
				{ secrets, events: ['*'], maxAge: 0, now: SECONDS * 1000 },
			),
		).toMatchObject({ outcome: 'accepted' });
	});

	it('can be played: what is signed by the settings verifies by them', () => {
		for (const [, { settings }] of Object.entries(rows)) {
			const { delivery } = withSettings(settings);
			const secret = settings.keyEncoding === 'whsec' ? 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' : 'ab'.repeat(32);
			const body = Buffer.from(BODY);
			const headers = signDelivery(delivery.signature, { body, secret, id: 'msg_1', now: SECONDS * 1000 }).headers;
			expect(
				verifyDelivery(
					delivery,
					{ body, headers },
					{ secrets: [secret], events: ['*'], maxAge: 0, now: SECONDS * 1000 },
				),
			).toMatchObject({ outcome: 'accepted' });
		}
	});
});

describe('settings that cannot work say what is wrong', () => {
	it.each<[string, Partial<CustomSettings>, RegExp]>([
		['no header', { signatureHeader: ' ' }, /Signature Header is empty/],
		['no name of a header', { signatureHeader: 'x signature' }, /Signature Header is not the name/],
		['a template that covers nothing', { signedContent: '{url}{method}' }, /covers nothing of the delivery/],
		['a plain digest without the secret', { algorithm: 'digestSha256' }, /add \{secret\}/],
		['an unknown part', { signedContent: '{host}{body}' }, /does not know \{host\}/],
		['an id in a header that is not signed', { idField: 'header:X-Delivery' }, /ID Field names the header x-delivery/],
		['a stray brace', { signedContent: '{{body}' }, /does not know/],
		['a header part without a name', { signedContent: '{header:}{body}' }, /does not know \{header:\}/],
		['a timestamp that is nowhere', { signedContent: '{timestamp}.{body}' }, /Timestamp Header is empty/],
		[
			'a timestamp in no pair',
			{ signedContent: '{timestamp}.{body}', signatureFormat: 'pairs', timestampKey: '' },
			/Timestamp Header or Timestamp Key/,
		],
		['a timestamp that is not signed', { timestampHeader: 'x-time' }, /anyone could change/],
		['no key of the pairs', { signatureFormat: 'pairs', signatureKey: '' }, /Signature Key is empty/],
		['no tag', { signatureFormat: 'tagged', signatureKey: '' }, /Signature Key is empty/],
		[
			'a tolerance that is no number',
			{ signedContent: '{timestamp}.{body}', timestampHeader: 'x-time', tolerance: Number.NaN },
			/not a number of seconds/,
		],
	])('%s', (_name, settings, message) => {
		const build = () => withSettings({ signatureHeader: 'x-signature', ...settings });
		expect(build).toThrow(SettingsError);
		expect(build).toThrow(message);
	});
});

it('nothing says that it repeats a delivery', () => {
	expect(repeatsDeliveries(withSettings({ signatureHeader: 'x-signature' }))).toBe(false);
});
