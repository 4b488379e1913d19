import { execFile, type ExecFileOptions } from 'node:child_process';
import { promisify } from 'node:util';

/** How to run a command; the environment replaces the inherited one. */
export type CommandOptions = Pick<ExecFileOptions, 'cwd' | 'env'>;

const run = promisify(execFile);

/**
 * Runs a program to its end and returns what it wrote to standard output.
 * @throws Error with what it wrote when it fails.
 */
export async function runCommand(file: string, args: string[], options: CommandOptions = {}): Promise<string> {
	try {
		return (await run(file, args, { ...options, encoding: 'utf8', maxBuffer: 2 ** 26 })).stdout;
	} catch (error) {
		const { message, stdout = '' } = error as Error & { stdout?: string };
		throw new Error(`${message}\n${stdout.slice(-20_000)}`, { cause: error });
	}
}
