/** What the action nodes show in n8n's editor. */
import type { Browser } from 'playwright-core';

import { actionNode, createChain, manualTrigger, runChain } from '../support/action-workflow.mts';
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

const IMAGE = 'https://example.com/room.jpg';

describe('a list of IDs', () => {
	it('offers the renders of the account', async () => {
		const create = { imageUrl: IMAGE, removeFurniture: 'off' };
		for (let count = 0; count < 3; count++) await runChain(bench, actionNode(bench, 'virtualStagingAi', 'render:create', create));
		const [newest] = [...bench.simulator.virtualStagingAi.renders.keys()].slice(-1);
		const get = actionNode(bench, 'virtualStagingAi', 'render:get', {}, { name: 'Get a Render' });
		await editor.openNode(await createChain(bench, manualTrigger, get), get.name);
		await editor.part('resource-locator-renderId').locator('input').last().click();
		await editor.page.getByText(newest).first().waitFor();
		await takePicture(editor.page, 'resource-list', editor.node);
	});
});
