import crypto from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen } from './support/open-trigger.mts';
import { providers } from './support/providers.mts';

/** A credential is read at most once a second. */
const READ_INTERVAL_MS = 1_100;

afterEach(async () => {
	jest.restoreAllMocks();
	await closeHosts();
});

// n8n stores a failed execution for every error that a node's webhook() throws, and anybody can send these.
describe.each(providers)(
	'the $name trigger answers as to any stranger, and nothing is stored, when a body',
	(provider) => {
		const octets = { 'content-type': 'application/octet-stream' };

		it('is a form, which leaves no raw body', async () => {
			const trigger = await listen(provider);
			const headers = { 'content-type': 'multipart/form-data; boundary=x' };
			const body = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n';
			expect(await deliver(trigger, { body, headers })).toMatchObject(answers.unauthorized);
			expect(trigger.host.executions).toEqual([]);
		});

		it('claims to be compressed and is not', async () => {
			const trigger = await listen(provider);
			const headers = { ...octets, 'content-encoding': 'gzip' };
			expect(await deliver(trigger, { headers })).toMatchObject(answers.unauthorized);
			expect(trigger.host.executions).toEqual([]);
		});

		it('is larger than n8n reads', async () => {
			const trigger = await listen(provider);
			const body = Buffer.alloc(16 * 1024 * 1024 + 1);
			expect(await deliver(trigger, { body, headers: octets })).toMatchObject(answers.unauthorized);
			expect(trigger.host.executions).toEqual([]);
		});

		it('is larger than n8n reads and of a type that n8n reads itself, which n8n answers before the node', async () => {
			const trigger = await listen(provider);
			const { status, body } = await deliver(trigger, { body: Buffer.alloc(16 * 1024 * 1024 + 1) });
			expect({ status, body }).toEqual({ status: 500, body: '{"code":0,"message":"request entity too large"}' });
			expect(trigger.host).toMatchObject({ requests: 0, executions: [] });
		});

		it('breaks off in the middle', async () => {
			const trigger = await listen(provider);
			const closed = new Promise<void>((resolve) => {
				const sending = request(trigger.url, {
					method: 'POST',
					headers: { ...octets, 'content-length': 100, 'x-webhook-signature': 'ab' },
				});
				sending.on('error', () => resolve());
				sending.write('{"half":', () => setTimeout(() => sending.destroy(), 20));
			});
			await closed;
			await deliver(trigger, { secret: null });
			expect(trigger.host.executions).toEqual([]);
		});
	},
);

describe.each(providers)('a forged delivery to the $name trigger', (provider) => {
	it('costs one HMAC, though the credential is read again to see whether its secret has changed', async () => {
		const trigger = await listen(provider);
		await deliver(trigger);
		await sleep(READ_INTERVAL_MS);
		const { reads } = trigger.credential;
		const hmacs = jest.spyOn(crypto, 'createHmac');
		const body = Buffer.alloc(300_000, '[');
		const octets = { 'content-type': 'application/octet-stream' };
		expect(await deliver(trigger, { body, headers: octets, secret: null, signature: 'a'.repeat(64) })).toMatchObject(
			answers.unauthorized,
		);
		expect(trigger.credential.reads).toBe(reads + 1);
		expect(hmacs).toHaveBeenCalledTimes(1);
	});

	it('is checked again where the secret has changed', async () => {
		const trigger = await listen(provider);
		await deliver(trigger);
		await sleep(READ_INTERVAL_MS);
		trigger.credential.secret = 'the-secret-of-tomorrow';
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});
});
