import type { Browser } from 'playwright-core';

import { inRepository } from '../harness/paths.mts';
import type { StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { exampleNames, readExample } from '../support/examples.mts';
import { openWorkbench, PACKAGE, type ProviderName, providers, triggerNode, type Workbench } from '../support/workbench.mts';
import { startBrowser } from './support/browser.mts';
import { Editor } from './support/editor.mts';
import { takePicture } from './support/pictures.mts';

/** What the editor shows as n8n's own address, so that the pictures have a plausible one. */
const PUBLIC_URL = 'https://n8n.example.com';

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
