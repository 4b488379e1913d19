// n8n's official scanner, offline. The published scanner downloads a package and the sources it was built from; this gives it the
// same two sets of files from a checkout, before anything is published. `npm run scan <folder>` scans the package in that folder;
// without a folder, the project's own package and the smaller ones, which are also linted in n8n's strict mode. It ends with
// exit code 1 when the scanner or the linter finds an error, or when a part of a package is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
// @ts-expect-error The scanner comes without types; the ones it needs are below.
import * as scanner from '@n8n/scan-community-package/scanner/scanner.mjs';

import { buildServicePackages } from '../support/service-packages.mts';

type Verdict = { passed: boolean; message?: string; details?: string };
const { analyzePackage, findPackageRoot, SOURCE_FILE_PATTERNS } = scanner as {
	analyzePackage(folder: string, patterns: string[]): Promise<Verdict>;
	findPackageRoot(checkout: string, packageName: string): string | null;
	SOURCE_FILE_PATTERNS: string[];
};

const SCANS = [
	{
		what: 'sources',
		patterns: SOURCE_FILE_PATTERNS,
		parts: ['package.json', 'nodes', 'credentials'],
		checked: /\.(js|ts|json)$/,
	},
	{
		what: 'built package',
		patterns: ['dist/**/*.js', 'package.json'],
		parts: ['package.json', 'dist'],
		checked: /\.js$|^package\.json$/,
	},
];

const [folder] = process.argv.slice(2);
await scan(path.resolve(folder ?? '.'));
if (folder === undefined) await scanServicePackages();

async function scanServicePackages(): Promise<void> {
	const { root, folders, remove } = await buildServicePackages();
	try {
		for (const [name, packageFolder] of folders) {
			report(
				findPackageRoot(root, name) === packageFolder,
				`${name}: found by its name beside the project's own package`,
			);
			await scan(packageFolder, `${name}: `);
			const lint = spawnSync('npx', ['n8n-node', 'lint'], { cwd: packageFolder, encoding: 'utf8' });
			report(lint.status === 0, `${name}: strict lint`);
			if (lint.status !== 0) console.log(lint.stdout, lint.stderr);
		}
	} finally {
		await remove();
	}
}

/** Scans the sources and the compiled part of the package in a folder. */
async function scan(project: string, prefix = ''): Promise<void> {
	for (const { what, patterns, parts, checked } of SCANS) {
		// A copy with nothing else in it: no configuration of this project, and no other file, can change the verdict.
		const copy = await mkdtemp(path.join(os.tmpdir(), 'scan-'));
		try {
			const missing = parts.filter((part) => !existsSync(path.join(project, part)));
			for (const part of parts.filter((name) => !missing.includes(name))) {
				await cp(path.join(project, part), path.join(copy, part), { recursive: true });
			}
			const files = (await readdir(copy, { recursive: true })).filter((file) => checked.test(file));
			const { passed, message, details } = await analyzePackage(copy, patterns);
			report(passed && missing.length === 0, `${prefix}${what}, ${files.length} files (${patterns.join(', ')})`);
			for (const part of missing) console.log(`${part} is missing: build the package first`);
			if (message) console.log(message);
			if (details) console.log(details.replaceAll(`${copy}${path.sep}`, ''));
		} finally {
			await rm(copy, { recursive: true });
		}
	}
}

function report(isFine: boolean, what: string): void {
	console.log(`${isFine ? 'passed' : 'FAILED'}: ${what}`);
	if (!isFine) process.exitCode = 1;
}
