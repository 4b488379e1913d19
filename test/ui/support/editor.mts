import type { Browser, Locator, Page } from 'playwright-core';

import { OWNER } from '../../harness/n8n-client.mts';
import type { StoredWorkflow } from '../../harness/n8n-types.mts';

/** The size of the window. */
export const VIEWPORT = { width: 1280, height: 800 };

/** A busy machine renders slowly. */
const PATIENCE = 45_000;

/** n8n's editor in a browser, by what a user sees and does in it. The names of its parts are those of n8n 2.41. */
export class Editor {
	/** How often the user has clicked since the last empty canvas. */
	clicks = 0;

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
		const editor = new Editor(page, url);
		await page.exposeFunction('countClick', () => (editor.clicks += 1));
		// A click on a label makes another one, of nobody's, on its field.
		await page.addInitScript(
			"document.addEventListener('click', ({ isTrusted, detail }) => { if (isTrusted && detail > 0) countClick(); }, true)",
		);
		return editor;
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
		this.clicks = 0;
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

	/** A node of the workflow on the canvas. */
	nodeOnCanvas(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Opens a node of the workflow on the canvas. */
	async openNodeOnCanvas(name: string): Promise<void> {
		await this.nodeOnCanvas(name).dblclick();
		await this.node.waitFor();
	}

	/** Executes a node of the workflow on the canvas, with what comes before it. */
	async executeNode(name: string): Promise<void> {
		await this.nodeOnCanvas(name).hover();
		await this.part('execute-node-button', this.nodeOnCanvas(name)).click();
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

	/** Opens the nodes panel of an empty canvas and types into its search field. */
	async searchNodes(text: string): Promise<Locator> {
		await this.newWorkflow();
		await this.part('canvas-plus-button').click();
		await this.part('node-creator-search-bar').fill(text);
		return this.part('node-creator-item-name');
	}

	/**
	 * Puts the trigger of a sender onto an empty canvas, as somebody does who searches for the sender.
	 *
	 * @param search what is typed into the nodes panel, where it brings this package's node to the top
	 * @param action one of that node's triggers
	 */
	async addTrigger(search: string, action: string): Promise<void> {
		await this.newWorkflow();
		await this.part('canvas-add-button').click();
		await this.part('node-creator-search-bar').waitFor();
		await this.page.keyboard.type(search);
		await this.part('node-creator-item-name')
			.first()
			.filter({ hasText: /^Signed Webhook/ })
			.waitFor();
		await this.page.keyboard.press('Enter');
		await this.page.getByText(action, { exact: true }).click();
		await this.node.waitFor();
	}

	/** Enters the secret of a sender in a new credential of the node whose dialogue is open, and waits until it is in use. */
	async connect(webhookSecret: string): Promise<void> {
		// A node whose type of credential has none yet shows a button in place of the list.
		const button = this.node.getByText('Connect to');
		await button.or(this.part('node-credentials-select')).first().waitFor();
		if (await button.isVisible()) await button.click();
		else await this.newCredential();
		await this.part('parameter-input-webhookSecret', this.credential).locator('input').click();
		await this.fillIn('webhookSecret', webhookSecret);
		await this.saveCredential();
		await this.credential.waitFor({ state: 'hidden' });
	}

	/** @returns the Production URL of the trigger whose dialogue is open, as its user copies it */
	async copyProductionUrl(): Promise<string> {
		await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await this.openWebhookUrls();
		await this.node.getByRole('radio', { name: 'Production URL' }).click();
		await this.node.getByText(`${this.url}/webhook/`).click();
		return await this.page.evaluate(async () => await navigator.clipboard.readText());
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
