import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { operationRows, OPERATIONS_PAGE, operationsPage } from './operations.mts';

// Writes the table of operations into the documentation; with --check only says whether it is up to date.
const root = join(import.meta.dirname, '..', '..');
const path = join(root, OPERATIONS_PAGE);
const rows = operationRows(root);
const page = operationsPage(rows);

if (process.argv.includes('--check')) {
	if (readOrNothing(path) !== page) {
		console.error(`${OPERATIONS_PAGE} is out of date. Run: npm run docs`);
		process.exitCode = 1;
	}
} else {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, page);
	console.log(`${OPERATIONS_PAGE}: ${rows.length} operations`);
}

function readOrNothing(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
