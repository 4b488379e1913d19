/** What the README's first picture shows: a forged delivery is refused and starts nothing, an authentic one starts the workflow. */
import type { Browser } from 'playwright-core';

import { waitUntil } from '../harness/sleep.mts';
import { sendSigned, vigthoriaSample } from '../simulator/index.mts';
import { newSecret, openWorkbench, triggerNode, type Workbench } from '../support/workbench.mts';
import { startBrowser } from './support/browser.mts';
import { Editor } from './support/editor.mts';
import { beginAnimation } from './support/pictures.mts';

/** Small enough to be legible in a page of the documentation. */
const WINDOW = { width: 1040, height: 560 };

const [GREY, RED, GREEN] = ['#374151', '#b42318', '#067647'];

let browser: Browser;
let bench: Workbench;
let editor: Editor;

beforeAll(async () => {
	browser = await startBrowser();
	bench = await openWorkbench();
	editor = await Editor.open(browser, bench.n8n.url);
	await editor.page.setViewportSize(WINDOW);
}, 20 * 60_000);

afterAll(async () => {
	await browser?.close();
	await bench?.close();
});

/** n8n proposes further settings in front of the list, once for each workflow. */
async function closeChecklist(): Promise<void> {
	const checklist = editor.page.getByText('Production Checklist');
	await checklist.waitFor({ timeout: 5_000 }).catch(() => {});
	await editor.page.keyboard.press('Escape');
	await checklist.waitFor({ state: 'hidden' });
}

it('starts the workflow for an authentic delivery, not for a forged one', async () => {
	const trigger = triggerNode(bench, 'vigthoria', { events: ['generation.completed'] });
	const release = { name: 'Release the Song', type: 'n8n-nodes-base.noOp', typeVersion: 1 };
	const workflow = await bench.client.createWorkflow({
		name: 'Release finished songs',
		nodes: [trigger, release],
		connections: { [trigger.name]: { main: [[{ node: release.name, type: 'main', index: 0 }]] } },
	});
	const url = bench.client.webhookUrl(workflow, trigger.name);
	await bench.client.activateAndWait(workflow.id, [new URL(url).pathname.slice('/webhook/'.length)]);
	const deliver = async (secret: string) =>
		await sendSigned({ provider: 'vigthoria', url, secret, body: vigthoriaSample('generation.completed') });
	const animation = beginAnimation(editor.page, 'forged-delivery');

	await editor.openExecutions(workflow);
	await editor.part('execution-list-empty').waitFor();
	await closeChecklist();
	await animation.take({ caption: 'A published workflow waits for finished songs.', colour: GREY, duration: 2_500 });

	const forged = await deliver(newSecret());
	expect(forged).toMatchObject({ status: 401, body: '{"error":"unauthorized"}' });
	await editor.openExecutions(workflow);
	await editor.part('execution-list-empty').waitFor();
	await animation.take({
		caption: `Somebody who knows its URL sends a forged delivery: refused (${forged.status}). Nothing starts.`,
		colour: RED,
		duration: 4_000,
	});

	const authentic = await deliver(bench.credentialData.vigthoria.webhookSecret);
	expect(authentic).toMatchObject({ status: 200, body: '{"received":true}' });
	await bench.client.waitForExecutions(workflow.id, 1);
	await editor.openExecutions(workflow);
	await editor.part('execution-time').first().waitFor();
	// n8n may show the execution in a frame of its own.
	const isShown = async () => {
		const found = editor.page.frames().map(async (frame) => await frame.getByText(release.name).count());
		return (await Promise.all(found)).some((count) => count > 0) || undefined;
	};
	await waitUntil(isShown, { what: 'the execution', timeoutMs: 60_000 });
	await closeChecklist();
	await animation.take({
		caption: `A forged delivery is refused (${forged.status}) and starts nothing. The signed one (${authentic.status}) runs the workflow.`,
		colour: GREEN,
		duration: 4_500,
		isFirst: true,
	});
	animation.finish();
});
