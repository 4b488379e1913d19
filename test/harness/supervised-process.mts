import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { inRepository } from './paths.mts';
import { sleep } from './sleep.mts';

/** A program that cannot outlive the process that started it, however that one ends. */
export class SupervisedProcess {
	/** The exit code, once it has ended. */
	exitCode: number | undefined;
	private readonly ended: Promise<void>;

	private constructor(
		private readonly supervisor: ChildProcess,
		/** The id of the program's own process. */
		readonly pid: number,
	) {
		this.exitCode = supervisor.exitCode ?? undefined;
		this.ended = new Promise((resolve) => {
			if (this.exitCode !== undefined) return resolve();
			supervisor.once('exit', (code) => {
				this.exitCode = code ?? 1;
				resolve();
			});
		});
	}

	/**
	 * Starts a JavaScript program in a process group of its own.
	 * @param node the Node binary, version 24
	 * @param logFile where its standard output and error are appended
	 * @throws Error when it cannot be started
	 */
	static async start(
		node: string,
		command: string[],
		{ env, logFile, cwd }: { env: NodeJS.ProcessEnv; logFile: string; cwd: string },
	): Promise<SupervisedProcess> {
		const log = openSync(logFile, 'a');
		try {
			const supervisor = spawn(node, [inRepository('test', 'harness', 'supervisor.mts'), ...command], {
				cwd,
				env,
				detached: true,
				stdio: ['ignore', log, log, 'ipc'],
			});
			const pid = await new Promise<number>((resolve, reject) => {
				supervisor.once('message', (message) => resolve(Number(message)));
				supervisor.once('error', reject);
				supervisor.once('exit', (code) => reject(new Error(`Could not start (exit code ${code}): see ${logFile}`)));
			});
			// A test run must be able to end although an n8n still runs; the supervisor then ends it.
			supervisor.unref();
			supervisor.channel?.unref();
			return new SupervisedProcess(supervisor, pid);
		} finally {
			closeSync(log);
		}
	}

	/** Asks the program to end, and kills its group if it has not after the grace period. */
	async stop(graceMs = 10_000): Promise<void> {
		if (this.exitCode === undefined) this.supervisor.kill('SIGTERM');
		const gracePeriod = new AbortController();
		await Promise.race([this.ended, sleep(graceMs, gracePeriod.signal)]);
		gracePeriod.abort();
		await this.kill();
	}

	/** Kills the whole process group at once, as a power cut would. */
	async kill(): Promise<void> {
		// While somebody waits for the end, the caller's process must not run out of things to wait for.
		if (this.exitCode === undefined) this.supervisor.ref();
		try {
			process.kill(-this.groupId, 'SIGKILL');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
		await this.ended;
	}

	private get groupId(): number {
		if (this.supervisor.pid === undefined) throw new Error('The process was never started');
		return this.supervisor.pid;
	}
}
