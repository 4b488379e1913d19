import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expectNone, expectSameEntries } from '../../support/expect-none.mts';
import { operationRows, OPERATIONS_PAGE, operationsPage } from '../../tools/operations.mts';
import { apiRequests } from './api-requests.mts';
import { type ActionNode, actionNodes } from './run-action.mts';

const root = join(__dirname, '..', '..', '..');
const rows = operationRows(root);

test('each operation has a test of its own', () => {
	expectNone(
		rows.filter(({ testedIn }) => testedIn === undefined).map(({ name }) => name),
		'Write a test of these operations in test/integration/actions or signed-webhook: a `describe` whose title is the operation.',
	);
});

test('every operation that talks to a provider is tested against its errors', () => {
	const local = ({ operation }: { operation: string }) =>
		['createCallbackUrl', 'identifySender', 'resume', 'sendTestEvent', 'verifySignature', 'wait'].includes(operation);

	expectSameEntries(
		Object.keys(apiRequests),
		rows.filter((row) => !local(row)).map(({ name }) => name),
		'test/integration/actions/api-requests.mts must have an entry for each operation that asks a provider: its parameters, and the request that they make.',
	);
});

test('the documentation lists the operations as they are', () => {
	const isCurrent = readFileSync(join(root, OPERATIONS_PAGE), 'utf8') === operationsPage(rows);
	expectNone(isCurrent ? [] : [OPERATIONS_PAGE], 'The operations say something else than this page. Run: npm run docs');
});

describe.each(Object.keys(actionNodes) as ActionNode[])('the description of the node %s', (name) => {
	const { properties } = actionNodes[name].description;

	test('has no two values for one resource, operation or parameter', () => {
		const shown = properties.map(({ name: property, displayOptions }) =>
			JSON.stringify([property, displayOptions?.show?.resource, displayOptions?.show?.operation, displayOptions]),
		);

		expect(shown.filter((each, index) => shown.indexOf(each) !== index)).toEqual([]);
	});

	test('tells a model what each operation does', () => {
		const operations = properties.filter(({ name: property }) => property === 'operation');

		for (const option of operations.flatMap(({ options }) => options ?? [])) {
			expect(option).toMatchObject({
				action: expect.stringMatching(/^[A-Z][^.]+[^.]$/),
				description: expect.stringMatching(/^.{30,}$/),
			});
		}
	});

	test('describes every parameter that a user or a model fills in', () => {
		const speakForThemselves = ['resource', 'operation', 'additionalFields', 'options'];
		const silent = properties.filter(({ type, description }) => type !== 'notice' && !description);

		expect(silent.map(({ name: property }) => property).filter((each) => !speakForThemselves.includes(each))).toEqual(
			[],
		);
	});
});
