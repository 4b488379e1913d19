/** What the README's first picture shows: a forged delivery is refused and starts nothing, an authentic one starts the workflow. */
import type { Browser } from 'playwright-core';

import type { WorkflowNode } from '../harness/n8n-types.mts';
import { waitUntil } from '../harness/sleep.mts';
import { sendSigned, vigthoriaSample } from '../simulator/index.mts';
import { manualTrigger, received } from '../support/action-workflow.mts';
import { openWorkbench, providers, triggerNode, type Workbench } from '../support/workbench.mts';
import { startBrowser } from './support/browser.mts';
import { Editor } from './support/editor.mts';
import { beginSeries } from './support/pictures.mts';

/** Colours of notes on n8n's canvas. */
const [RED, GREEN] = [3, 4];

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

const note = (name: string, content: string, color: number, top: number): WorkflowNode => ({
	name,
	type: 'n8n-nodes-base.stickyNote',
	typeVersion: 1,
	position: [-100, top],
	parameters: { content, color, width: 660, height: 240 },
});

const noteOnCanvas = (text: string) => editor.part('sticky').filter({ hasText: text });

const delivery = vigthoriaSample('generation.completed');

/** Somebody who knows the address, and not the secret. */
const forger: WorkflowNode = {
	name: 'Send a Forged Delivery',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	position: [300, 0],
	parameters: {
		method: 'POST',
		url: '',
		sendHeaders: true,
		headerParameters: { parameters: [{ name: 'X-Vigthoria-Signature', value: `sha256=${'0'.repeat(64)}` }] },
		sendBody: true,
		specifyBody: 'json',
		jsonBody: JSON.stringify(delivery),
		options: {},
	},
};

it('starts the workflow for an authentic delivery, not for a forged one', async () => {
	const trigger: WorkflowNode = { ...triggerNode(bench, 'vigthoria'), position: [0, 320] };
	const release: WorkflowNode = { ...received, name: 'Release the Song', position: [300, 320] };
	const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
	const workflow = await bench.client.createWorkflow({
		name: 'Release finished songs',
		nodes: [
			note('Forged', '## A forged delivery: refused (401), starts nothing', RED, -100),
			note('Signed', `## Signed by ${providers.vigthoria.title}: accepted (200), runs the workflow`, GREEN, 220),
			{ ...manualTrigger, position: [0, 0] },
			forger,
			trigger,
			release,
		],
		connections: { [manualTrigger.name]: to(forger.name), [trigger.name]: to(release.name) },
	});
	const url = bench.client.webhookUrl(workflow, trigger.name);
	const testUrl = bench.client.webhookUrl(workflow, trigger.name, { test: true });
	const nodes = workflow.nodes.map((node) =>
		node.name === forger.name ? { ...node, parameters: { ...node.parameters, url } } : node,
	);
	await bench.client.updateWorkflow(workflow.id, { nodes });
	await bench.client.activateAndWait(workflow.id, [new URL(url).pathname.slice('/webhook/'.length)]);
	const series = beginSeries(editor.page, 'forged-delivery');
	await editor.openWorkflow(workflow);
	// n8n proposes further settings in front of the canvas.
	const checklist = editor.page.getByText('Production Checklist');
	await checklist.waitFor();
	await editor.page.keyboard.press('Escape');
	await checklist.waitFor({ state: 'hidden' });

	await editor.executeNode(forger.name);
	await editor.part('node-issues', editor.nodeOnCanvas(forger.name)).waitFor();
	await series.take(noteOnCanvas('A forged delivery'));
	const [attempt, ...started] = await bench.client.executions({ workflowId: workflow.id });
	expect(started).toEqual([]);
	const { status, error } = await bench.client.execution(attempt.id);
	expect({ status, message: error?.message }).toEqual({
		status: 'error',
		message: expect.stringMatching(/401|uthori/),
	});

	await editor.executeNode(release.name);
	const secret = bench.credentialData.vigthoria.webhookSecret;
	const deliver = async () => await sendSigned({ provider: 'vigthoria', url: testUrl, secret, body: delivery });
	const listening = async () => {
		const attempt = await deliver();
		return attempt.status === 404 ? undefined : attempt;
	};
	expect(await waitUntil(listening, { what: 'n8n to listen', timeoutMs: 30_000 })).toMatchObject({
		status: 200,
		body: '{"received":true}',
	});
	await editor.part('canvas-node-status-success', editor.nodeOnCanvas(release.name)).waitFor();
	await series.take(noteOnCanvas('Signed by'));
	series.finish();
});
