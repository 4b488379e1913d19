import { mkdirSync, writeFileSync } from 'node:fs';

import type { Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';

import { inRepository } from '../../harness/paths.mts';
import { VIEWPORT } from './editor.mts';

const FOLDER = inRepository('docs/images');
const themes = ['light', 'dark'] as const;

/** How often a picture is taken at the most until it shows what the one before shows. */
const MAX_ATTEMPTS = 50;

/** Whether the pictures of the documentation are taken anew. */
const updatesPictures = process.env.UPDATE_IMAGES === '1';

/**
 * Takes a picture for the documentation, light and dark, if they are to be taken anew.
 *
 * @param page the editor
 * @param name the file's name, without theme and extension
 * @param part what to show of the page
 * @param options the height of the window, where the usual one would cut something off, and what to leave out
 */
export async function takePicture(
	page: Page,
	name: string,
	part: Locator,
	{ height = VIEWPORT.height, without }: { height?: number; without?: string } = {},
): Promise<void> {
	if (!updatesPictures) return;
	mkdirSync(FOLDER, { recursive: true });
	await dismissToasts(page);
	await page.setViewportSize({ ...VIEWPORT, height });
	// Where the pointer rests, a tooltip would cover what is beneath.
	await page.mouse.move(0, 0);
	for (const colorScheme of themes) {
		await page.emulateMedia({ colorScheme });
		writeFileSync(`${FOLDER}/${name}-${colorScheme}.png`, await stillPicture(page, part, without));
	}
	await page.emulateMedia({ colorScheme: 'light' });
	await page.setViewportSize(VIEWPORT);
}

/**
 * Takes parts of a page for the documentation, one after the other, and puts them below each other, light and dark.
 *
 * @param page the editor
 * @param name the file's name, without theme and extension
 */
export function beginSeries(page: Page, name: string) {
	const pictures: Record<(typeof themes)[number], PNG[]> = { light: [], dark: [] };
	return {
		/** Takes a part as it is now. */
		async take(part: Locator): Promise<void> {
			if (!updatesPictures) return;
			await dismissToasts(page);
			await page.mouse.move(0, 0);
			for (const colorScheme of themes) {
				await page.emulateMedia({ colorScheme });
				pictures[colorScheme].push(PNG.sync.read(await stillPicture(page, part)));
			}
			await page.emulateMedia({ colorScheme: 'light' });
		},
		/** Writes the files. */
		finish(): void {
			if (!updatesPictures) return;
			mkdirSync(FOLDER, { recursive: true });
			for (const theme of themes) writeFileSync(`${FOLDER}/${name}-${theme}.png`, stacked(pictures[theme]));
		},
	};
}

/** Pixels between two pictures, transparent. */
const GAP = 16;

function stacked(pictures: readonly PNG[]): Buffer {
	const width = Math.max(...pictures.map((picture) => picture.width));
	const height = pictures.reduce((sum, picture) => sum + picture.height + GAP, -GAP);
	const all = new PNG({ width, height });
	let top = 0;
	for (const picture of pictures) {
		PNG.bitblt(picture, all, 0, 0, picture.width, picture.height, 0, top);
		top += picture.height + GAP;
	}
	return PNG.sync.write(all);
}

/** What moves, or changes its colours gradually, looks the same twice only when it has come to rest. */
async function stillPicture(page: Page, part: Locator, without?: string): Promise<Buffer> {
	const style = without && `${without} { visibility: hidden !important }`;
	let before: Buffer | undefined;
	for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
		const clip = (await part.boundingBox()) ?? undefined;
		const picture = await page.screenshot({ clip, style, animations: 'disabled', caret: 'hide' });
		if (before?.equals(picture)) return picture;
		before = picture;
	}
	throw new Error(`The page has not come to rest in ${MAX_ATTEMPTS} pictures`);
}

async function dismissToasts(page: Page): Promise<void> {
	for (;;) {
		const [toast] = await page.$$('.el-notification');
		if (toast === undefined) return;
		const close = await toast.$('.el-notification__closeBtn');
		// It may also go by itself.
		await close?.click({ timeout: 2_000 }).catch(() => undefined);
		await toast.waitForElementState('hidden');
	}
}
