import { mkdirSync } from 'node:fs';

import type { Locator, Page } from 'playwright-core';

import { inRepository } from '../../harness/paths.mts';

const FOLDER = inRepository('docs/images');
const themes = ['light', 'dark'] as const;

/** Whether the pictures of the documentation are taken anew. */
export const updatesPictures = process.env.UPDATE_IMAGES === '1';

/**
 * Takes a picture for the documentation, light and dark, if they are to be taken anew.
 *
 * @param page the editor
 * @param name the file's name, without theme and extension
 * @param part what to show of the page; all of it unless given
 */
export async function takePicture(page: Page, name: string, part?: Locator): Promise<void> {
	if (!updatesPictures) return;
	mkdirSync(FOLDER, { recursive: true });
	await dismissToasts(page);
	// Where the pointer rests, a tooltip would cover what is beneath.
	await page.mouse.move(0, 0);
	for (const colorScheme of themes) {
		await page.emulateMedia({ colorScheme });
		// The colours change gradually.
		await page.waitForTimeout(800);
		const file = `${FOLDER}/${name}-${colorScheme}.png`;
		const clip = (await part?.boundingBox()) ?? undefined;
		await page.screenshot({ path: file, clip, animations: 'disabled', caret: 'hide' });
	}
	await page.emulateMedia({ colorScheme: 'light' });
}

async function dismissToasts(page: Page): Promise<void> {
	const toasts = page.locator('.el-notification__closeBtn');
	while ((await toasts.count()) > 0) {
		await toasts.first().click({ timeout: 2_000 }).catch(() => undefined);
		await page.waitForTimeout(400);
	}
}
