import { execFile, type ExecFileOptions } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program and returns its standard output; `env` replaces the inherited one. Throws an Error with what it wrote when it fails. */
export async function runCommand(
	file: string,
	args: string[],
	options: Pick<ExecFileOptions, 'cwd' | 'env'> = {},
): Promise<string> {
	try {
		return (await run(file, args, { ...options, encoding: 'utf8', maxBuffer: 2 ** 26 })).stdout;
	} catch (error) {
		const { message, stdout = '' } = error as Error & { stdout?: string };
		throw new Error(`${message}\n${stdout.slice(-20_000)}`, { cause: error });
	}
}

// `npm run` tells what it starts which package it runs for. An npm for another folder must not be told that.
const isOfCallersPackage = (name: string): boolean =>
	/^npm_(package_|lifecycle_|command$|config_local_prefix$)/i.test(name);

/** Runs npm in a folder, under this Node binary, and returns what it printed. Throws an Error with its output when it fails. */
export async function npm(
	folder: string,
	args: string[],
	node = process.execPath,
	env: NodeJS.ProcessEnv = {},
): Promise<string> {
	const inherited = Object.entries(process.env).filter(([name]) => !isOfCallersPackage(name));
	// A native module is built for the Node that is first on the PATH.
	const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
	return await runCommand('npm', args, { cwd: folder, env: { ...Object.fromEntries(inherited), PATH, ...env } });
}

/** Makes a folder with this package.json, and installs what it depends on and what `args` name. No package's scripts run. */
export async function npmInstall(folder: string, manifest: object, args: readonly string[] = []): Promise<void> {
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
	await npm(folder, ['install', ...args, '--ignore-scripts', '--no-audit', '--no-fund']);
}
