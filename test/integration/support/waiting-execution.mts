import { randomUUID } from 'node:crypto';

import type { INodeExecutionData, INodeType } from 'n8n-workflow';

import { startWebhookHost } from '../triggers/support/webhook-host.mts';
import { makeExecuteContext, makeWebhookContext, type NodeSetUp } from './n8n-contexts.mts';

/** An execution that sleeps at a node, and is called at its resume URL. */
interface WaitingExecution {
	id: string;
	/** Where it is called. As on n8n 1.x, every call reaches the node until the execution runs again. */
	url: string;
	/** What n8n keeps of the node's input while the execution sleeps. A test may change it. */
	stored: INodeExecutionData[];
	/** What n8n keeps of what the node has put out, once the execution runs on to its next wait. */
	passedOn: INodeExecutionData[][];
	/** The items with which the calls have resumed the execution, an entry for each of these calls. */
	readonly resumed: INodeExecutionData[][];
	/** Runs the node over input items until it sleeps: for the first time, or once more as in a loop. */
	sleep(input: INodeExecutionData[]): Promise<void>;
}

export { closeHosts as closeResumeUrls } from '../triggers/support/webhook-host.mts';

/**
 * Makes an execution with one node, and listens at its resume URL until {@link closeResumeUrls}.
 *
 * @param nodeType a node that can wait
 * @param setUp its parameters and credentials; its identity where several executions wait at one node
 */
export async function waitingExecution(
	nodeType: INodeType,
	setUp: Pick<NodeSetUp, 'parameters' | 'credentials' | 'node' | 'workflowId'>,
): Promise<WaitingExecution> {
	const id = randomUUID();
	const identity = { node: { id: randomUUID(), webhookId: randomUUID() }, workflowId: randomUUID() };
	const full = { ...identity, ...setUp, nodeType };
	const host = await startWebhookHost(async (request, response) => {
		const storedInput = structuredClone(execution.stored);
		const earlierRuns = structuredClone(execution.passedOn);
		const context = makeWebhookContext({ ...full, additionalData: n8n(), request, response, storedInput, earlierRuns });
		return (await nodeType.webhook?.call(context)) ?? {};
	}, nodeType.description.webhooks);

	const n8n = () => ({ executionId: id, webhookWaitingBaseUrl: `${host.baseUrl}-waiting` });
	const execution: WaitingExecution = {
		id,
		url: `${host.baseUrl}-waiting/${id}`,
		stored: [],
		passedOn: [],
		get resumed() {
			return host.executions.map((each) => ('items' in each ? each.items : []));
		},
		async sleep(input) {
			let asleep = false;
			execution.passedOn = JSON.parse(JSON.stringify(execution.resumed)) as INodeExecutionData[][];
			const setExecutionStatus = () => {
				asleep = true;
			};
			const context = makeExecuteContext({
				...full,
				items: input,
				additionalData: { ...n8n(), setExecutionStatus },
			});
			await nodeType.execute?.call(context);
			if (!asleep) throw new Error('The execution did not go to sleep');
			// n8n stores JSON.
			execution.stored = JSON.parse(JSON.stringify(input)) as INodeExecutionData[];
		},
	};
	return execution;
}
