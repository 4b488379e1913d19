const { readdir, readFile } = require('node:fs/promises');
const path = require('node:path');
const { reachableModules } = require('./imports.js');

/** An icon, as nodes and credentials refer to it. */
const ICON = /['"]file:([^'"]+)['"]/g;

/**
 * @typedef {object} Sources the parts of a service's package, as paths relative to the project, in order
 * @property {string[]} nodes the node files
 * @property {string[]} credentials the credential files
 * @property {string[]} files all files, those above included: modules, icons and codex files
 */

/**
 * Finds the sources of a service: its nodes, the credentials that they ask for, and what both reach by imports.
 *
 * @param {string} root the project's folder
 * @param {string} folder the service's folder in nodes/
 * @returns {Promise<Sources>}
 * @throws an error where the folder has no nodes, or an import leads nowhere
 */
exports.sourcesOf = async function sourcesOf(root, folder) {
	const nodes = (await readdir(path.join(root, 'nodes', folder)))
		.filter((file) => file.endsWith('.node.ts'))
		.map((file) => `nodes/${folder}/${file}`);
	if (nodes.length === 0) throw new Error(`There is no node in nodes/${folder}`);
	const credentials = await credentialsOf(root, nodes);

	const entries = [...nodes, ...credentials].map((file) => path.join(root, file));
	const modules = [...(await reachableModules(entries))];
	const icons = (await Promise.all(modules.map(iconsOf))).flat();
	const codexFiles = nodes.map((file) => file.replace(/\.ts$/, '.json'));
	const files = [...modules, ...icons].map((file) => path.relative(root, file).replaceAll(path.sep, '/'));
	return { nodes, credentials, files: [...new Set([...files, ...codexFiles])].sort() };
};

/** The credential files whose types the nodes name. A type has the name of its file, beginning in lower case. */
async function credentialsOf(root, nodes) {
	const texts = await Promise.all(nodes.map(async (file) => await readFile(path.join(root, file), 'utf8')));
	const files = (await readdir(path.join(root, 'credentials'))).filter((file) => file.endsWith('.credentials.ts'));
	const asked = files.filter((file) => {
		const type = file.replace('.credentials.ts', '').replace(/^./, (first) => first.toLowerCase());
		return texts.some((text) => text.includes(`'${type}'`));
	});
	return asked.map((file) => `credentials/${file}`);
}

async function iconsOf(file) {
	const icons = [...(await readFile(file, 'utf8')).matchAll(ICON)];
	return icons.map(([, icon]) => path.resolve(path.dirname(file), icon));
}
