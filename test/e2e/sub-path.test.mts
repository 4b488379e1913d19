/** n8n behind a proxy that adds a path, at a port of its own, and whose public address n8n itself cannot reach. */
import { waitUntil } from '../harness/sleep.mts';
import { sendAs, simulatedSender } from '../simulator/senders/index.mts';
import { createChain, received, webhookNode } from '../support/action-workflow.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
import { createReceiver, openWorkbench, PACKAGE, receivedItems, type Workbench } from '../support/workbench.mts';

const heyGen = simulatedSender('heyGen');

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench({ webhookUrl: 'http://n8n.invalid/auto', env: { N8N_PATH: '/auto/' } });
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

it('says which addresses it tried for a sample, before anything has called n8n', async () => {
	const receiver = await createReceiver(bench, 'vigthoria', { options: { whenTesting: 'sampleEvent' } });
	await expect(bench.client.runManually(receiver.workflow.id, receiver.trigger)).rejects.toThrow(
		'n8n cannot reach its own Test URL',
	);
});

it('hands an event over at the path without the prefix, and then delivers a sample there', async () => {
	const service = await startJobService();
	const { id, name } = await bench.client.createCredential('signedWebhookApi', 'HeyGen', {
		webhookSecret: heyGen.secret,
	});
	const node = (nodeName: string, type: string, parameters: Record<string, unknown>) => ({
		name: nodeName,
		type: `${PACKAGE}.${type}`,
		typeVersion: 2,
		parameters: { sender: 'heyGen', ...parameters },
		credentials: { signedWebhookApi: { id, name } },
	});
	const start = webhookNode();
	const wait = node('Wait', 'signedWebhook', { resource: 'webhook', operation: 'wait', jobId: '={{ $json.id }}' });
	const waiting = await createChain(bench, start, startJobNode(service.url), wait, received);
	const trigger = node('HeyGen Trigger', 'signedWebhookTrigger', { events: ['*'] });
	const resumeUrl = '={{ $json.body.event_data.callback_id }}';
	const resume = node('Resume', 'signedWebhook', { resource: 'webhook', operation: 'resume', resumeUrl });
	const relay = await createChain(bench, trigger, resume, received);
	const accountUrl = bench.client.webhookUrl(relay, trigger.name);
	await bench.client.activateAndWait(waiting.id, [String(start.parameters?.path)]);
	await bench.client.activateAndWait(relay.id, [new URL(accountUrl).pathname.slice('/webhook/'.length)]);

	await fetch(`${bench.n8n.url}/webhook/${String(start.parameters?.path)}`, { method: 'POST' });
	const job = await waitUntil(async () => service.jobs[0], { what: 'the job', timeoutMs: 30_000 });
	service.close();
	expect(job.webhook).toMatch(/^http:\/\/n8n\.invalid\/auto\/webhook-waiting\//);
	const [{ body }] = heyGen.deliveries(job.id, new Date());
	const data = { ...(body.event_data as object), callback_id: job.webhook };
	expect(await sendAs(heyGen, accountUrl, { ...body, event_data: data })).toMatchObject({ status: 200 });
	const [[item]] = await receivedItems(bench, relay.id, 1);
	expect(item).toMatchObject({ result: 'resumed' });
	expect(await receivedItems(bench, waiting.id, 1)).toMatchObject([[{ jobId: job.id, status: 'completed' }]]);

	const receiver = await createReceiver(bench, 'vigthoria', { options: { whenTesting: 'sampleEvent' } });
	await bench.client.runManually(receiver.workflow.id, receiver.trigger);
	const [[sample]] = await receivedItems(bench, receiver.workflow.id, 1);
	expect(sample).toMatchObject({ provider: 'vigthoria', id: expect.stringContaining('sample') });
}, 90_000);
