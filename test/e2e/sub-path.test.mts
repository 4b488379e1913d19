/** n8n behind a proxy that adds a path, and whose address n8n itself cannot reach. */
import getPort from 'get-port';

import { waitUntil } from '../harness/sleep.mts';
import { createChain, received, webhookNode } from '../support/action-workflow.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
import {
	createReceiver,
	newSecret,
	openWorkbench,
	PACKAGE,
	receivedItems,
	type Workbench,
} from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	const port = await getPort({ host: '127.0.0.1' });
	bench = await openWorkbench({
		port,
		webhookUrl: 'http://n8n.invalid/auto',
		env: { N8N_PATH: '/auto/', N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}/auto` },
	});
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

it('delivers a sample to the path without the prefix, or says which addresses it tried', async () => {
	const receiver = await createReceiver(bench, 'vigthoria', { options: { whenTesting: 'sampleEvent' } });
	const run = async () => await bench.client.runManually(receiver.workflow.id, receiver.trigger);
	// n8n 1 does not tell nodes the address of its editor, and here it is not at the usual port.
	if (bench.client.isFirstMajor) return await expect(run()).rejects.toThrow('n8n cannot reach its own Test URL');
	await run();
	await bench.client.waitForExecutions(receiver.workflow.id, 1);
	const [[item]] = await receivedItems(bench, receiver.workflow.id, 1);
	expect(item).toMatchObject({ provider: 'vigthoria', id: expect.stringContaining('sample') });
});

it('hands an event over at the path without the prefix', async () => {
	// Nor does n8n 1 tell a node that runs.
	if (bench.client.isFirstMajor) return;
	const service = await startJobService();
	const { id, name } = await bench.client.createCredential('signedWebhookApi', 'HeyGen', {
		webhookSecret: newSecret(),
	});
	const node = (nodeName: string, parameters: Record<string, unknown>) => ({
		name: nodeName,
		type: `${PACKAGE}.signedWebhook`,
		typeVersion: 2,
		parameters: { resource: 'webhook', sender: 'heyGen', ...parameters },
		credentials: { signedWebhookApi: { id, name } },
	});
	const wait = node('Wait', { operation: 'wait', jobId: '={{ $json.id }}' });
	const resume = node('Resume', {
		operation: 'resume',
		resumeUrl: '={{ $json.body.resumeUrl }}',
		event: '={{ $json.body.event }}',
	});
	const call = async (first: ReturnType<typeof webhookNode>, body: object) =>
		await fetch(`${bench.n8n.url}/webhook/${String(first.parameters?.path)}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	const [first, second] = [webhookNode(), webhookNode()];
	const waiting = await createChain(bench, first, startJobNode(service.url), wait, received);
	const relay = await createChain(bench, second, resume, received);
	await bench.client.activateAndWait(waiting.id, [String(first.parameters?.path)]);
	await bench.client.activateAndWait(relay.id, [String(second.parameters?.path)]);

	await call(first, {});
	const job = await waitUntil(async () => service.jobs[0], { what: 'the job', timeoutMs: 30_000 });
	service.close();
	expect(job.webhook).toMatch(/^http:\/\/n8n\.invalid\/auto\/webhook-waiting\//);
	const event = { provider: 'heyGen', event: 'avatar_video.success', id: 'e1', status: 'completed', jobId: job.id };
	const rest = { timestamp: null, variationId: null, results: [], error: null, body: {}, verifiedBy: 'signature' };
	await call(second, { resumeUrl: job.webhook, event: { ...event, ...rest } });
	const [[item]] = await receivedItems(bench, relay.id, 1);
	expect(item).toMatchObject({ result: 'resumed' });
	expect(await receivedItems(bench, waiting.id, 1)).toMatchObject([[{ jobId: job.id, status: 'completed' }]]);
}, 90_000);
