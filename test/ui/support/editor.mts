import type { Browser, Locator, Page } from 'playwright-core';

import { OWNER } from '../../harness/n8n-client.mts';
import type { StoredWorkflow } from '../../harness/n8n-types.mts';

/** The size of the window. */
export const VIEWPORT = { width: 1280, height: 800 };

/** A busy machine renders slowly. */
const PATIENCE = 45_000;

/** n8n's editor in a browser, by what a user sees and does in it. The names of its parts are those of n8n 2.41. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	/**
	 * Opens the editor and logs in as the owner.
	 *
	 * @param browser a browser
	 * @param url where n8n is
	 */
	static async open(browser: Browser, url: string): Promise<Editor> {
		const page = await browser.newPage({
			viewport: VIEWPORT,
			colorScheme: 'light',
			locale: 'en-GB',
			timezoneId: 'UTC',
		});
		page.setDefaultTimeout(PATIENCE);
		await page.goto(`${url}/signin`);
		await page.fill('input[name=emailOrLdapLoginId]', OWNER.email);
		await page.fill('input[name=password]', OWNER.password);
		await page.keyboard.press('Enter');
		await page.waitForURL(/home|workflow/);
		return new Editor(page, url);
	}

	/** A part of the editor by its test id. */
	part(id: string, within: Page | Locator = this.page): Locator {
		return within.locator(`[data-test-id="${id}"]`);
	}

	/** The dialogue of a node. */
	get node(): Locator {
		return this.part('ndv');
	}

	/** The dialogue of a credential. */
	get credential(): Locator {
		return this.part('editCredential-modal');
	}

	/** Opens an empty canvas. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.part('canvas-add-button').waitFor();
	}

	/** Opens a stored workflow at one of its nodes. */
	async openNode({ id, nodes }: StoredWorkflow, name: string): Promise<void> {
		const node = nodes.find((each) => each.name === name);
		await this.page.goto(`${this.url}/workflow/${id}/${node?.id}`);
		await this.node.waitFor();
	}

	/** Opens a stored workflow. */
	async openWorkflow({ id }: StoredWorkflow): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
	}

	/** Opens a node of the workflow on the canvas. */
	async openNodeOnCanvas(name: string): Promise<void> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		await this.node.waitFor();
	}

	/** Unfolds the addresses of a trigger in its dialogue. */
	async openWebhookUrls(): Promise<void> {
		// A note in the dialogue may have the words in bold.
		await this.node.locator(':not(b):text-is("Webhook URLs")').click();
	}

	/** Closes the dialogue of a node. */
	async closeNode(): Promise<void> {
		await this.part('ndv-close-button').click();
		await this.node.waitFor({ state: 'hidden' });
	}

	/** Closes the dialogue of a credential that has been saved. */
	async closeCredential(): Promise<void> {
		await this.part('editCredential-modal').locator('.el-dialog__headerbtn').click();
		await this.credential.waitFor({ state: 'hidden' });
	}

	/** Publishes the workflow on the canvas, and closes n8n's message about it. */
	async publish(): Promise<void> {
		await this.part('workflow-open-publish-modal-button').click();
		await this.part('workflow-publish-button').click();
		await this.page.getByText('Got it', { exact: true }).click();
	}

	/** Opens the list of a workflow's executions. */
	async openExecutions({ id }: StoredWorkflow): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}/executions`);
	}

	/** Opens the nodes panel of an empty canvas and types into its search field. */
	async searchNodes(text: string): Promise<Locator> {
		await this.newWorkflow();
		await this.part('canvas-plus-button').click();
		await this.part('node-creator-search-bar').fill(text);
		return this.part('node-creator-item-name');
	}

	/** Begins a new credential in the dialogue of a node. */
	async newCredential(): Promise<void> {
		await this.part('node-credentials-select').click();
		await this.part('node-credentials-select-item-new').click();
		await this.credential.waitFor();
	}

	/** Chooses a stored credential in the dialogue of a node. */
	async chooseCredential(name: string): Promise<void> {
		await this.part('node-credentials-select').click();
		await this.page.locator('[data-test-id^="node-credentials-select-item-"]').getByText(name, { exact: true }).click();
	}

	/** Fills in a field of the credential's dialogue. */
	async fillIn(field: string, text: string): Promise<void> {
		await this.part(`parameter-input-${field}`, this.credential).locator('input').fill(text);
	}

	/** Saves the credential, which n8n then tests. */
	async saveCredential(): Promise<void> {
		await this.part('credential-save-button').click();
	}

	/** Imports a workflow from a file, as the menu does, onto an empty canvas. */
	async importWorkflow(file: string): Promise<void> {
		await this.newWorkflow();
		await this.part('workflow-import-input').setInputFiles(file);
		await this.part('canvas-node').first().waitFor();
		await this.page.keyboard.press('Escape');
		await this.part('canvas').click({ position: { x: 5, y: 5 } });
		await this.part('zoom-to-fit').click();
	}
}
