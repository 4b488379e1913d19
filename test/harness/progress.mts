import { setTimeout as sleep } from 'node:timers/promises';

import { runCommand } from './command.mts';

const TERMINAL_MS = 2_000;
const LOG_MS = 15_000;
/** Erases the line that the cursor is in. */
const CLEAR = '\r\u001B[2K';

/**
 * Does some slow work, and says meanwhile how far it is: in one line that changes on a terminal, else in a line every 15 seconds.
 * @param describe what is being done, and how far it is; the time that it has taken so far is added
 */
export async function withProgress<T>(describe: () => Promise<string>, work: () => Promise<T>): Promise<T> {
	const { stderr } = process;
	const started = Date.now();
	const ended = new AbortController();
	const report = async () => {
		while (!ended.signal.aborted) {
			const seconds = Math.round((Date.now() - started) / 1000);
			const text = `${await describe()}, after ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
			if (ended.signal.aborted) return;
			stderr.write(stderr.isTTY ? CLEAR + text : `${text}\n`);
			await sleep(stderr.isTTY ? TERMINAL_MS : LOG_MS, undefined, { signal: ended.signal }).catch(() => {});
		}
	};
	const reporting = report();
	try {
		return await work();
	} finally {
		ended.abort();
		await reporting;
		if (stderr.isTTY) stderr.write(CLEAR);
	}
}

/** How large a folder is, in GB with one decimal. */
export async function sizeOf(folder: string): Promise<string> {
	// While npm works in it, files go away under du, which then fails.
	const kilobytes = await runCommand('sh', ['-c', 'du -sk "$0" 2>/dev/null || true', folder]);
	return (Number.parseInt(kilobytes || '0') / 1024 / 1024).toFixed(1);
}
