import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

import { inRepository } from './paths.mts';

/** A program that cannot outlive the process that started it, however that one ends. */
export type SupervisedProcess = Awaited<ReturnType<typeof startSupervised>>;

/** Starts a JavaScript program under a Node 24, in a process group of its own. Its output, and how it ended, are appended to `logFile`. */
export async function startSupervised(
	node: string,
	command: string[],
	{ logFile, ...options }: { env: NodeJS.ProcessEnv; logFile: string; cwd: string },
) {
	const log = openSync(logFile, 'a');
	const supervisor = spawn(node, [inRepository('test', 'harness', 'supervisor.mts'), ...command], {
		...options,
		detached: true,
		stdio: ['ignore', log, log, 'ipc'],
	});
	closeSync(log);
	const exit = once(supervisor, 'exit');
	const [pid] = (await Promise.race([once(supervisor, 'message'), exit])) as [number];
	// A test run must be able to end although an n8n still runs; the supervisor then ends it.
	supervisor.unref();
	supervisor.channel?.unref();
	const ended = async () => {
		// While somebody waits for the end, the caller's process must not run out of things to wait for.
		supervisor.ref();
		await exit;
	};
	return {
		/** The id of the program's own process. */
		pid,
		hasEnded: () => !supervisor.connected,
		/** Asks the program to end, and kills its group if it has not after ten seconds. */
		async stop() {
			supervisor.kill('SIGTERM');
			await ended();
		},
		/** Kills the whole process group at once, as a power cut would. */
		async kill() {
			if (supervisor.connected) supervisor.disconnect();
			await ended();
		},
	};
}
