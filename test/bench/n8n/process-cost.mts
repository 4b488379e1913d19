import { readFile } from 'node:fs/promises';

import { sleep } from '../../harness/sleep.mts';

/** Linux counts a process's time in hundredths of a second. Source: proc_pid_stat(5). */
const TICK_MS = 10;

/** Milliseconds of CPU time that a process has used so far, or NaN where the system does not tell. */
export async function cpuTime(pid: number): Promise<number> {
	const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
	// The second field is the program's name, which may contain anything.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Waits until a process has nothing left to do, or for a number of milliseconds: n8n answers before it has run the workflow. */
export async function untilIdle(pid: number, timeout = 30_000): Promise<void> {
	const deadline = Date.now() + timeout;
	let used = Infinity;
	while (used > 2 * TICK_MS && Date.now() < deadline) {
		const before = await cpuTime(pid);
		await sleep(400);
		used = (await cpuTime(pid)) - before;
	}
}
