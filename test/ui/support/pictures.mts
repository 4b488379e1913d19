import { mkdirSync, writeFileSync } from 'node:fs';

import type { Locator, Page } from 'playwright-core';

import { inRepository } from '../../harness/paths.mts';
import { animatedPng, type Frame } from './animation.mts';
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

/** One scene of an animation: what is said below the page, and for how long (milliseconds). */
interface Scene {
	caption: string;
	/** The colour of the bar behind the caption. */
	colour: string;
	duration: number;
	/** Whether it comes before all others: the only one that programs show which know no animation. */
	isFirst?: true;
}

/**
 * Takes an animation of a page for the documentation, light and dark, scene by scene.
 *
 * @param page the editor, whose window keeps its size meanwhile
 * @param name the file's name, without theme and extension
 */
export function beginAnimation(page: Page, name: string) {
	const frames: Record<(typeof themes)[number], Frame[]> = { light: [], dark: [] };
	return {
		/** Takes the page as it is now, with a caption. */
		async take({ caption, colour, duration, isFirst }: Scene): Promise<void> {
			if (!updatesPictures) return;
			await dismissToasts(page);
			await page.mouse.move(0, 0);
			await showCaption(page, caption, colour);
			for (const colorScheme of themes) {
				await page.emulateMedia({ colorScheme });
				const frame = { png: await stillPicture(page, page.locator('body')), duration };
				if (isFirst) frames[colorScheme].unshift(frame);
				else frames[colorScheme].push(frame);
			}
			await page.emulateMedia({ colorScheme: 'light' });
		},
		/** Writes the files. */
		finish(): void {
			if (!updatesPictures) return;
			mkdirSync(FOLDER, { recursive: true });
			for (const theme of themes) writeFileSync(`${FOLDER}/${name}-${theme}.png`, animatedPng(frames[theme]));
		},
	};
}

/** Puts a caption over the lower edge of the page, in place of the one before. */
async function showCaption(page: Page, caption: string, colour: string): Promise<void> {
	await page.evaluate(
		([text, background]) => {
			document.querySelector('#caption')?.remove();
			const bar = document.createElement('div');
			bar.id = 'caption';
			bar.textContent = text;
			bar.style.cssText = `position: fixed; inset: auto 0 0; z-index: 99999; padding: 16px 24px; background: ${background}; color: white; font: 600 22px/1.4 sans-serif; white-space: pre-line`;
			document.body.append(bar);
		},
		[caption, colour],
	);
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
