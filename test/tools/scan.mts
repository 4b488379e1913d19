// n8n's official scanner, offline: `npm run scan [folder]`. The published scanner downloads a package and the sources
// it was built from; this gives it the same two sets of files from a checkout, before anything is published. It ends
// with exit code 1 when the scanner finds an error, or when a part of the package is missing.
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
// @ts-expect-error The scanner comes without types; the ones it needs are below.
import * as scanner from '@n8n/scan-community-package/scanner/scanner.mjs';

type Verdict = { passed: boolean; message?: string; details?: string };
const { analyzePackage, SOURCE_FILE_PATTERNS } = scanner as {
	analyzePackage(folder: string, patterns: string[]): Promise<Verdict>;
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

const project = path.resolve(process.argv[2] ?? '.');

for (const { what, patterns, parts, checked } of SCANS) {
	// A copy with nothing else in it: no configuration of this project, and no other file, can change the verdict.
	const folder = await mkdtemp(path.join(os.tmpdir(), 'scan-'));
	try {
		const missing = parts.filter((part) => !existsSync(path.join(project, part)));
		for (const part of parts.filter((name) => !missing.includes(name))) {
			await cp(path.join(project, part), path.join(folder, part), { recursive: true });
		}
		const files = (await readdir(folder, { recursive: true })).filter((file) => checked.test(file));
		const { passed, message, details } = await analyzePackage(folder, patterns);
		const isFine = passed && missing.length === 0;
		console.log(`${isFine ? 'passed' : 'FAILED'}: ${what}, ${files.length} files (${patterns.join(', ')})`);
		if (!isFine) process.exitCode = 1;
		for (const part of missing) console.log(`${part} is missing: build the package first`);
		if (message) console.log(message);
		if (details) console.log(details.replaceAll(`${folder}${path.sep}`, ''));
	} finally {
		await rm(folder, { recursive: true });
	}
}
