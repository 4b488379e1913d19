import '../../support/n8n-home.mts';

import { WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
	NodeConnectionTypes,
	Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { lifecycleHooks } from '../../support/n8n-contexts.mts';
import type { OpenTrigger } from './open-trigger.mts';

/** How the execution that n8n stored for a delivery is run. */
interface ExecutionSetUp {
	executionId: string;
	/** `webhook` unless given. */
	mode?: WorkflowExecuteMode;
	/** The trigger's parameters and identity are those of its set-up. */
	items: INodeExecutionData[];
}

const TRIGGER = 'Trigger';
const NEXT = 'Received';

const receivedNode: INodeType = {
	description: {
		displayName: NEXT,
		name: 'received',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		return await Promise.resolve([this.getInputData()]);
	},
};

/**
 * Runs a workflow of a trigger and a second node with n8n-core's own engine, as n8n 2.41.1 does after a delivery was accepted: the items
 * that `webhook()` returned are the trigger's input.
 *
 * @returns what reached the second node, or null where it did not run
 * @throws what the execution failed with
 */
export async function runExecution(
	trigger: Pick<OpenTrigger, 'setUp'>,
	{ executionId, mode = 'webhook', items }: ExecutionSetUp,
): Promise<INodeExecutionData[] | null> {
	const workflow = workflowOf(trigger);
	const node = workflow.nodes[TRIGGER];
	const additionalData = {
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		webhookWaitingBaseUrl: 'http://127.0.0.1:5678/webhook-waiting',
		formWaitingBaseUrl: 'http://127.0.0.1:5678/form-waiting',
		hooks: lifecycleHooks(workflow, executionId),
	} as unknown as IWorkflowExecuteAdditionalData;
	const data = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node, data: { main: [items] }, source: null }] },
	});
	const run = await new WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
	if (run.data.resultData.error !== undefined) throw run.data.resultData.error;
	const [task] = run.data.resultData.runData[NEXT] ?? [];
	return task?.data?.main[0] ?? null;
}

function workflowOf({ setUp }: Pick<OpenTrigger, 'setUp'>): Workflow {
	const { name } = setUp.nodeType.description;
	const types: Record<string, INodeType> = { [name]: setUp.nodeType, received: receivedNode };
	const nodeTypes = {
		getByName: (type: string) => types[type],
		getByNameAndVersion: (type: string) => types[type],
		getKnownTypes: () => ({}),
	};
	return new Workflow({
		id: setUp.workflowId ?? '',
		nodes: [
			{
				id: String(setUp.node?.id),
				name: TRIGGER,
				type: name,
				typeVersion: 2,
				position: [0, 0],
				parameters: structuredClone(setUp.parameters),
			},
			{ id: 'next', name: NEXT, type: 'received', typeVersion: 1, position: [200, 0], parameters: {} },
		],
		connections: { [TRIGGER]: { main: [[{ node: NEXT, type: NodeConnectionTypes.Main, index: 0 }]] } },
		active: true,
		nodeTypes,
		settings: { executionOrder: 'v1' },
	});
}
