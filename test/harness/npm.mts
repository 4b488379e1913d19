import path from 'node:path';

import { type CommandOptions, runCommand } from './command.mts';

/** How to run npm. */
type NpmOptions = CommandOptions & {
	/** The Node binary that npm and everything it starts run under; else the current one. */
	node?: string;
};

// `npm run` tells what it starts which package it runs for. An npm for another folder must not be told that.
const isOfCallersPackage = (name: string): boolean => /^npm_(package_|lifecycle_|command$|config_local_prefix$)/i.test(name);

/**
 * Runs npm and returns what it printed. A native module is built for the Node that is first on the PATH.
 * @throws Error with its output when it fails.
 */
export async function npm(args: string[], { node = process.execPath, env = {}, ...options }: NpmOptions = {}): Promise<string> {
	const inherited = Object.entries(process.env).filter(([name]) => !isOfCallersPackage(name));
	const PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
	return await runCommand('npm', args, { ...options, env: { ...Object.fromEntries(inherited), PATH, ...env } });
}
