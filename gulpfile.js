const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { series } = require('gulp');

const run = promisify(execFile);

/** Type-checks and compiles nodes and credentials into dist, and copies icons and schemas there. */
async function compile() {
	await run('npx', ['n8n-node', 'build']);
}

exports.build = series(compile);
exports.default = exports.build;
