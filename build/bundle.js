const { readdir, readFile, rm } = require('node:fs/promises');
const path = require('node:path');

/** What n8n and Node bring. Everything else is part of the bundle. */
const PROVIDED = [/^node:/, 'n8n-workflow', 'zod/v4'];

/** A module of a folder in nodes/ that is not itself a file for n8n to load. */
const MODULE = /\/nodes\/([^/]+)\/(?!.*\.node\.ts$)/;

/**
 * Replaces the compiled modules in dist by a few files: one for each node and credential, one for what is shared, and one
 * for each service. n8n loads all of them when it starts, and most of what loading costs is finding and opening files.
 *
 * @param {string} root the package's folder, already compiled
 * @returns {Promise<string[]>} the files, relative to that folder
 * @throws what the bundler says, which names the importing module where an import leads nowhere
 */
exports.bundle = async function bundle(root) {
	const { n8n } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
	const entries = [...n8n.nodes, ...n8n.credentials].map((file) => file.replace(/^dist\/|\.js$/g, ''));
	const dist = path.join(root, 'dist');
	const files = await bundleModules(root, entries, dist);
	await removeOthers(dist, files);
	return files.map((file) => path.join('dist', file));
};

/**
 * Bundles modules of the package, each of which becomes a file with the same exports.
 *
 * @param {string} root the package's folder
 * @param {string[]} entries the modules: paths relative to that folder, without `.ts`
 * @param {string} folder where the files go
 * @returns {Promise<string[]>} the files, relative to that folder
 */
async function bundleModules(root, entries, folder) {
	const { rolldown } = await import('rolldown');
	const input = Object.fromEntries(entries.map((entry) => [entry, path.join(root, `${entry}.ts`)]));
	const options = {
		cwd: root,
		input,
		// A comment with each module's path would take two kilobytes of the package.
		experimental: { attachDebugInfo: 'none' },
		external: PROVIDED,
		platform: 'node',
		tsconfig: path.join(root, 'tsconfig.json'),
	};
	const byFolder = { name: (module) => MODULE.exec(module)?.[1], debugName: 'folder' };
	const { output } = await (
		await rolldown({ ...options, preserveEntrySignatures: 'allow-extension' })
	).write({
		dir: folder,
		format: 'cjs',
		exports: 'named',
		strict: true,
		comments: false,
		// Names and line breaks stay: users and n8n's reviewers read it.
		minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
		entryFileNames: '[name].js',
		chunkFileNames: 'nodes/[name]/index.js',
		codeSplitting: { groups: [byFolder], includeDependenciesRecursively: false },
	});
	return output.map(({ fileName }) => fileName);
}

/** Removes the modules that the compiler has written: the bundled files hold them now. */
async function removeOthers(dist, files) {
	const there = (await readdir(dist, { recursive: true })).map((file) => file.replaceAll(path.sep, '/'));
	const modules = there.filter((file) => file.endsWith('.js') && !files.includes(file));
	for (const file of modules) await rm(path.join(dist, file));
}

exports.bundleModules = bundleModules;
