/** What the nodes that wait do with a delivery at an execution's resume URL, in n8n-core's contexts. */
import { randomUUID } from 'node:crypto';

import { actionNodes, useSimulator, WEBHOOK_SECRET } from './actions/run-action.mts';
import { closeResumeUrls, waitingExecution } from './support/waiting-execution.mts';
import { collectWarnings } from './triggers/support/warnings.mts';
import { SignedWebhook } from '../../nodes/SignedWebhook/SignedWebhook.node.ts';
import { sendSigned } from '../simulator/index.mts';
import { sendAs, simulatedSender } from '../simulator/senders/index.mts';

const simulator = useSimulator();

/** Which node an execution waits at, where that is not one of its own. */
type Node = Pick<Parameters<typeof waitingExecution>[1], 'node' | 'workflowId'>;

afterEach(async () => {
	jest.restoreAllMocks();
	await closeResumeUrls();
});

/** An execution that waits for a render, and the delivery of its only variation. */
async function waitForRender(node: Node = {}) {
	const provider = simulator.current.virtualStagingAi;
	provider.variationDurationMs = Infinity;
	provider.holdDeliveries = true;
	const execution = await waitingExecution(actionNodes.virtualStagingAi, {
		...node,
		parameters: { resource: 'render', operation: 'createAndWait', imageUrl: 'https://example.com/room.jpg' },
		credentials: {
			virtualStagingAiApi: { ...provider.credentials, baseUrl: provider.baseUrl, webhookSecret: WEBHOOK_SECRET },
		},
	});
	await execution.sleep([{ json: {} }]);
	const [render] = [...provider.renders.values()].slice(-1);
	const [{ id }] = render.variations.filter(({ index }) => index >= 0);
	const body = { event_type: 'done', render_id: render.id, variation_id: id, timestamp: Date.now() };
	const deliver = async (secret = WEBHOOK_SECRET) =>
		await sendSigned({ provider: 'virtualStagingAi', url: execution.url, body, secret });
	return { execution, deliver, finish: () => provider.finishVariation(id) };
}

/** An execution that waits for a signed webhook, and the delivery that ends its job. */
async function waitForWebhook(node: Node = {}) {
	const sender = simulatedSender('replicate');
	const jobId = randomUUID();
	const execution = await waitingExecution(new SignedWebhook(), {
		...node,
		parameters: { resource: 'webhook', operation: 'wait', sender: 'replicate', jobId },
		credentials: { signedWebhookApi: { webhookSecret: sender.secret } },
	});
	await execution.sleep([{ json: {} }]);
	const [{ body }] = sender.deliveries(jobId, new Date());
	const deliver = async (secret = sender.secret) => await sendAs(sender, execution.url, body, { secret });
	return { execution, deliver, finish: () => {} };
}

describe.each([
	['Create and Wait', waitForRender],
	['Wait for Webhook', waitForWebhook],
])('a delivery to %s', (_, wait) => {
	it('resumes the execution', async () => {
		const { execution, deliver, finish } = await wait();
		finish();
		expect(await deliver()).toMatchObject({ status: 200, body: '{"received":true}' });
		expect(execution.resumed).toMatchObject([[{ json: { status: 'completed' } }]]);
	});

	it('that is refused leaves a log line with the execution, the node and the reason', async () => {
		const { execution, deliver } = await wait();
		const warnings = collectWarnings();
		expect(await deliver(Buffer.alloc(32, 9).toString('base64'))).toMatchObject({ status: 401 });
		expect(execution.resumed).toEqual([]);
		expect(warnings).toEqual([expect.stringContaining('A delivery was refused: its signature does not match.')]);
		expect(warnings[0]).toContain('Node under test');
		expect(warnings[0]).toContain(execution.id);
		expect(warnings[0]).toMatch(/sender (?:::ffff:)?127\.0\.0\.1\)/);
	});

	it('that is refused leaves a log line for each execution that waits at the node', async () => {
		const warnings = collectWarnings();
		const wrong = Buffer.alloc(32, 9).toString('base64');
		const node = { node: { id: randomUUID(), webhookId: randomUUID() }, workflowId: randomUUID() };
		const waits = [await wait(node), await wait(node)];
		for (const { deliver } of waits) {
			await deliver(wrong);
			await deliver(wrong);
		}
		expect(warnings).toHaveLength(2);
		for (const [index, { execution }] of waits.entries()) expect(warnings[index]).toContain(execution.id);
	});
});
