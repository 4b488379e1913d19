import getPort from 'get-port';
import type { Browser } from 'playwright-core';

import type { StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { sendSigned, vigthoriaSample, virtualStagingAiSample } from '../simulator/index.mts';
import {
	newSecret,
	openWorkbench,
	PACKAGE,
	type ProviderName,
	providers,
	triggerNode,
	type Workbench,
} from '../support/workbench.mts';
import { startBrowser } from './support/browser.mts';
import { Editor } from './support/editor.mts';
import { takePicture } from './support/pictures.mts';

/** What the editor shows as n8n's own address, so that the pictures have a plausible one. n8n itself does not reach it. */
const PUBLIC_URL = 'https://n8n.example.com';

/** The triggers as the documentation shows them, with addresses that are the same in every run. */
const TRIGGERS: Record<ProviderName, { webhookId: string; events: string[] }> = {
	listingRva: { webhookId: '5f1c8a52-90b3-4d0e-a7c6-1d2b43e8f905', events: ['image.generated'] },
	virtualStagingAi: { webhookId: 'ce8df628-e28a-4736-b280-b4318bc3090f', events: ['done', 'error'] },
	vigthoria: {
		webhookId: '83b7d4e1-2c6a-4f59-9e08-6ab0c5d7f312',
		events: ['generation.completed', 'generation.failed'],
	},
};

let browser: Browser;
let bench: Workbench;
let editor: Editor;

beforeAll(async () => {
	// First, since it says at once if it is missing.
	browser = await startBrowser();
	const port = await getPort({ host: '127.0.0.1' });
	bench = await openWorkbench({
		port,
		webhookUrl: PUBLIC_URL,
		env: { N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}` },
	});
	editor = await Editor.open(browser, bench.n8n.url);
}, 20 * 60_000);

afterAll(async () => {
	await browser?.close();
	await bench?.close();
});

const names = Object.keys(providers) as ProviderName[];

function pictured(provider: ProviderName): WorkflowNode {
	const { webhookId, events } = TRIGGERS[provider];
	return { ...triggerNode(bench, provider, { events }), webhookId };
}

const createWorkflow = async (name: string, node: WorkflowNode): Promise<StoredWorkflow> =>
	await bench.client.createWorkflow({ name, nodes: [node], connections: {} });

describe('the nodes panel', () => {
	it.each([
		['listingRva', 'On image generated', 'Generate an image'],
		['virtualStagingAi', 'On variation ready', 'Create a render and wait for its results'],
		['vigthoria', 'On generation completed', 'Generate music'],
	] as const)('offers the events and the operations of %s', async (provider, event, operation) => {
		const { title } = providers[provider];
		const found = await editor.searchNodes(title);
		await found.filter({ hasText: title }).first().click();
		await editor.page.getByText('On any event').waitFor();
		await editor.page.getByText(event).waitFor();
		await editor.page.getByText(/^Triggers \(\d+\)/).click();
		await editor.page.getByText(/^Actions \(\d+\)/).click();
		await editor.page.getByText(operation).waitFor();
		if (provider === 'virtualStagingAi')
			await takePicture(editor.page, 'nodes-panel', editor.part('node-creator'), { height: 1_000 });
	});

	it('finds the Signed Webhook nodes by what they do, and offers their senders', async () => {
		const found = await editor.searchNodes('verify webhook signature');
		await found.filter({ hasText: 'Signed Webhook' }).first().click();
		await editor.page.getByText('On a webhook from Replicate').click();
		await editor.node.getByText('webhook_events_filter').first().waitFor();
	});
});

describe('a trigger in the editor', () => {
	it.each(names)('says what to do next: %s', async (provider) => {
		const node = pictured(provider);
		await editor.openNode(await createWorkflow(`Trigger of ${provider}`, node), node.name);
		await editor.openWebhookUrls();
		await editor.node.getByText(`${PUBLIC_URL}/webhook-test/`).waitFor();
		await editor.page.getByText('When will this node trigger my flow?').click();
		for (const text of [
			'While building:',
			'Execute step',
			'Use a Sample Event',
			'In production:',
			'publish (activate) the workflow',
		]) {
			await editor.node.getByText(text).first().waitFor();
		}
		await takePicture(editor.page, `trigger-${provider}`, editor.node);
	});

	it('listens for a test event, verifies it, and shows its fields', async () => {
		const node = pictured('virtualStagingAi');
		const workflow = await createWorkflow('Staged photos', node);
		await editor.openNode(workflow, node.name);
		await editor.openWebhookUrls();
		await editor.node.getByText(`${PUBLIC_URL}/webhook-test/`).waitFor();
		await editor.part('trigger-execute-button').click();
		await editor.node.getByText('Listening for test event').waitFor();
		const attempt = await sendSigned({
			provider: 'virtualStagingAi',
			url: bench.client.webhookUrl(workflow, node.name, { test: true }),
			secret: bench.credentialData.virtualStagingAi.webhookSecret,
			body: virtualStagingAiSample('done', {
				render_id: 'rnd_abc123',
				variation_id: 'var_xyz789',
				base_variation_id: 'var_removal123',
				timestamp: 1634567890123,
				result: {
					url: 'https://results.example.com/image.jpg',
					optimized_url: 'https://results.example.com/image_optimized.webp',
					thumbnail_url: 'https://results.example.com/image_thumb.jpg',
				},
			}),
		});
		expect(attempt).toMatchObject({ status: 200, body: '{"received":true}' });

		const output = editor.part('output-panel');
		await output.getByText('1 item').waitFor();
		await output.getByText('Schema', { exact: true }).click();
		await output.getByText('rnd_abc123|var_xyz789|done').waitFor();
		const fields = await editor.part('run-data-schema-item', output).allInnerTexts();
		for (const field of ['provider', 'event', 'status', 'jobId', 'results', 'body']) {
			expect(fields.some((text) => text.split('\n')[0] === field)).toBe(true);
		}
		await takePicture(editor.page, 'event', editor.node);
	});

	it('shows why a test delivery was refused', async () => {
		const node = pictured('vigthoria');
		const workflow = await createWorkflow('Refused', node);
		await editor.openNode(workflow, node.name);
		await editor.part('trigger-execute-button').click();
		await editor.node.getByText('Listening for test event').waitFor();
		const url = bench.client.webhookUrl(workflow, node.name, { test: true });
		const attempt = await sendSigned({
			provider: 'vigthoria',
			url,
			secret: newSecret(),
			body: vigthoriaSample('generation.completed'),
		});
		expect(attempt).toMatchObject({ status: 401 });
		const output = editor.part('output-panel');
		await output.getByText('its signature does not match').first().waitFor();
		await takePicture(editor.page, 'test-refused', output, { height: 460 });
	});

	it('does not tell a published workflow to be published', async () => {
		const node = pictured('vigthoria');
		const workflow = await createWorkflow('Published', node);
		await bench.client.activateAndWait(workflow.id);
		await editor.openNode(workflow, node.name);
		await editor.node.getByText('Published. Verified events that Vigthoria sends').waitFor();
		await editor.page.getByText('When will this node trigger my flow?').click();
		await editor.node.getByText('Once n8n shows the workflow as published').waitFor();
		// The panel alone: its texts are what differs.
		await takePicture(editor.page, 'trigger-published', editor.part('trigger-header').locator('xpath=../..'));
		await bench.client.deactivate(workflow.id);
	});

	it('brings a sample by itself where it is told to', async () => {
		const { parameters, ...node } = pictured('vigthoria');
		const sampled = { ...node, parameters: { ...parameters, options: { whenTesting: 'sampleEvent' } } };
		await editor.openNode(await createWorkflow('Sample', sampled), node.name);
		await editor.part('trigger-execute-button').click();
		const output = editor.part('output-panel');
		await output.getByText('1 item').waitFor();
		await output.getByText('Schema', { exact: true }).click();
		await output
			.getByText(/evt_sample_generation\.completed/)
			.first()
			.waitFor();
		expect(await editor.node.getByText('Listening for test event').count()).toBe(0);
		await takePicture(editor.page, 'sample-event', output, { height: 480 });
	});

	it('of any sender says where the URL goes and where the secret comes from', async () => {
		const webhookSecret = `whsec_${Buffer.from(newSecret()).toString('base64')}`;
		const credential = await bench.client.createCredential('signedWebhookApi', 'Replicate', { webhookSecret });
		const node: WorkflowNode = {
			name: 'Signed Webhook Trigger',
			type: `${PACKAGE}.signedWebhookTrigger`,
			typeVersion: 2,
			webhookId: '1d0e5c07-6b1e-4c0a-9f3e-52a7e4d80b61',
			parameters: { sender: 'replicate', events: ['succeeded', 'failed'], options: {} },
			credentials: { signedWebhookApi: { id: credential.id, name: credential.name } },
		};
		await editor.openNode(await createWorkflow('Any sender', node), node.name);
		await editor.node.getByText('webhook_events_filter').first().waitFor();
		await editor.openWebhookUrls();
		await editor.node.getByText(`${PUBLIC_URL}/webhook-test/`).waitFor();
		await editor.page.getByText('When will this node trigger my flow?').click();
		await editor.node.getByText('give its Production URL to the sender').first().waitFor();
		await takePicture(editor.page, 'trigger-signedWebhook', editor.part('node-parameters'));
	});
});
