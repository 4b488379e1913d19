import type { Browser } from 'playwright-core';

import { inRepository } from '../harness/paths.mts';
import type { WorkflowNode } from '../harness/n8n-types.mts';
import { createChain, manualTrigger } from '../support/action-workflow.mts';
import { exampleNames, readExample } from '../support/examples.mts';
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

/** What the editor shows as n8n's own address, so that the pictures have a plausible one. */
const PUBLIC_URL = 'https://n8n.example.com';

/** What hovers over the canvas and would cover a part of the workflow, and the dots behind it. */
const AROUND_THE_WORKFLOW =
	'.tab-bar-container, .vue-flow__panel, .vue-flow__background, [data-test-id="canvas-wrapper"] > :not(#canvas)';

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
	const { credential } = providers[provider];

	it('says in its form that it does not work, and then that it does', async () => {
		const { webhookSecret, baseUrl, ...login } = bench.credentialData[provider];
		const [[keyField, key]] = Object.entries(login);
		const { credentials, ...node } = triggerNode(bench, provider);
		expect(credentials).toHaveProperty(credential);
		await editor.openNode(await createChain(bench, node), node.name);
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

describe('the credential of Signed Webhook', () => {
	it('says whether the text can be a secret', async () => {
		const wait: WorkflowNode = {
			name: 'Wait for Replicate',
			type: `${PACKAGE}.signedWebhook`,
			typeVersion: 2,
			parameters: { resource: 'webhook', operation: 'wait', sender: 'replicate' },
		};
		// A node whose type of credential has none yet shows a button in place of the list.
		await bench.client.createCredential('signedWebhookApi', 'Replicate', { webhookSecret: newSecret() });
		await editor.openNode(await createChain(bench, manualTrigger, wait), wait.name);
		await editor.newCredential();
		await editor.fillIn('webhookSecret', 'whsec_c2hvcnQ=');
		await editor.saveCredential();
		await editor.credential.getByText('More details').click();
		await editor.credential.getByText('The Webhook Secret is too short').first().waitFor();
	});
});

describe('the examples', () => {
	it.each(exampleNames())('can be imported: %s', async (name) => {
		await editor.importWorkflow(inRepository(`examples/${name}.json`));
		const nodes = readExample(name).nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		await editor
			.part('canvas-node')
			.nth(nodes.length - 1)
			.waitFor();
		const shown = await editor
			.part('canvas-node')
			.evaluateAll((all) => all.map((each) => each.getAttribute('data-node-name')));
		expect(shown.sort()).toEqual(nodes.map((node) => node.name).sort());
		if (PICTURED.includes(name))
			await takePicture(editor.page, `example-${name}`, editor.part('canvas-wrapper'), {
				without: AROUND_THE_WORKFLOW,
			});
	});
});
