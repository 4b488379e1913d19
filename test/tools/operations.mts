import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { listingRvaResources } from '../../nodes/ListingRva/resources/index.ts';
import type { Resource } from '../../nodes/shared/operations/operation.ts';
import { signedWebhookResources } from '../../nodes/SignedWebhook/resources/index.ts';
import { vigthoriaResources } from '../../nodes/Vigthoria/resources/index.ts';
import { virtualStagingAiResources } from '../../nodes/VirtualStagingAi/resources/index.ts';

/** One row of the table of operations. */
interface OperationRow {
	node: string;
	resource: string;
	operation: string;
	action: string;
	endpoint: string;
	/** `<node> <resource>:<operation>`, the name under which it is tested. */
	name: string;
	/** The test file, relative to the project; undefined where no test has the operation's name. */
	testedIn: string | undefined;
}

/** Where the table is kept, relative to the project. */
export const OPERATIONS_PAGE = 'docs/operations.md';

const nodes: Record<string, readonly Resource[]> = {
	listingRva: listingRvaResources,
	virtualStagingAi: virtualStagingAiResources,
	vigthoria: vigthoriaResources,
	signedWebhook: signedWebhookResources,
};

/**
 * Lists the operations of all action nodes.
 *
 * @param root the project's folder
 */
export function operationRows(root: string): OperationRow[] {
	const tests = testFiles(join(root, 'test')).map((path) => ({
		path: relative(root, path),
		text: readFileSync(path, 'utf8'),
	}));
	return Object.entries(nodes).flatMap(([node, resources]) =>
		resources.flatMap(({ value: resource, operations }) =>
			operations.map(({ value: operation, action, endpoint }) => {
				const name = `${node} ${resource}:${operation}`;
				// The title of a describe, or an entry of a describe.each.
				const title = new RegExp(`^(?:describe\\(|\\t)'${name}',`, 'm');
				const testedIn = tests.find(({ text }) => title.test(text))?.path;
				return { node, resource, operation, action, endpoint, name, testedIn };
			}),
		),
	);
}

/** Makes the page of the documentation. */
export function operationsPage(rows: readonly OperationRow[]): string {
	const line = (...cells: string[]) => `| ${cells.join(' | ')} |`;
	return `${[
		'# Operations',
		'',
		'What the action nodes can do, and where it is tested. Made by `npm run docs`; do not edit it by hand.',
		'',
		line('Node', 'Resource', 'Operation', 'In the editor', 'Endpoint', 'Test'),
		line(...Array<string>(6).fill('---')),
		...rows.map(({ node, resource, operation, action, endpoint, testedIn }) =>
			line(
				`\`${node}\``,
				`\`${resource}\``,
				`\`${operation}\``,
				action,
				endpoint,
				testedIn === undefined ? '**none**' : `[${testedIn.replace(/^test\//, '')}](../${testedIn})`,
			),
		),
	].join('\n')}\n`;
}

function testFiles(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.test.mts'))
		.sort()
		.map((name) => join(folder, name));
}
