import { type IExecuteFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow';

import { errorItem, nameStartedWork, toNodeError } from '../n8n/errors';
import type { Operation, Resource, StartedItem } from './operation';

/**
 * Runs the chosen operation for each input item. This is the `execute()` of an action node.
 *
 * @returns the items of the node's output, each paired with its input item. If the node continues on errors, a failed
 * input item becomes an error item.
 * @throws NodeApiError or NodeOperationError that names the input item and the work that earlier items started
 */
export async function runOperations(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const output: StartedItem[] = [];
	const cancelled = context.getExecutionCancelSignal();
	const count = context.getInputData().length;

	for (let itemIndex = 0; itemIndex < count && !cancelled?.aborted; itemIndex++) {
		const pairedItem = { item: itemIndex };
		let operation: Operation | undefined;
		try {
			operation = chosenOperation(context, resources, itemIndex);
			const items = await operation.run(context, itemIndex);
			output.push(...items.map((item) => ({ ...item, pairedItem })));
		} catch (thrown) {
			const problem = toNodeError(context, thrown, itemIndex);
			if (!context.continueOnFail()) throw nameStartedWork(problem, startedIds(operation, output));
			output.push({ ...errorItem(problem, itemIndex), pairedItem });
		}
	}
	if (output.length === 0) return [output];
	const operation = chosenOperation(context, resources, 0);
	try {
		return [(await operation.afterAll?.(context, output)) ?? output];
	} catch (thrown) {
		throw nameStartedWork(toNodeError(context, thrown), startedIds(operation, output));
	}
}

function startedIds(operation: Operation | undefined, output: readonly StartedItem[]): string[] {
	return output.flatMap(({ json }) => operation?.startedId?.(json) ?? []);
}

function chosenOperation(context: IExecuteFunctions, resources: readonly Resource[], itemIndex: number): Operation {
	const resource = context.getNodeParameter('resource', itemIndex);
	const operation = context.getNodeParameter('operation', itemIndex);
	const chosen = resources.find(({ value }) => value === resource)?.operations.find(({ value }) => value === operation);
	if (chosen !== undefined) return chosen;
	throw new NodeOperationError(
		context.getNode(),
		`This node has no operation "${String(operation)}" for the resource "${String(resource)}"`,
		{ description: 'Open the node and choose another operation.' },
	);
}
