const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { series } = require('gulp');

/** Runs a command of the package's tool chain, its output going to the terminal. */
async function run(command, ...args) {
	const child = spawn('npx', [command, ...args], { stdio: 'inherit' });
	const [code] = await once(child, 'exit');
	if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

/** Type-checks and compiles nodes and credentials into dist, and copies icons and schemas there. */
async function compile() {
	await run('n8n-node', 'build');
}

exports.build = series(compile);
exports.default = exports.build;
