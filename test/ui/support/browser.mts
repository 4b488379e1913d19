import { accessSync, constants } from 'node:fs';
import path from 'node:path';

import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];

/** Nothing but what the tests ask for goes over the network, and nothing is left behind. */
const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
	'--disable-quic',
];

/** Starts the browser of this machine with a fresh profile. */
export async function startBrowser(): Promise<Browser> {
	return await chromium.launch({ executablePath: findBrowser(), args: FLAGS });
}

/**
 * @returns the path of this machine's Chromium or Chrome
 * @throws an error that says what to install where there is none
 */
export function findBrowser(): string {
	const { CHROMIUM, PATH = '' } = process.env;
	if (CHROMIUM) return CHROMIUM;
	const candidates = NAMES.flatMap((name) => PATH.split(path.delimiter).map((folder) => path.join(folder, name)));
	const found = candidates.find(isExecutable);
	if (found !== undefined) return found;
	throw new Error(
		`The tests in test/ui need a browser, and none of ${NAMES.join(', ')} is in the PATH. On Debian and Ubuntu, run "apt-get install chromium"; elsewhere, install Chromium or Chrome. The variable CHROMIUM may hold the path of another one.`,
	);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
