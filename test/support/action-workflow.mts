import { randomUUID } from 'node:crypto';

import type { ExecutionDetail } from '../harness/execution-data.mts';
import type { StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { expectAnnouncedItems } from './output-schemas.mts';
import { PACKAGE, type ProviderName, providerNode, providers, type Workbench } from './workbench.mts';

/** An action node of `<resource>:<operation>`; `node` says what else differs from a plain one, its name for instance. */
export function actionNode(
	bench: Workbench,
	provider: ProviderName,
	operation: string,
	parameters: Record<string, unknown> = {},
	node: Partial<WorkflowNode> & Record<string, unknown> = {},
): WorkflowNode {
	const [resource, operationName] = operation.split(':');
	return providerNode(bench, provider, {
		name: operation,
		type: `${PACKAGE}.${providers[provider].node}`,
		parameters: { resource, operation: operationName, ...parameters },
		...node,
	});
}

/** The node that starts a workflow from the editor. */
export const manualTrigger: WorkflowNode = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };

/** The node that shows what comes in. */
export const received: WorkflowNode = { name: 'Received', type: 'n8n-nodes-base.noOp', typeVersion: 1 };

/** A node that puts out items with this data at every run. */
export const itemsNode = (items: Array<Record<string, unknown>>): WorkflowNode => ({
	name: 'Items',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode: `return ${JSON.stringify(items.map((json) => ({ json })))};` },
});

/** A node that starts a workflow on a call to its production URL. */
export const webhookNode = (parameters: Record<string, unknown> = {}): WorkflowNode => ({
	name: 'Start',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	parameters: { path: `start-${randomUUID()}`, httpMethod: 'POST', ...parameters },
});

/** Stores a workflow whose nodes come one after the other, the one that starts it first. */
export const createChain = async (bench: Workbench, ...nodes: WorkflowNode[]): Promise<StoredWorkflow> =>
	await bench.client.createWorkflow({ name: nodes.map(({ name }) => name).join(', '), nodes });

/**
 * Runs nodes one after the other behind a manual trigger, as "Execute workflow" does, waits for the end, and compares
 * what the package's nodes put out with what the editor announced.
 */
export async function runChain(bench: Workbench, ...nodes: WorkflowNode[]): Promise<ExecutionDetail> {
	const workflow = await createChain(bench, manualTrigger, ...nodes);
	const execution = await bench.client.runToEnd(workflow.id, manualTrigger.name, 60_000);
	await expectAnnouncedItems(bench.client, workflow.nodes, execution);
	return execution;
}

/** The data that a node has put out on one of its outputs. */
export const jsonOf = (execution: ExecutionDetail, node: string, output = 0) =>
	execution.items(node, output).map(({ json }) => json);
