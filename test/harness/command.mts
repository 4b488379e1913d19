import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** How to run a command; the environment replaces the inherited one. */
export type CommandOptions = {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** Also appends the output to this file. */
	logFile?: string;
};

const KEPT_CHARACTERS = 20_000;

/**
 * Runs a program to its end and returns what it wrote to standard output.
 * @throws Error with the end of its output when it fails.
 */
export async function runCommand(
	file: string,
	args: string[],
	{ cwd, env, logFile }: CommandOptions = {},
): Promise<string> {
	const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
	const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let standardOutput = '';
	let recent = '';
	const keep = (chunk: Buffer) => {
		log?.write(chunk);
		recent = (recent + chunk.toString()).slice(-KEPT_CHARACTERS);
	};
	child.stdout.on('data', (chunk: Buffer) => {
		standardOutput += chunk.toString();
		keep(chunk);
	});
	child.stderr.on('data', keep);
	try {
		const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(
			(resolve, reject) => {
				child.once('error', reject);
				child.once('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
			},
		);
		if (code !== 0) {
			throw new Error(
				`${[file, ...args].join(' ')} failed (${signal ?? `exit code ${code}`}):\n${recent}`,
			);
		}
		return standardOutput;
	} finally {
		if (log !== undefined) {
			log.end();
			await finished(log);
		}
	}
}
