/** Whoever reads an `export` may rely on it: somebody else needs this. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import ts from 'typescript';

import { inRepository } from '../harness/paths.mts';

const FOLDERS = ['nodes', 'credentials', 'test'];

/** n8n loads the classes of the first two; the types of the third are there to be compiled. */
const loadedByOthers = /\.(node|credentials|test-d)\.m?ts$/;

/** What a file exports itself, what it takes from others by name or as a whole, and what it passes on as a whole. */
interface Module {
	exports: string[];
	imports: Array<{ from: string; name: string }>;
	wholes: string[];
	passesOn: string[];
}

async function sourceFiles(): Promise<string[]> {
	const lists = FOLDERS.map(async (folder) =>
		(await readdir(inRepository(folder), { recursive: true })).map((file) => inRepository(folder, file)),
	);
	return (await Promise.all(lists)).flat().filter((file) => /\.m?ts$/.test(file));
}

function resolved(from: string, specifier: string): string | undefined {
	if (!specifier.startsWith('.')) return undefined;
	const target = path.resolve(path.dirname(from), specifier);
	return [target, `${target}.ts`, path.join(target, 'index.ts')].find((file) => /\.m?ts$/.test(file) && existsSync(file));
}

function declaredNames(statement: ts.Statement): string[] {
	const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
	if (!isExported) return [];
	if (!ts.isVariableStatement(statement)) return [(statement as ts.DeclarationStatement).name?.getText() ?? 'default'];
	return statement.declarationList.declarations.flatMap(({ name }) =>
		ts.isIdentifier(name) ? [name.text] : name.elements.map((element) => (element as ts.BindingElement).name.getText()),
	);
}

function moduleOf(file: string, text: string): Module {
	const found: Module = { exports: [], imports: [], wholes: [], passesOn: [] };
	for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).statements) {
		found.exports.push(...declaredNames(statement));
		const isImport = ts.isImportDeclaration(statement);
		if (!isImport && !ts.isExportDeclaration(statement)) continue;
		const from = statement.moduleSpecifier && resolved(file, (statement.moduleSpecifier as ts.StringLiteral).text);
		const names = isImport ? statement.importClause?.namedBindings : statement.exportClause;
		if (names && (ts.isNamedImports(names) || ts.isNamedExports(names))) {
			if (!isImport) found.exports.push(...names.elements.map(({ name }) => name.text));
			if (from) found.imports.push(...names.elements.map(({ name, propertyName }) => ({ from, name: (propertyName ?? name).text })));
		} else if (from) {
			(isImport ? found.wholes : found.passesOn).push(from);
		}
	}
	for (const [, specifier] of text.matchAll(/\bimport\('([^']+)'\)/g)) found.wholes.push(resolved(file, specifier) ?? specifier);
	return found;
}

it('nothing is exported that no other file imports', async () => {
	const files = await sourceFiles();
	const modules = new Map<string, Module>();
	for (const file of files) modules.set(file, moduleOf(file, await readFile(file, 'utf8')));

	const used = new Set<string>();
	const use = (file: string, name: string): void => {
		used.add(`${file}: ${name}`);
		modules.get(file)?.passesOn.forEach((source) => use(source, name));
	};
	for (const { imports, wholes } of modules.values()) {
		imports.forEach(({ from, name }) => use(from, name));
		wholes.forEach((from) => modules.get(from)?.exports.forEach((name) => use(from, name)));
	}

	const exported = files
		.filter((file) => !loadedByOthers.test(file))
		.flatMap((file) => (modules.get(file)?.exports ?? []).map((name) => `${file}: ${name}`));
	expect(exported.length).toBeGreaterThan(100);
	expect(exported.filter((each) => !used.has(each)).map((each) => path.relative(inRepository(), each))).toEqual([]);
});
