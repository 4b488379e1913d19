const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { series } = require('gulp');
const { bundle: bundleModules } = require('./build/bundle.js');
const { writeOutputSchemas } = require('./build/output-schemas.js');
const { buildPackage } = require('./build/packages/build-package.js');
const { services } = require('./build/packages/services.js');

/** Runs a command of the package's tool chain, its output going to the terminal. */
async function run(command, ...args) {
	const child = spawn('npx', [command, ...args], { stdio: 'inherit' });
	const [code] = await once(child, 'exit');
	if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

/** Type-checks and compiles nodes and credentials into dist, and copies icons there. */
async function compile() {
	await run('n8n-node', 'build');
	// It copies every picture of the project; those of the documentation and of other packages are not part of the package.
	for (const folder of ['docs', 'packages'])
		await rm(path.join(__dirname, 'dist', folder), { recursive: true, force: true });
}

/** Writes what the nodes put out beside them, for the editor's preview. Needs what `compile` has made. */
async function schemas() {
	await writeOutputSchemas(__dirname);
}

/** Makes a few files of the compiled modules. Nothing needs the modules one by one after it. */
async function bundle() {
	await bundleModules(__dirname);
}

/**
 * Writes the smaller packages into packages/: the nodes of one folder each, the credential that they name, the shared code that they
 * reach, and what npm and n8n ask for around it. Needs no other task.
 */
async function packages() {
	await Promise.all(services.map(async (service) => await buildPackage(__dirname, service)));
}

const build = series(compile, schemas, bundle, packages);

module.exports = { compile, schemas, bundle, packages, build, default: build };
