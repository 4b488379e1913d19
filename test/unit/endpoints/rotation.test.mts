import type { IWebhookFunctions } from 'n8n-workflow';

import { createSecretCache } from '../../../nodes/shared/endpoints/secret-cache.ts';
import { signingSecrets } from '../../../nodes/shared/endpoints/signing-secrets.ts';

const MINUTE = 60_000;

let now: number;
let stored: string[];
let reads: number;

beforeEach(() => {
	now = 0;
	stored = ['old'];
	reads = 0;
});

const read = async () => {
	reads += 1;
	return await Promise.resolve(stored);
};

const newCache = () =>
	createSecretCache({ freshFor: MINUTE, overlap: 5 * MINUTE, refreshInterval: 1_000, capacity: 10, now: () => now });

it('knows the new secret as soon as a signature does not match, and goes on accepting the old one', async () => {
	const cache = newCache();
	expect(await cache.secrets('key', read)).toEqual(['old']);
	stored = ['new'];
	now += 1_000;
	expect(await cache.refresh('key', read)).toEqual(['new', 'old']);
	expect(await cache.secrets('key', read)).toEqual(['new', 'old']);
});

it('knows the new secret after a minute although every signature matches the old one', async () => {
	const cache = newCache();
	await cache.secrets('key', read);
	stored = ['new'];
	now += MINUTE;
	expect(await cache.secrets('key', read)).toEqual(['new', 'old']);
});

it.each([
	['replaced', ['new']],
	['removed', []],
])('stops accepting a %s secret within six minutes, under continuous deliveries', async (_, replacement) => {
	const cache = newCache();
	await cache.secrets('key', read);
	stored = replacement;
	let lastAccepted = 0;
	for (; now < 10 * MINUTE; now += 500) {
		if ((await cache.secrets('key', read)).includes('old')) lastAccepted = now;
	}
	expect(lastAccepted).toBeGreaterThanOrEqual(5 * MINUTE);
	expect(lastAccepted).toBeLessThan(6 * MINUTE);
});

it('stops accepting secrets within six minutes while the credential cannot be read', async () => {
	const cache = newCache();
	await cache.secrets('key', read);
	const fail = async () => await Promise.reject(new Error('the database is gone'));
	now += 6 * MINUTE;
	await expect(cache.secrets('key', fail)).rejects.toThrow('gone');
	expect(await cache.secrets('key', fail)).toEqual([]);
});

it('shares one read among deliveries that arrive together', async () => {
	const cache = newCache();
	await Promise.all(Array.from({ length: 100 }, async () => await cache.secrets('key', read)));
	expect(reads).toBe(1);
});

it('reads the credential at most once per second in a flood of forged deliveries', async () => {
	const cache = newCache();
	await cache.secrets('key', read);
	reads = 0;
	for (; now < 30_000; now += 1) await cache.refresh('key', read);
	expect(reads).toBeLessThanOrEqual(31);
	expect(reads).toBeGreaterThan(25);
});

it.each([
	['there is no secret to compare with', async () => await Promise.resolve({ webhookSecret: '' })],
	['the credential cannot be read', async () => await Promise.reject(new Error('the database is away'))],
])('reads the credential at most once per second in a flood while %s', async (name, getCredentials) => {
	jest.useFakeTimers();
	try {
		let credentialReads = 0;
		const context = {
			getWorkflow: () => ({ id: 'workflow' }),
			getNode: () => ({ id: 'node', name: 'Trigger', credentials: { vigthoriaApi: { id: name, name: 'x' } } }),
			getMode: () => 'webhook',
			getCredentials: async () => {
				credentialReads += 1;
				return await getCredentials();
			},
			logger: { warn: () => {} },
		} as unknown as IWebhookFunctions;
		for (let second = 0; second < 10; second++) {
			for (let delivery = 0; delivery < 100; delivery++) {
				const secrets = signingSecrets(context, 'vigthoriaApi');
				await secrets.known();
				await secrets.refreshed();
			}
			jest.advanceTimersByTime(1_000);
		}
		expect(credentialReads).toBe(10);
	} finally {
		jest.useRealTimers();
	}
});
