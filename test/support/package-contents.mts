import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import ts from 'typescript';

import { runCommand } from '../harness/command.mts';

/** What a package's manifest lists for n8n. */
export interface Manifest {
	name: string;
	n8n: { nodes: string[]; credentials: string[] };
}

/**
 * Compares a package's compiled files with what n8n loads: modules, and the codex files, icons and output schemas that descriptions name.
 * @throws Node's own error where a module cannot be loaded
 */
export async function compiledContents(folder: string) {
	const needed = JSON.parse(await runCommand(process.execPath, ['-e', LOAD_EVERYTHING, folder])) as string[];
	return difference(needed, await filesIn(folder, 'dist'));
}

/** Compares the sources in a package's folder with what TypeScript reads when it compiles its nodes and credentials. */
export async function sourceContents(folder: string) {
	const { n8n } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest;
	const entries = [...n8n.nodes, ...n8n.credentials].map((file) => file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
	const { config } = ts.readConfigFile(path.join(folder, 'tsconfig.json'), ts.sys.readFile) as { config: unknown };
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
	const program = ts.createProgram(
		entries.map((file) => path.join(folder, file)),
		{ ...options, noLib: true, types: [] },
	);
	const read = program.getSourceFiles().map(({ fileName }) => path.relative(folder, fileName));
	const sources = [...(await filesIn(folder, 'nodes')), ...(await filesIn(folder, 'credentials'))];
	const modules = sources.filter((file) => file.endsWith('.ts'));
	return difference(
		read.filter((file) => /^(?:nodes|credentials)\//.test(file)),
		modules,
	);
}

/** Runs in a process of its own, so that only what the package loads is in Node's cache. Prints what n8n needs. */
const LOAD_EVERYTHING = `
const path = require('node:path');
const folder = process.argv[1];
const { name: packageName, n8n } = require(path.join(folder, 'package.json'));
const needed = new Set();
const need = (file) => needed.add(path.relative(folder, file));
for (const file of [...n8n.nodes, ...n8n.credentials].map((each) => path.join(folder, each))) {
	const described = new (Object.values(require(file))[0])();
	const { icon, name, version, properties, group } = described.description ?? described;
	for (const each of Object.values(icon)) need(path.resolve(path.dirname(file), each.replace('file:', '')));
	if (!described.description) continue;
	const codex = file.replace(/\\.js$/, '.json');
	need(codex);
	const { node } = require(codex);
	if (node !== packageName + '.' + name) throw new Error(codex + ' is that of ' + node);
	const schemas = path.join(path.dirname(file), '__schema__', 'v' + [version].flat().at(-1) + '.0.0');
	if (group.includes('trigger')) need(schemas + '.json');
	for (const { displayOptions, options } of properties.filter(({ name }) => name === 'operation')) {
		for (const resource of displayOptions.show.resource) {
			for (const { value } of options) need(path.join(schemas, resource, value + '.json'));
		}
	}
}
for (const file of Object.keys(require.cache)) if (file.startsWith(path.join(folder, 'dist'))) need(file);
console.log(JSON.stringify([...needed]));
`;

async function filesIn(folder: string, part: string): Promise<string[]> {
	const entries = await readdir(path.join(folder, part), { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	return files.map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)));
}

/** The files that are wrongly there or wrongly not. */
function difference(needed: readonly string[], there: readonly string[]) {
	return {
		missing: needed.filter((file) => !there.includes(file)).sort(),
		superfluous: there.filter((file) => !needed.includes(file)).sort(),
	};
}
