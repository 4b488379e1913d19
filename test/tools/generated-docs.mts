import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { operationRows, OPERATIONS_PAGE, operationsPage } from './operations.mts';
import { SEARCH_WORDS, searchWords } from './search-words.mts';
import { SENDERS_PAGE, sendersPage } from './senders.mts';

// Writes the generated pages of the documentation, and the words by which the nodes panel finds each sender; with --check only says whether they are up to date.
const root = join(import.meta.dirname, '..', '..');
const pages: Record<string, string> = {
	[OPERATIONS_PAGE]: operationsPage(operationRows(root)),
	[SENDERS_PAGE]: sendersPage(),
};

pages[SEARCH_WORDS] = await withSearchWords(join(root, SEARCH_WORDS));

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

/** The file with the words of every sender besides those that it has. A word that begins another one finds nothing more. */
async function withSearchWords(path: string): Promise<string> {
	const codex = JSON.parse(readFileSync(path, 'utf8')) as { alias: string[] };
	const words = [...new Set([...codex.alias, ...searchWords])];
	codex.alias = words.filter((word) => !words.some((other) => other.startsWith(`${word} `))).sort();
	return await format(JSON.stringify(codex), { ...(await resolveConfig(path)), parser: 'json' });
}
