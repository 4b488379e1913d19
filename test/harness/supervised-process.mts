import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { inRepository } from './paths.mts';

const GRACE_MS = 10_000;

/** A program that cannot outlive the process that started it, however that one ends. */
export type SupervisedProcess = {
	/** The id of the program's own process. */
	pid: number;
	/** The exit code, once it has ended. */
	exitCode: number | undefined;
	/** Asks the program to end, and kills its group if it has not after the grace period. */
	stop(): Promise<void>;
	/** Kills the whole process group at once, as a power cut would. */
	kill(): Promise<void>;
};

/**
 * Starts a JavaScript program in a process group of its own.
 * @param node the Node binary, version 24
 * @param options.logFile where its standard output and error are appended
 * @throws Error when it cannot be started
 */
export async function startSupervised(
	node: string,
	command: string[],
	{ logFile, ...options }: { env: NodeJS.ProcessEnv; logFile: string; cwd: string },
): Promise<SupervisedProcess> {
	const log = openSync(logFile, 'a');
	const supervisor = spawn(node, [inRepository('test', 'harness', 'supervisor.mts'), ...command], {
		...options,
		detached: true,
		stdio: ['ignore', log, log, 'ipc'],
	});
	closeSync(log);
	const exit = once(supervisor, 'exit') as Promise<[code: number | null]>;
	const refused = exit.then(([code]) => {
		throw new Error(`Could not start (exit code ${code}): see ${logFile}`);
	});
	const [{ group, pid }] = (await Promise.race([once(supervisor, 'message'), refused])) as [{ group: number; pid: number }];
	// A test run must be able to end although an n8n still runs; the supervisor then ends it.
	supervisor.unref();
	supervisor.channel?.unref();

	const running: SupervisedProcess = {
		pid,
		exitCode: undefined,
		async stop() {
			supervisor.kill('SIGTERM');
			// The caller's process must not run out of things to wait for.
			supervisor.ref();
			await Promise.race([ended, delay(GRACE_MS, undefined, { ref: false })]);
			await running.kill();
		},
		async kill() {
			supervisor.ref();
			try {
				process.kill(-group, 'SIGKILL');
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
			}
			await ended;
		},
	};
	const ended = exit.then(([code]) => {
		running.exitCode = code ?? 1;
	});
	return running;
}
