/** The README's first event, click by click. */
import type { Browser } from 'playwright-core';

import { inRepository } from '../harness/paths.mts';
import { openWorkbench, type Workbench } from '../support/workbench.mts';
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

/** Creates a credential in the open node as somebody does who has no account, and looks at n8n's verdict. */
async function inventCredential(webhookSecret: string): Promise<void> {
	await editor.newCredential();
	await editor.fillIn('apiKey', 'any text');
	await editor.fillIn('webhookSecret', webhookSecret);
	// The test stays on this machine; whoever follows the README leaves the field as it is.
	await editor.fillIn('baseUrl', bench.simulator.vigthoria.baseUrl);
	await editor.saveCredential();
	await editor.credential.getByText('Couldn’t connect with these settings').waitFor();
	await editor.closeCredential();
}

/** How the executions of this n8n were started: the runs of the step are manual, a delivery's is one of a webhook. */
async function startedBy(): Promise<string[]> {
	return (await bench.client.executions({})).map(({ mode }) => mode).sort();
}

it("arrives by the clicks of the README's first event, and a forged one does not", async () => {
	const { page } = editor;
	await editor.importWorkflow(inRepository('examples/first-event.json'));

	await editor.openNodeOnCanvas('Vigthoria Trigger');
	await inventCredential('any long text of mine');
	const url = await editor.copyProductionUrl();
	expect(url).toContain('/webhook/');
	await editor.closeNode();

	await editor.openNodeOnCanvas('Send a Test Event');
	await editor.chooseCredential('Vigthoria account');
	await editor.part('parameter-input-url', editor.node).locator('input').fill(url);
	await editor.closeNode();
	await editor.publish();

	await editor.openNodeOnCanvas('Send a Test Event');
	const output = editor.part('output-panel');
	await editor.part('node-execute-button').click();
	await output.getByText('200', { exact: true }).waitFor();
	await output.getByText('received').waitFor();
	expect(await startedBy()).toEqual(['manual', 'webhook']);

	await inventCredential('the guess of a forger');
	await editor.part('node-execute-button').click();
	await output.getByText('Does its credential have the same Webhook Secret?').waitFor();
	await output.getByText('401', { exact: true }).waitFor();
	await takePicture(page, 'test-event', output, { height: 460 });
	expect(await startedBy()).toEqual(['manual', 'manual', 'webhook']);
});
