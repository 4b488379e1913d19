/** What the action nodes show in n8n's editor. */
import type { Browser } from 'playwright-core';

import type { WorkflowNode } from '../harness/n8n-types.mts';
import { actionNode, createChain, manualTrigger, runChain } from '../support/action-workflow.mts';
import { newSecret, openWorkbench, PACKAGE, type Workbench } from '../support/workbench.mts';
import { startBrowser } from './support/browser.mts';
import { Editor } from './support/editor.mts';
import { takePicture } from './support/pictures.mts';

let browser: Browser;
let bench: Workbench;
let editor: Editor;
/** A window in which Create and Wait reaches its time limit while the other tests run. */
let sleeper: Editor;

beforeAll(async () => {
	browser = await startBrowser();
	bench = await openWorkbench();
	sleeper = await Editor.open(browser, bench.n8n.url);
	await beginToWait();
	editor = await Editor.open(browser, bench.n8n.url);
}, 20 * 60_000);

afterAll(async () => {
	await browser?.close();
	await bench?.close();
});

const IMAGE = 'https://example.com/room.jpg';

/** Runs Create and Wait, with a render that is never finished. */
async function beginToWait(): Promise<void> {
	const { virtualStagingAi } = bench.simulator;
	const { variationDurationMs } = virtualStagingAi;
	virtualStagingAi.variationDurationMs = Infinity;
	const stage = actionNode(
		bench,
		'virtualStagingAi',
		'render:createAndWait',
		{ imageUrl: IMAGE, removeFurniture: 'off', limitWaitMinutes: 1 },
		{ name: 'Stage and Wait' },
	);
	await sleeper.openNode(await createChain(bench, manualTrigger, stage), stage.name);
	await sleeper.part('node-execute-button').click();
	await sleeper.part('output-panel').getByText('or when Limit Wait (1 min) has passed').waitFor();
	virtualStagingAi.variationDurationMs = variationDurationMs;
}

describe('an action in the editor', () => {
	it('announces its output to the next node before it has run', async () => {
		const stage = actionNode(
			bench,
			'virtualStagingAi',
			'render:createAndWait',
			{ imageUrl: IMAGE },
			{ name: 'Stage and Wait' },
		);
		const fields: WorkflowNode = {
			name: 'Edit Fields',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { assignments: { assignments: [] }, options: {} },
		};
		await editor.openNode(await createChain(bench, manualTrigger, stage, fields), fields.name);
		await editor.node.getByText('Usually outputs the following fields').waitFor();
		for (const field of ['provider', 'status', 'optimizedUrl', 'variationId']) {
			await editor.node.getByText(field, { exact: true }).first().waitFor();
		}
		await takePicture(editor.page, 'output-preview', editor.node);
	});

	it('shows what it can do and asks for what it needs', async () => {
		const stage = actionNode(
			bench,
			'virtualStagingAi',
			'render:createAndWait',
			{ imageUrl: IMAGE, variationCount: 3 },
			{ name: 'Stage and Wait' },
		);
		await editor.openNode(await createChain(bench, manualTrigger, stage), stage.name);
		for (const label of ['Resource', 'Operation', 'Image Source', 'Image URL', 'Processing', 'Room Type', 'Style']) {
			await editor.node.getByText(label, { exact: true }).first().waitFor();
		}
		await takePicture(editor.page, 'action', editor.node);
	});

	it('explains in the error panel what happened and what to do', async () => {
		const { accessToken } = bench.simulator.listingRva.credentials;
		const node = actionNode(bench, 'listingRva', 'webhook:getAll');
		await editor.openNode(await createChain(bench, manualTrigger, node), node.name);
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

describe('a list of IDs', () => {
	it('offers the renders of the account', async () => {
		const create = { imageUrl: IMAGE, removeFurniture: 'off' };
		for (let count = 0; count < 3; count++)
			await runChain(bench, actionNode(bench, 'virtualStagingAi', 'render:create', create));
		const [newest] = [...bench.simulator.virtualStagingAi.renders.keys()].slice(-1);
		const get = actionNode(bench, 'virtualStagingAi', 'render:get', {}, { name: 'Get a Render' });
		await editor.openNode(await createChain(bench, manualTrigger, get), get.name);
		await editor.part('resource-locator-renderId').locator('input').last().click();
		await editor.page.getByText(newest).first().waitFor();
		await takePicture(editor.page, 'resource-list', editor.part('node-parameters'));
	});
});

describe('a node that waits', () => {
	it('says what it waits for', async () => {
		const { id, name } = await bench.client.createCredential('signedWebhookApi', 'Replicate', {
			webhookSecret: newSecret(),
		});
		const wait: WorkflowNode = {
			name: 'Wait for Replicate',
			type: `${PACKAGE}.signedWebhook`,
			typeVersion: 2,
			parameters: { resource: 'webhook', operation: 'wait', sender: 'replicate', jobId: 'job_1' },
			credentials: { signedWebhookApi: { id, name } },
		};
		await editor.openNode(await createChain(bench, manualTrigger, wait), wait.name);
		await editor.part('node-execute-button').click();
		const output = editor.part('output-panel');
		await output.getByText('or when Limit Wait (60 min) has passed').waitFor();
		await takePicture(editor.page, 'waiting', output, { height: 460 });
	});

	it('says in its item that Limit Wait has passed, and how to get the result', async () => {
		const output = sleeper.part('output-panel');
		const issue = output.getByText('Limit Wait (1 minute) passed').first();
		await issue.waitFor({ timeout: 150_000 });
		// It is in the last column.
		await issue.scrollIntoViewIfNeeded();
		await takePicture(sleeper.page, 'limit-wait', output, { height: 700 });
	}, 200_000);
});
