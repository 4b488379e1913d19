/** The Signed Webhook node in n8n-core's contexts: send and what waiting refuses; and the credential's test. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ICredentialTestFunctions, INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';

import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';
import { publicJwk } from '../../simulator/senders/fal.mts';
import { simulatedSender, simulatedSenders } from '../../simulator/senders/index.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';

const node = new SignedWebhook();

interface Run {
	items?: INodeExecutionData[];
	secret?: string;
	putToSleep?: (until: Date) => void;
	onError?: OnError;
	asTool?: boolean;
}

async function run(
	operation: string,
	parameters: INodeParameters,
	{ items, secret, putToSleep, onError, asTool }: Run = {},
) {
	const context = makeExecuteContext({
		nodeType: node,
		parameters: { resource: 'webhook', operation, ...parameters },
		credentials: secret === undefined ? {} : { signedWebhookApi: { webhookSecret: secret } },
		items,
		node: { onError },
		asTool,
	});
	if (putToSleep) context.putExecutionToWait = async (until) => await Promise.resolve(putToSleep(until));
	const [output] = await node.execute.call(context);
	return output.map(({ json }) => json);
}

describe('signedWebhook webhook:sendTestEvent', () => {
	it.each(simulatedSenders.map((sender) => [sender.value, sender] as const))('plays %s', async (value, sender) => {
		const deliveries: Array<{ headers: IncomingHttpHeaders; body: Buffer }> = [];
		const server = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				deliveries.push({ headers: request.headers, body: Buffer.concat(chunks) });
				response.end('{}');
			});
		});
		await new Promise<void>((resolve) => {
			server.listen(0, '127.0.0.1', resolve);
		});
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
		const sent = await run('sendTestEvent', { sender: value, url }, { secret: sender.secret }).finally(() => {
			server.closeAllConnections();
			server.close();
		});

		const delivery = senders.find(({ delivery: { provider } }) => provider === value)?.delivery;
		const key = value === 'fal' ? String(publicJwk(sender.secret).x) : sender.secret;
		const [received] = deliveries;
		const options = { secrets: [key], events: ['*'], maxAge: 0, now: Date.now() };
		expect(sent).toMatchObject([{ statusCode: 200 }]);
		expect(delivery && verifyDelivery(delivery, received, options)).toMatchObject({ outcome: 'accepted' });
	});

	it('asks for a body where no event of the sender has a sample', async () => {
		await expect(run('sendTestEvent', { sender: 'gitHub', url: 'http://127.0.0.1:9/' })).rejects.toMatchObject({
			message: 'There is no sample for the event "test"',
			description: 'Add the option Body (JSON) with what the sender would send.',
		});
	});
});

describe('signedWebhook webhook:wait', () => {
	const parameters = { sender: 'replicate', jobId: '={{ $json.id }}', limitWaitMinutes: 5 };
	const { secret } = simulatedSender('replicate');

	it('puts the execution to sleep until the limit, and leaves an item that says what it waits for', async () => {
		const slept: Date[] = [];
		const items = [{ json: { id: 'job_1' } }];
		const output = await run('wait', parameters, { items, secret, putToSleep: (until) => slept.push(until) });
		expect(output).toEqual([
			expect.objectContaining({
				provider: 'replicate',
				status: 'progress',
				jobId: 'job_1',
				results: [],
				body: { id: 'job_1' },
			}),
		]);
		const limitPassed = 'Limit Wait (5 minutes) passed before this was finished. Ask the service for the result.';
		expect(items[0].json).toEqual({ ...output[0], issues: [limitPassed] });
		const minutes = (slept[0].getTime() - Date.now()) / 60_000;
		expect(minutes).toBeGreaterThan(4.5);
		expect(minutes).toBeLessThanOrEqual(5);
	});

	it('leaves an error item for the error output where it is to fail', async () => {
		const items = [{ json: { id: 'job_1' } }];
		const fail = { ...parameters, whenLimitWaitPasses: 'fail' };
		const onError = 'continueErrorOutput';
		const [waiting] = await run('wait', fail, { items, secret, onError, putToSleep: () => {} });
		expect(items).toMatchObject([
			{ json: waiting, error: { message: expect.stringContaining('The jobId is "job_1"') as string } },
		]);
		await expect(run('wait', fail, { secret })).rejects.toMatchObject({
			message: 'An execution that sleeps can fail only through the error output',
		});
	});

	it('refuses to put the execution of an agent to sleep', async () => {
		await expect(run('wait', parameters, { secret, asTool: true })).rejects.toMatchObject({
			message: 'An agent cannot wait for a webhook',
		});
	});

	it('refuses several items and says how to loop', async () => {
		const items = [{ json: { id: 'a' } }, { json: { id: 'b' } }];
		await expect(run('wait', parameters, { items, secret })).rejects.toMatchObject({
			message: 'An execution can wait for one job at a time',
			description: expect.stringContaining('Loop Over Items') as string,
		});
	});

	it('needs no credential for a sender that publishes its keys', async () => {
		const items = [{ json: { id: 'job_1' } }];
		const output = await run('wait', { ...parameters, sender: 'fal' }, { items, putToSleep: () => {} });
		expect(output).toMatchObject([{ provider: 'fal', status: 'progress', jobId: 'job_1' }]);
	});

	it('refuses to wait without a secret', async () => {
		await expect(run('wait', parameters, { secret: ' ' })).rejects.toMatchObject({
			message: 'The credential has no secret that Replicate could sign with',
		});
	});
});

describe("the credential's test", () => {
	const test = async (data: Record<string, string>) =>
		await node.methods.credentialTest.canBeSigningSecret.call({} as ICredentialTestFunctions, {
			id: '1',
			name: 'Signed Webhook',
			type: 'signedWebhookApi',
			data,
		});

	it('says whether the texts can be secrets', async () => {
		const good = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
		expect(await test({ webhookSecret: ` ${good}\n` })).toMatchObject({ status: 'OK' });
		expect(await test({ webhookSecret: 'whsec_short' })).toMatchObject({ status: 'Error' });
		expect(await test({ webhookSecret: good, previousSecret: 'abc' })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^The Previous Secret is too short/) as string,
		});
		expect(await test({ webhookSecret: good, previousSecret: 'ghp_abcdefghijklmnop' })).toMatchObject({
			message: expect.stringMatching(/^The Previous Secret is an API key/) as string,
		});
	});

	it('takes a public key in PEM as it is and as a field of one line leaves it', async () => {
		const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString();
		for (const pasted of [pem, pem.replaceAll('\n', ' '), pem.replaceAll('\n', ''), pem.replaceAll('\n', '\\n')]) {
			expect(await test({ webhookSecret: pasted })).toMatchObject({ status: 'OK' });
		}
	});
});
