import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { runCommand } from '../../harness/command.mts';
import { inRepository } from '../../harness/paths.mts';

/** What the package is compiled from. */
const PARTS = ['nodes', 'credentials', 'package.json', 'tsconfig.json'];

/** A copy of the package's sources, to which a page of the documentation adds something. */
export interface SourceCopy {
	/** A path in the copy. */
	path(...parts: string[]): string;
	/** Writes a new file. A file that is there already belongs to somebody else. */
	add(file: string, content: string): Promise<void>;
	/** Changes a file that is there. */
	change(file: string, change: (content: string) => string): Promise<void>;
	/** @throws what the compiler says */
	compile(): Promise<void>;
	/** Loads a compiled module. */
	load<Module>(file: string): Module;
	remove(): Promise<void>;
}

/** @returns the code blocks of a page in docs/, by the file path above each */
export async function filesOfPage(page: string): Promise<Map<string, string>> {
	const text = await readFile(inRepository('docs', page), 'utf8');
	const blocks = text.matchAll(/^`([^`\n]+)`\n```\w+\n([\s\S]*?\n)```$/gm);
	return new Map([...blocks].map(([, file, content]) => [file, content]));
}

/** Copies the package's sources into a folder for temporary files. */
export async function copySources(): Promise<SourceCopy> {
	const copy = await mkdtemp(path.join(os.tmpdir(), 'page-code-'));
	const inCopy = (...parts: string[]) => path.join(copy, ...parts);
	for (const part of PARTS) await cp(inRepository(part), inCopy(part), { recursive: true });
	await symlink(inRepository('node_modules'), inCopy('node_modules'));
	return {
		path: inCopy,
		async add(file, content) {
			await mkdir(path.dirname(inCopy(file)), { recursive: true });
			await writeFile(inCopy(file), content, { flag: 'wx' });
		},
		async change(file, change) {
			await writeFile(inCopy(file), change(await readFile(inCopy(file), 'utf8')));
		},
		async compile() {
			const compiler = path.join('node_modules', 'typescript', 'bin', 'tsc');
			await runCommand(process.execPath, [compiler], { cwd: copy });
		},
		load: <Module,>(file: string): Module => require(inCopy('dist', file)) as Module,
		remove: async () => await rm(copy, { recursive: true, force: true }),
	};
}
