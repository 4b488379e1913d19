/** Whose delivery is it? Every known sender by its own deliveries, signed by code that shares nothing with the package. */
import { createHmac } from 'node:crypto';

import type { Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { catalogue } from '../../../nodes/SignedWebhook/catalogue/index.ts';
import { type CustomSettings, customSender } from '../../../nodes/SignedWebhook/custom.ts';
import { customProperties } from '../../../nodes/SignedWebhook/custom-properties.ts';
import { fitsAsWell } from '../../../nodes/SignedWebhook/identify/candidates.ts';
import { identify } from '../../../nodes/SignedWebhook/identify/identify.ts';
import { isSigned } from '../../../nodes/SignedWebhook/identify/is-signed.ts';
import { knownSenders } from '../../../nodes/SignedWebhook/known-senders.ts';
import { requestOf, simulatedSenders } from '../../simulator/senders/index.mts';
import { secretFor } from '../../support/documented/catalogue-signer.mts';
import { deliveryOf, type FactsDelivery, factsBySender } from '../../support/documented/facts.mts';
import { documentedSenders } from '../../support/documented/index.mts';
import type { SignedRequest } from '../../support/documented/row.mts';

const NOW = Date.UTC(2026, 4, 18, 10);
const URL = 'https://n8n.example.com/webhook/b5f1c3f0/webhook';
const DAY = 86_400_000;

const defaults = Object.fromEntries(customProperties.map(({ name, default: preset }) => [name, preset]));

/** Headers that n8n, its proxy and most senders add. */
const usualHeaders = {
	host: 'n8n.example.com',
	'user-agent': 'Sender-Hooks/1.0',
	accept: '*/*',
	'accept-encoding': 'gzip, deflate, br',
	'content-length': '10240',
	'x-forwarded-for': '203.0.113.7',
	'x-forwarded-proto': 'https',
	'x-request-id': 'a7d8f5c0-53f2-4d0e-9a6b-2d6a3e5b0c11',
	traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

const toDelivery = ({ method, url, headers, body }: SignedRequest): Delivery => ({
	method,
	url,
	body,
	headers: {
		...usualHeaders,
		...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
	},
});

const whose = (delivery: Delivery, secret: string, now = NOW) => identify(delivery, { secrets: [secret], now });
const valuesOf = (found: ReturnType<typeof identify>) => found.signers.map(({ sender }) => sender.delivery.provider);

/** A known sender and what it delivers. */
interface Playable {
	value: string;
	secret: string;
	otherSecret: string;
	deliver(body?: string): Delivery;
}

/** Who publishes keys has no secret to try. */
const withSecrets = catalogue.filter(({ keySets, certificate }) => keySets === undefined && certificate === undefined);

const rows: Playable[] = withSecrets.map(({ value }) => {
	const facts = factsBySender[value];
	const [own, other] = [secretFor(facts.signs), secretFor(facts.signs)];
	const deliver = (options: Partial<FactsDelivery> = {}) =>
		toDelivery(deliveryOf(value, facts, { now: NOW, url: URL, signingKey: own.signingKey, ...options }));
	return {
		value,
		secret: own.secret,
		otherSecret: other.secret,
		deliver: (extra) => deliver(extra === undefined ? {} : { extra }),
	};
});

const files: Playable[] = simulatedSenders.map((sender) => ({
	value: sender.value,
	secret: sender.secret,
	otherSecret: Buffer.alloc(32, 9).toString('base64'),
	deliver(extra) {
		const [{ body }] = sender.deliveries('job_1', new Date(NOW));
		const sent = extra === undefined ? body : { ...body, extra };
		const { headers, body: bytes } = requestOf(sender, sent, { now: new Date(NOW), id: 'msg_1' });
		return toDelivery({ method: 'POST', url: URL, headers, body: bytes });
	},
}));

const playable = [...files, ...rows];
/** Whether a changed body is no delivery any more: not where a token comes with it, or where fields of it are signed. */
const proves = (value: string) => {
	const { signature } = knownSenders.find(({ delivery }) => delivery.provider === value)!.delivery;
	const { algorithm, format, content = '{body}' } = signature;
	const bindsBody = /\{(?:body|sha256|form)\}/.test(content) && (format.kind !== 'jwt' || format.digestClaim);
	return algorithm !== 'token' && bindsBody;
};
const publishesKeys = (value: string) =>
	knownSenders.find(({ delivery }) => delivery.provider === value)?.keySets !== undefined;

describe.each(playable.map((each) => [each.value, each] as const))('a delivery of %s', (value, sender) => {
	const delivery = sender.deliver();

	if (publishesKeys(value)) {
		it('is named by its header, and its keys are not fetched', () => {
			const { signers, candidates } = whose(delivery, sender.secret);
			expect(signers).toEqual([]);
			const best = candidates.filter((each) => fitsAsWell(each, candidates[0]));
			expect(best).toContainEqual(
				expect.objectContaining({
					sender: expect.objectContaining({
						delivery: expect.objectContaining({ provider: value }) as object,
					}) as object,
					verdict: 'published-keys',
				}),
			);
		});
		return;
	}

	it('is identified with its secret', () => {
		expect(valuesOf(whose(delivery, sender.secret))).toContain(value);
	});

	it('is identified long after it was sent', () => {
		expect(valuesOf(whose(delivery, sender.secret, NOW + 3 * DAY))).toContain(value);
	});

	it('is not identified with another secret, and the sender is named all the same', () => {
		const { signers, candidates, settings } = whose(delivery, sender.otherSecret);
		expect({ signers, settings }).toEqual({ signers: [], settings: null });
		expect(candidates.map((each) => each.sender.delivery.provider)).toContain(value);
		expect(candidates.some(({ verdict }) => isSigned(verdict))).toBe(false);
	});

	if (proves(value)) {
		it('is not identified once its body was changed', () => {
			const long = sender.deliver('more');
			const body = Buffer.from(long.body);
			body[body.length >> 1] ^= 1;
			const { signers, settings } = whose({ ...long, body }, sender.secret);
			expect({ signers, settings }).toEqual({ signers: [], settings: null });
		});
	}
});

describe('the sender that fits best', () => {
	const bestOf = (value: string) => {
		const { deliver, secret } = playable.find((each) => each.value === value)!;
		return valuesOf(whose(deliver(), secret));
	};

	it.each(files.map(({ value }) => value).filter((value) => !publishesKeys(value)))(
		'knows the event by name: %s alone of all that sign alike',
		(value) => expect(bestOf(value)).toEqual([value]),
	);

	it('has its headers there: GitHub signs as Meta does, and names its event in a header', () => {
		expect(bestOf('gitHub')).toEqual(['gitHub']);
		expect(bestOf('meta')).toContain('meta');
		expect(bestOf('meta')).not.toContain('gitHub');
	});
});

describe('a delivery of a service that is not known by name', () => {
	const BODY = '{"type":"order.paid"}';
	const SECRET = 'a-secret-of-the-service';
	const mac = (
		content: string,
		encoding: 'hex' | 'base64' = 'hex',
		algorithm = 'sha256',
		key: string | Buffer = SECRET,
	) => createHmac(algorithm, key).update(content).digest(encoding);
	const seconds = String(NOW / 1000);
	const deliver = (headers: Record<string, string>): Delivery => ({
		body: Buffer.from(BODY),
		url: URL,
		method: 'POST',
		headers: { ...usualHeaders, ...headers },
	});

	const cases: Array<[how: string, headers: Record<string, string>, settings: object]> = [
		['the body alone', { 'x-acme-mac': mac(BODY) }, { signatureHeader: 'x-acme-mac' }],
		[
			'a prefix',
			{ 'x-acme-mac': `sha256=${mac(BODY)}` },
			{ signatureHeader: 'x-acme-mac', signaturePrefix: 'sha256=' },
		],
		[
			'base64, and a key in base64',
			{ 'x-acme-mac': mac(BODY, 'base64', 'sha256', Buffer.from('c2VjcmV0LXNlY3JldA', 'base64')) },
			{ signatureHeader: 'x-acme-mac', signatureEncoding: 'base64', keyEncoding: 'base64' },
		],
		[
			'pairs with the time',
			{ 'x-acme-mac': `t=${seconds},v1=${mac(`${seconds}.${BODY}`)}` },
			{ signatureHeader: 'x-acme-mac', signatureFormat: 'pairs', signedContent: '{timestamp}.{body}' },
		],
		[
			'the time in another header, in an order that another sender has with another encoding',
			{ 'x-acme-mac': mac(`${BODY}${seconds}`), 'x-acme-time': seconds },
			{ signatureHeader: 'x-acme-mac', signedContent: '{body}{timestamp}', timestampHeader: 'x-acme-time' },
		],
		[
			'the address',
			{ 'x-acme-mac': mac(`${URL}${BODY}`, 'base64') },
			{ signatureHeader: 'x-acme-mac', signatureEncoding: 'base64', signedContent: '{url}{body}' },
		],
		[
			'a token',
			{ 'x-acme-token': SECRET },
			{ signatureHeader: 'x-acme-token', algorithm: 'token', signatureEncoding: 'text' },
		],
	];

	it.each(cases)('fits settings: %s', (how, headers, settings) => {
		const secret = how.includes('a key in base64') ? 'c2VjcmV0LXNlY3JldA' : SECRET;
		const delivery = deliver(headers);
		expect(whose(delivery, secret)).toMatchObject({ signers: [], settings });
		const sender = customSender({ ...defaults, ...settings } as unknown as CustomSettings);
		const options = { secrets: [secret], events: ['*'], maxAge: 0, now: NOW };
		expect(verifyDelivery(sender.delivery, { ...delivery }, options)).toMatchObject({ outcome: 'accepted' });
	});

	it.each(cases)('fits none with another secret: %s', (_, headers) => {
		expect(whose(deliver(headers), 'another-secret-of-theirs')).toMatchObject({ signers: [], settings: null });
	});

	it.each(documentedSenders.map((each) => [each.name, each] as const))('is never taken for %s', (_, sender) => {
		const delivery = toDelivery(sender.deliver({ now: NOW, url: URL }));
		expect(whose(delivery, sender.otherSecret)).toMatchObject({ signers: [], settings: null });
		const { settings } = whose(delivery, sender.secret);
		if (settings !== null) expect(settings.signatureHeader).toBe(String(sender.settings.signatureHeader).toLowerCase());
	});

	it('is not searched without a secret, and costs a bounded number of checks', () => {
		const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`x-mac-${index}`, mac(String(index))]));
		expect(identify(deliver(many), { secrets: [], now: NOW }).settings).toBeNull();
		expect(whose(deliver({ ...many, 'x-zz-mac': mac(BODY) }), SECRET).settings).toBeNull();
	});
});

it('takes at most 5 ms for a body of 10 KB, of the sender or forged', () => {
	const best = new Map<string, number>();
	const tries = playable.flatMap(({ value, secret, otherSecret, deliver }) => {
		const delivery = deliver('x'.repeat(10_240));
		return [secret, otherSecret].map((tried, index) => ({ name: `${value} ${index}`, delivery, tried }));
	});
	// What else the machine does slows some rounds down: what took too long is tried again.
	for (let round = 0; round < 24; round++) {
		for (const { name, delivery, tried } of tries) {
			if (round >= 4 && best.get(name)! < 5) continue;
			const start = process.cpuUsage();
			whose({ ...delivery }, tried);
			const { user, system } = process.cpuUsage(start);
			best.set(name, Math.min(best.get(name) ?? Infinity, (user + system) / 1000));
		}
	}
	const times = [...best].sort(([, some], [, other]) => some - other);
	const [median, most, slowest] = [0.5, 0.9, 1].map((part) => times[Math.ceil(part * times.length) - 1]);
	const figures = `median ${median[1].toFixed(2)} ms, 90 % within ${most[1].toFixed(2)} ms, slowest ${slowest[1].toFixed(2)} ms`;
	console.log(`${playable.length} senders: ${figures} (${slowest[0]})`);
	// A busy machine makes the last tenth several times as long.
	expect(most[1]).toBeLessThan(5);
});
