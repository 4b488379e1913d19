/** Senders by name, click by click: GitHub, Zoom with its handshake, and Luma, whose proof is a callback URL. */
import type { Browser } from 'playwright-core';

import type { WorkflowNode } from '../harness/n8n-types.mts';
import { createChain, manualTrigger } from '../support/action-workflow.mts';
import { secretFor } from '../support/documented/catalogue-signer.mts';
import { deliveryOf, type FactsDelivery, factsBySender } from '../support/documented/facts.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
import { newSecret, openWorkbench, PACKAGE, type Workbench } from '../support/workbench.mts';
import { startBrowser } from './support/browser.mts';
import { Editor } from './support/editor.mts';

/** From the empty canvas to the published workflow whose URL is copied. A credential beside another one takes one more. */
const MAX_CLICKS = 10;

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

async function post(url: string, { headers, body }: { headers?: Record<string, string>; body: Buffer | string }) {
	const json = { 'content-type': 'application/json' };
	const response = await fetch(url, {
		method: 'POST',
		headers: headers ?? json,
		body: new Uint8Array(Buffer.from(body)),
	});
	return { status: response.status, body: await response.text() };
}

/** Sets a sender up as its user does. */
async function setUp(sender: 'gitHub' | 'zoom', search: string, action: string) {
	const { signs } = factsBySender[sender];
	const { secret, signingKey } = secretFor(signs);
	await editor.addTrigger(search, action);
	await editor.connect(secret);
	const url = await editor.copyProductionUrl();
	await editor.page.keyboard.press('Escape');
	await editor.node.waitFor({ state: 'hidden' });
	await editor.part('workflow-open-publish-modal-button').click();
	await editor.part('workflow-publish-button').click();
	const { clicks } = editor;
	await editor.page.getByText('Got it', { exact: true }).click();
	const deliver = async (options: Partial<FactsDelivery> = {}) =>
		await post(url, deliveryOf(sender, factsBySender[sender], { now: Date.now(), url, signingKey, ...options }));
	return { clicks, deliver, forger: secretFor(signs).signingKey };
}

const executionCount = async () => (await bench.client.executions({})).length;

it('GitHub starts the workflow after ten clicks, and a forger does not', async () => {
	const { clicks, deliver, forger } = await setUp('gitHub', 'github webhook', 'On a webhook from GitHub');
	expect(clicks).toBeLessThanOrEqual(MAX_CLICKS);
	expect(await deliver({ signingKey: forger })).toMatchObject({ status: 401 });
	expect(await executionCount()).toBe(0);
	expect(await deliver({ event: 'pull_request' })).toMatchObject({ status: 200, body: '{"received":true}' });
	const [{ id }] = await bench.client.executions({});
	await bench.client.waitForExecution(id);
	expect(await executionCount()).toBe(1);
});

it('Zoom is answered when it checks the URL, and starts the workflow', async () => {
	const before = await executionCount();
	const { clicks, deliver, forger } = await setUp('zoom', 'zoom webhook', 'On a webhook from Zoom');
	expect(clicks).toBeLessThanOrEqual(MAX_CLICKS + 1);
	const body = JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' } });
	const validation = await deliver({ body });
	expect(JSON.parse(validation.body)).toEqual({
		plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
		encryptedToken: expect.stringMatching(/^[0-9a-f]{64}$/),
	});
	expect(await deliver({ body, signingKey: forger })).toMatchObject({ status: 401 });
	expect(await deliver({ signingKey: forger })).toMatchObject({ status: 401 });
	expect(await executionCount()).toBe(before);
	expect(await deliver({ event: 'meeting.started' })).toMatchObject({ status: 200, body: '{"received":true}' });
	expect(await executionCount()).toBe(before + 1);
});

it('Luma ends a wait by the callback URL of the job, and a forger does not', async () => {
	const luma = await startJobService();
	try {
		const create: WorkflowNode = {
			name: 'Create Callback URL',
			type: `${PACKAGE}.signedWebhook`,
			typeVersion: 2,
			parameters: { resource: 'webhook', operation: 'createCallbackUrl' },
		};
		const start = startJobNode(luma.url);
		const body = "={{ JSON.stringify({ webhook: $('Create Callback URL').first().json.url }) }}";
		const wait: WorkflowNode = {
			name: 'Wait for Luma',
			type: `${PACKAGE}.signedWebhook`,
			typeVersion: 2,
			parameters: { resource: 'webhook', operation: 'wait', sender: 'luma', jobId: '={{ $json.id }}' },
		};
		const withBody = { ...start, parameters: { ...start.parameters, jsonBody: body } };
		const workflow = await createChain(bench, manualTrigger, create, withBody, wait);
		await editor.openWorkflow(workflow);

		await editor.openNodeOnCanvas(create.name);
		await editor.connect(newSecret());
		const credential = await editor.part('node-credentials-select').locator('input').inputValue();
		await editor.closeNode();
		await editor.openNodeOnCanvas(wait.name);
		await editor.chooseCredential(credential);
		await editor.closeNode();
		await editor.part('execute-workflow-button').first().click();
		const [{ status }] = await bench.client.waitForExecutions(workflow.id, 1);
		expect(status).toBe('waiting');

		const [job] = luma.jobs;
		const done = JSON.stringify({ id: job.id, state: 'completed', assets: { video: 'https://example.com/video.mp4' } });
		const forged = new URL(job.webhook);
		const token = forged.searchParams.get('callback')!;
		forged.searchParams.set('callback', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`);
		expect(await post(forged.href, { body: done })).toMatchObject({ status: 401 });
		expect(await post(job.webhook, { body: done })).toMatchObject({ status: 200 });
		await editor.part('canvas-node-status-success').nth(3).waitFor();
	} finally {
		luma.close();
	}
});
