import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { type CommandOptions, runCommand } from './command.mts';

/** How to run npm. */
type NpmOptions = CommandOptions & {
	/** The Node binary that npm and everything it starts run under; else the current one. */
	node?: string;
};

/**
 * npm's own JavaScript file. Running it with a chosen Node is what makes a native module be built for that Node.
 * @throws Error when npm is neither the parent process nor on the PATH nor beside the running Node.
 */
function npmCli(): string {
	const fromParent = process.env.npm_execpath;
	const besides = path.join('lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
	const folders = [path.dirname(process.execPath), ...(process.env.PATH ?? '').split(path.delimiter)];
	const candidates = [
		...(fromParent?.endsWith('npm-cli.js') ? [fromParent] : []),
		...folders.flatMap((folder) => {
			const link = path.join(folder, 'npm');
			return [path.join(folder, '..', besides), ...(existsSync(link) ? [realpathSync(link)] : [])];
		}),
	];
	const found = candidates.find((file) => file.endsWith('npm-cli.js') && existsSync(file));
	if (found === undefined) throw new Error('npm was not found: put it on the PATH');
	return found;
}

// `npm run` tells what it starts which package it runs for. An npm for another folder must not be told that.
function withoutCallersPackage(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(env).filter(
			([name]) => !/^npm_(package_|lifecycle_|command$|config_local_prefix$)/i.test(name),
		),
	);
}

/**
 * Runs npm and returns what it printed.
 * @throws Error with the end of its output when it fails.
 */
export async function npm(args: string[], { node, env = {}, ...options }: NpmOptions = {}): Promise<string> {
	const binary = node ?? process.execPath;
	const inherited = withoutCallersPackage(process.env);
	return await runCommand(binary, [npmCli(), ...args], {
		...options,
		env: {
			...inherited,
			PATH: [path.dirname(binary), inherited.PATH].join(path.delimiter),
			...env,
		},
	});
}
