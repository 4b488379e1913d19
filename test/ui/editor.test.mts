import type { Browser } from 'playwright-core';

import { inRepository } from '../harness/paths.mts';
import type { StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { sendSigned, vigthoriaSample, virtualStagingAiSample } from '../simulator/index.mts';
import { exampleNames, readExample } from '../support/examples.mts';
import { newSecret, openWorkbench, PACKAGE, type ProviderName, providers, triggerNode, type Workbench } from '../support/workbench.mts';
import { startBrowser } from './support/browser.mts';
import { Editor } from './support/editor.mts';
import { takePicture } from './support/pictures.mts';

/** What the editor shows as n8n's own address, so that the pictures have a plausible one. */
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

/** What hovers over the canvas and would cover a part of the workflow, and the dots behind it. */
const AROUND_THE_WORKFLOW = '.tab-bar-container, .vue-flow__panel, .vue-flow__background, [data-test-id="canvas-wrapper"] > :not(#canvas)';

/** The examples that the documentation shows. */
const PICTURED = ['one-handler-for-all-providers', 'stage-a-listing-photo'];

let browser: Browser;
let bench: Workbench;
let editor: Editor;

beforeAll(async () => {
	// First, since it says at once if it is missing.
	browser = await startBrowser();
	bench = await openWorkbench({ webhookUrl: PUBLIC_URL });
	editor = await Editor.open(browser, bench.n8n.url);
}, 20 * 60_000);

afterAll(async () => {
	await browser?.close();
	await bench?.close();
});

const names = Object.keys(providers) as ProviderName[];

const inOneLine = (...nodes: WorkflowNode[]) => ({
	nodes,
	connections: Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	),
});

const start: WorkflowNode = { name: 'When Clicked', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };

function actionNode(provider: ProviderName, name: string, parameters: Record<string, unknown>): WorkflowNode {
	const { node, credential } = providers[provider];
	const { id, name: credentialName } = bench.credentials[provider];
	return {
		name,
		type: `${PACKAGE}.${node}`,
		typeVersion: 2,
		parameters,
		credentials: { [credential]: { id, name: credentialName } },
	};
}

function pictured(provider: ProviderName): WorkflowNode {
	const { webhookId, events } = TRIGGERS[provider];
	return { ...triggerNode(bench, provider, { events }), webhookId };
}

const createWorkflow = async (name: string, ...nodes: WorkflowNode[]): Promise<StoredWorkflow> =>
	await bench.client.createWorkflow({ name, ...inOneLine(...nodes) });

describe('the nodes panel', () => {
	it.each([
		['staging', 'Virtual Staging AI'],
		['product image', 'ListingRVA AI'],
		['music', 'Vigthoria'],
	])('finds a node by what it is for: %s', async (text, title) => {
		const found = await editor.searchNodes(text);
		await found.filter({ hasText: title }).first().waitFor();
	});

	it.each([
		['listingRva', 'Generate an image'],
		['virtualStagingAi', 'Create a render and wait for its results'],
		['vigthoria', 'Generate music'],
	] as const)('offers the events and the operations of %s', async (provider, operation) => {
		const { title } = providers[provider];
		const found = await editor.searchNodes(title);
		await found.filter({ hasText: title }).first().click();
		await editor.page.getByText('On any event').waitFor();
		await editor.page.getByText(/^Triggers \(\d+\)/).click();
		await editor.page.getByText(/^Actions \(\d+\)/).click();
		await editor.page.getByText(operation).waitFor();
		if (provider === 'virtualStagingAi') await takePicture(editor.page, 'nodes-panel', editor.part('node-creator'), { height: 1_250 });
	});
});

describe.each(names)('the credential of %s', (provider) => {
	const { title, credential } = providers[provider];

	it('says in its form that it does not work, and then that it does', async () => {
		const { webhookSecret, baseUrl, ...login } = bench.credentialData[provider];
		const [[keyField, key]] = Object.entries(login);
		const { credentials, ...node } = triggerNode(bench, provider);
		expect(credentials).toHaveProperty(credential);
		await editor.openNode(await createWorkflow(`Credential of ${title}`, node), node.name);
		await editor.newCredential();

		await editor.fillIn(keyField, 'this-is-not-the-key');
		await editor.fillIn('webhookSecret', webhookSecret);
		await takePicture(editor.page, `credential-${provider}`, editor.credential);
		await editor.fillIn('baseUrl', baseUrl);
		await editor.saveCredential();
		await editor.credential.getByText('Couldn’t connect with these settings').waitFor();

		await editor.fillIn(keyField, key);
		await editor.saveCredential();
		// A working credential closes the form, and the node has it.
		await editor.credential.waitFor({ state: 'hidden' });
		await editor.part('credential-edit-button').click();
		await editor.part('credentials-config-container-test-success').waitFor();
	});
});

describe('a trigger in the editor', () => {
	it.each(names)('says what to do next: %s', async (provider) => {
		const node = pictured(provider);
		await editor.openNode(await createWorkflow(`Trigger of ${provider}`, node), node.name);
		await editor.page.getByText('Webhook URLs').click();
		await editor.node.getByText(`${PUBLIC_URL}/webhook-test/`).waitFor();
		await editor.page.getByText('When will this node trigger my flow?').click();
		for (const text of ['While building:', 'click Execute step', 'In production:', 'publish (activate) the workflow']) {
			await editor.node.getByText(text).first().waitFor();
		}
		await takePicture(editor.page, `trigger-${provider}`, editor.node);
	});

	it('listens for a test event, verifies it, and shows its fields', async () => {
		const node = pictured('virtualStagingAi');
		const workflow = await createWorkflow('Staged photos', node);
		await editor.openNode(workflow, node.name);
		await editor.page.getByText('Webhook URLs').click();
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
		await editor.part('output-panel').getByText('its signature does not match').first().waitFor();
	});
});

describe('an action in the editor', () => {
	it('announces its output to the next node before it has run', async () => {
		const stage = actionNode('virtualStagingAi', 'Stage and Wait', {
			resource: 'render',
			operation: 'createAndWait',
			imageUrl: 'https://example.com/room.jpg',
		});
		const fields: WorkflowNode = {
			name: 'Edit Fields',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { assignments: { assignments: [] }, options: {} },
		};
		await editor.openNode(await createWorkflow('Announced', start, stage, fields), fields.name);
		await editor.node.getByText('Usually outputs the following fields').waitFor();
		for (const field of ['provider', 'status', 'optimizedUrl', 'variationId']) {
			await editor.node.getByText(field, { exact: true }).first().waitFor();
		}
		await takePicture(editor.page, 'output-preview', editor.node);
	});

	it('shows what it can do and asks for what it needs', async () => {
		const stage = actionNode('virtualStagingAi', 'Stage and Wait', {
			resource: 'render',
			operation: 'createAndWait',
			imageUrl: 'https://example.com/room.jpg',
			variationCount: 3,
		});
		await editor.openNode(await createWorkflow('Staging', start, stage), stage.name);
		for (const label of ['Resource', 'Operation', 'Image Source', 'Image URL', 'Processing', 'Room Type', 'Style']) {
			await editor.node.getByText(label, { exact: true }).first().waitFor();
		}
		await takePicture(editor.page, 'action', editor.node);
	});

	it('explains in the error panel what happened and what to do', async () => {
		const { accessToken } = bench.simulator.listingRva.credentials;
		const node = actionNode('listingRva', 'ListingRVA AI', { resource: 'webhook', operation: 'getAll' });
		await editor.openNode(await createWorkflow('Refused', start, node), node.name);
		bench.simulator.listingRva.credentials.accessToken = 'of the next session';
		try {
			await editor.part('node-execute-button').click();
			await editor.node.getByText('ListingRVA AI refused the Access Token').first().waitFor();
			await editor.node.getByText('enter a current Access Token').first().waitFor();
			await takePicture(editor.page, 'error', editor.node);
		} finally {
			bench.simulator.listingRva.credentials.accessToken = accessToken;
		}
	});
});

describe('the examples', () => {
	it.each(exampleNames())('can be imported: %s', async (name) => {
		await editor.importWorkflow(inRepository(`examples/${name}.json`));
		const nodes = readExample(name).nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		await editor.part('canvas-node').nth(nodes.length - 1).waitFor();
		const shown = await editor.part('canvas-node').evaluateAll((all) => all.map((each) => each.getAttribute('data-node-name')));
		expect(shown.sort()).toEqual(nodes.map((node) => node.name).sort());
		if (PICTURED.includes(name)) await takePicture(editor.page, `example-${name}`, editor.part('canvas-wrapper'), { without: AROUND_THE_WORKFLOW });
	});
});
