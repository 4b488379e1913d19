import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { operationRows, OPERATIONS_PAGE, operationsPage } from './operations.mts';
import { SENDERS_PAGE, sendersPage } from './senders.mts';

// Writes the generated pages of the documentation; with --check only says whether they are up to date.
const root = join(import.meta.dirname, '..', '..');
const pages = {
	[OPERATIONS_PAGE]: operationsPage(operationRows(root)),
	[SENDERS_PAGE]: sendersPage(),
};

for (const [page, content] of Object.entries(pages)) {
	const path = join(root, page);
	if (process.argv.includes('--check')) {
		if (readOrNothing(path) !== content) {
			console.error(`${page} is out of date. Run: npm run docs`);
			process.exitCode = 1;
		}
	} else {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, content);
		console.log(`${page}: written`);
	}
}

function readOrNothing(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
