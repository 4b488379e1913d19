const { execFile } = require('node:child_process');
const { cp, mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const { bundle } = require('../bundle.js');
const { writeOutputSchemas } = require('../output-schemas.js');
const { manifestOf, pagesOf } = require('./manifest.js');
const { absoluteLinks } = require('./markdown.js');
const { readmeOf } = require('./readme.js');
const { sourcesOf } = require('./sources.js');

const run = promisify(execFile);

/** What every package takes over as it is: how it is compiled and linted, and its licence. */
const TAKEN_OVER = ['tsconfig.json', 'eslint.config.mjs', 'LICENSE.md'];

/**
 * Writes the package of a service, sources and compiled, into packages/. What was there before goes.
 *
 * @param {string} root the project's folder
 * @param {import('./services.js').Service} service
 * @returns {Promise<{ folder: string, files: number }>} where it is, and how many files of code it has
 * @throws what the compiler says, or an error that names the part that is missing
 */
exports.buildPackage = async function buildPackage(root, service) {
	const folder = path.join(root, 'packages', service.name);
	await rm(folder, { recursive: true, force: true });

	const project = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
	const sources = await sourcesOf(root, service.folder);
	for (const file of [...TAKEN_OVER, ...sources.files]) await copy(path.join(root, file), path.join(folder, file));
	await renameInCodex(folder, sources, project.name, service.name);

	const manifest = manifestOf(project, service, sources);
	await write(folder, 'package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
	await compile(folder);
	await writeOutputSchemas(folder);
	const { length: files } = await bundle(folder);

	const changelog = await readFile(path.join(root, 'CHANGELOG.md'), 'utf8');
	await write(folder, 'CHANGELOG.md', absoluteLinks(changelog, 'CHANGELOG.md', pagesOf(project)));
	await write(folder, 'README.md', await readmeOf(root, folder, service, project));
	return { folder, files };
};

async function copy(from, to) {
	await mkdir(path.dirname(to), { recursive: true });
	await cp(from, to);
}

async function write(folder, name, content) {
	await writeFile(path.join(folder, name), content);
}

/** n8n finds a node's codex by the node's full type, which begins with the package's name. */
async function renameInCodex(folder, { nodes }, from, to) {
	for (const node of nodes) {
		const file = path.join(folder, node.replace(/\.ts$/, '.json'));
		const content = await readFile(file, 'utf8');
		await writeFile(file, content.replace(`"node": "${from}.`, `"node": "${to}.`));
	}
}

/** Compiles as n8n's own tool does. It runs in the package's folder and finds the project's compiler and types above it. */
async function compile(folder) {
	try {
		await run('npx', ['n8n-node', 'build'], { cwd: folder });
	} catch (error) {
		throw new Error(`${folder} could not be compiled:\n${error.stdout}${error.stderr}`);
	}
}
