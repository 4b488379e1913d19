const { existsSync } = require('node:fs');
const { readFile } = require('node:fs/promises');
const path = require('node:path');

/** `import … from './x'`, `export … from './x'` and `import('./x')`, of relative paths only. */
const RELATIVE_IMPORT = /(?:\bfrom\s*|\bimport\()\s*['"](\.{1,2}(?:\/[^'"]*)?)['"]/g;

/**
 * Follows the relative imports of some TypeScript modules to the end.
 *
 * @param {string[]} entries the paths of the modules to begin with
 * @returns {Promise<Set<string>>} the paths of all modules that they reach, themselves included
 * @throws an error that names the importing module where an import leads nowhere
 */
exports.reachableModules = async function reachableModules(entries) {
	const reached = new Set(entries);
	// A set iterates over what is added to it meanwhile.
	for (const file of reached) {
		for (const [, specifier] of (await readFile(file, 'utf8')).matchAll(RELATIVE_IMPORT)) {
			reached.add(resolveImport(file, specifier));
		}
	}
	return reached;
};

/** The module that a relative import means, as TypeScript's and Node's resolution for CommonJS find it. */
function resolveImport(file, specifier) {
	const target = path.resolve(path.dirname(file), specifier);
	const extension = path.extname(file);
	const found = [target, `${target}${extension}`, path.join(target, `index${extension}`)].find(
		(candidate) => path.extname(candidate) !== '' && existsSync(candidate),
	);
	if (found === undefined) throw new Error(`${file} imports ${specifier}, which is not there`);
	return found;
}
