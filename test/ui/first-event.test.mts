/** The README's first event, click by click, and what the action nodes show while they work. */
import type { Browser } from 'playwright-core';

import { inRepository } from '../harness/paths.mts';
import type { WorkflowNode } from '../harness/n8n-types.mts';
import { actionNode, createChain, manualTrigger, runChain } from '../support/action-workflow.mts';
import { newSecret, openWorkbench, PACKAGE, type Workbench } from '../support/workbench.mts';
import { startBrowser } from './support/browser.mts';
import { Editor } from './support/editor.mts';
import { takePicture } from './support/pictures.mts';

let browser: Browser;
let bench: Workbench;
let editor: Editor;

beforeAll(async () => {
	browser = await startBrowser();
	bench = await openWorkbench();
	editor = await Editor.open(browser, bench.n8n.url);
}, 20 * 60_000);

afterAll(async () => {
	await browser?.close();
	await bench?.close();
});

const IMAGE = 'https://example.com/room.jpg';

describe("the README's first event", () => {
	it('arrives, and a forged one does not, by these clicks', async () => {
		const { page } = editor;
		await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await editor.importWorkflow(inRepository('examples/first-event.json'));

		await editor.openNodeOnCanvas('Vigthoria Trigger');
		await editor.newCredential();
		await editor.fillIn('apiKey', 'any text');
		await editor.fillIn('webhookSecret', 'any long text of mine');
		await editor.saveCredential();
		await editor.credential.getByText('Couldn’t connect with these settings').waitFor();
		await editor.closeCredential();
		await editor.node.getByText('Webhook URLs').click();
		await editor.node.getByText('Production URL', { exact: true }).click();
		await editor.node.getByText(`${bench.n8n.url}/webhook/`).click();
		const url = await page.evaluate(async () => await navigator.clipboard.readText());
		expect(url).toContain('/webhook/');
		await editor.closeNode();

		await editor.openNodeOnCanvas('Send a Test Event');
		await editor.part('parameter-input-url', editor.node).locator('input').fill(url);
		await editor.closeNode();
		await editor.publish();

		await editor.openNodeOnCanvas('Send a Test Event');
		const output = editor.part('output-panel');
		await editor.part('node-execute-button').click();
		await output.getByText('"received": true').or(output.getByText('200', { exact: true })).first().waitFor();

		await editor.newCredential();
		await editor.fillIn('apiKey', 'any text');
		await editor.fillIn('webhookSecret', 'the guess of a forger');
		await editor.saveCredential();
		await editor.credential.getByText('Couldn’t connect with these settings').waitFor();
		await editor.closeCredential();
		await editor.part('node-execute-button').click();
		await output.getByText('Does its credential have the same Webhook Secret?').waitFor();
		await takePicture(page, 'test-event', output);
	});
});

describe('a list of IDs', () => {
	it('offers the renders of the account', async () => {
		const create = { imageUrl: IMAGE, removeFurniture: 'off' };
		for (let count = 0; count < 3; count++) await runChain(bench, actionNode(bench, 'virtualStagingAi', 'render:create', create));
		const [newest] = [...bench.simulator.virtualStagingAi.renders.keys()].slice(-1);
		const get = actionNode(bench, 'virtualStagingAi', 'render:get', {}, { name: 'Get a Render' });
		await editor.openNode(await createChain(bench, manualTrigger, get), get.name);
		await editor.part('resource-locator-renderId').locator('input').last().click();
		await editor.page.getByText(newest).first().waitFor();
		await takePicture(editor.page, 'resource-list', editor.part('ndv-parameters').or(editor.node).first());
	});
});

describe('Create and Wait', () => {
	it('tells in its item that the time limit passed, and how to get the result', async () => {
		bench.simulator.virtualStagingAi.variationDurationMs = Infinity;
		const stage = actionNode(
			bench,
			'virtualStagingAi',
			'render:createAndWait',
			{ imageUrl: IMAGE, removeFurniture: 'off', limitWaitMinutes: 1 },
			{ name: 'Stage and Wait' },
		);
		await editor.openNode(await createChain(bench, manualTrigger, stage), stage.name);
		await editor.part('node-execute-button').click();
		const output = editor.part('output-panel');
		await output.getByText('goes on by itself as soon as everything is finished, at the latest after 1 minutes').waitFor();
		await output.getByText('Limit Wait (1 minute) passed').first().waitFor({ timeout: 150_000 });
		await output.getByText('Schema', { exact: true }).click();
		await output.getByText('Limit Wait (1 minute) passed').first().waitFor();
		await takePicture(editor.page, 'limit-wait', output);
	}, 300_000);
});

describe('Signed Webhook', () => {
	it('says on the canvas what it waits for', async () => {
		const { id, name } = await bench.client.createCredential('signedWebhookApi', 'Replicate', { webhookSecret: newSecret() });
		const wait: WorkflowNode = {
			name: 'Wait for Replicate',
			type: `${PACKAGE}.signedWebhook`,
			typeVersion: 2,
			parameters: { resource: 'webhook', operation: 'wait', sender: 'replicate', jobId: 'job_1' },
			credentials: { signedWebhookApi: { id, name } },
		};
		await editor.openWorkflow(await createChain(bench, manualTrigger, wait));
		await editor.part('execute-workflow-button').first().click();
		await editor.page.getByText('Waiting for a signed webhook at the resume URL').waitFor();
		await takePicture(editor.page, 'signed-webhook-waiting', editor.part('canvas-wrapper'));
	});

	it('tests in its credential whether the text can be a secret', async () => {
		const wait: WorkflowNode = {
			name: 'Wait',
			type: `${PACKAGE}.signedWebhook`,
			typeVersion: 2,
			parameters: { resource: 'webhook', operation: 'wait', sender: 'replicate' },
		};
		await editor.openNode(await createChain(bench, manualTrigger, wait), wait.name);
		await editor.newCredential();
		await editor.fillIn('webhookSecret', 'whsec_c2hvcnQ=');
		await editor.saveCredential();
		await editor.credential.getByText('More details').click();
		await editor.credential.getByText('The Webhook Secret is too short').first().waitFor();
		await takePicture(editor.page, 'credential-signed-webhook', editor.credential);
	});
});
