import { randomUUID } from 'node:crypto';

import { WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type ICredentialDataDecryptedObject,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRunExecutionData,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	NodeConnectionTypes,
	Workflow,
} from 'n8n-workflow';

import { waitUntil } from '../../harness/sleep.mts';
import { lifecycleHooks, makeCredentialsHelper } from '../../integration/support/n8n-contexts.mts';
import { HttpError, startWebhookHost, type WebhookRequest } from '../../integration/triggers/support/webhook-host.mts';

const START = 'Start';
const NODE = 'Node under test';
const NEXT = 'Received';

const passThrough = (name: string, inputs: Array<typeof NodeConnectionTypes.Main>): INodeType => ({
	description: {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs,
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return await Promise.resolve([this.getInputData()]);
	},
});

/** What comes of an execution that may fall asleep on the way. */
interface Execution {
	/** What reached the node behind the one under test. */
	items: INodeExecutionData[];
	/** How many requests n8n let through while the execution was waiting. */
	resumed: number;
}

/**
 * Runs a node between two others with n8n-core's engine, sleeps and wakes as n8n 2.41.1 does: a call whose `webhook()` returns items goes
 * on with them, the deadline goes on with the node's input. Sources: n8n/dist, webhooks/waiting-webhooks.js, webhooks/webhook-helpers.js
 * (prepareExecutionData), wait-tracker.js.
 *
 * @throws what the execution failed with
 */
export async function runToEnd(setUp: {
	nodeType: INodeType;
	parameters: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
	items: INodeExecutionData[];
}): Promise<Execution> {
	const { nodeType, parameters, credentials, items } = setUp;
	const { name } = nodeType.description;
	const types: Record<string, INodeType> = {
		start: passThrough('start', []),
		[name]: nodeType,
		received: passThrough('received', [NodeConnectionTypes.Main]),
	};
	const nodeTypes = {
		getByName: (type: string) => types[type],
		getByNameAndVersion: (type: string) => types[type],
		getKnownTypes: () => ({}),
	};
	const main = (node: string) => ({ main: [[{ node, type: NodeConnectionTypes.Main, index: 0 }]] });
	const workflow = new Workflow({
		id: randomUUID(),
		name: 'A workflow',
		nodes: [
			{ id: 'start', name: START, type: 'start', typeVersion: 1, parameters: {}, position: [0, 0] },
			{
				id: randomUUID(),
				name: NODE,
				type: name,
				typeVersion: 2,
				parameters: structuredClone(parameters),
				position: [200, 0],
				webhookId: randomUUID(),
				credentials: Object.fromEntries(Object.keys(credentials).map((type) => [type, { id: type, name: type }])),
			},
			{ id: 'next', name: NEXT, type: 'received', typeVersion: 1, parameters: {}, position: [400, 0] },
		],
		connections: { [START]: main(NODE), [NODE]: main(NEXT) },
		active: true,
		nodeTypes,
		settings: { executionOrder: 'v1' },
	});
	const executionId = randomUUID();
	let state: IRunExecutionData = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node: workflow.nodes[START], data: { main: [items] }, source: null }] },
	});
	let resumed = 0;
	let woken: (next: INodeExecutionData[][] | null) => void = () => {};
	let asleep = false;

	const [description] = nodeType.description.webhooks ?? [];
	const additionalData = (): IWorkflowExecuteAdditionalData =>
		({
			executionId,
			currentNodeExecutionIndex: 0,
			credentialsHelper: makeCredentialsHelper(credentials),
			variables: {},
			webhookBaseUrl: host.baseUrl,
			webhookWaitingBaseUrl: `${host.baseUrl}-waiting`,
			formWaitingBaseUrl: `${host.baseUrl}-form`,
			setExecutionStatus() {},
			hooks: lifecycleHooks(workflow, executionId),
		}) as unknown as IWorkflowExecuteAdditionalData;

	const receive = async (request: WebhookRequest, response: object): Promise<IWebhookResponseData> => {
		if (!asleep) throw new HttpError(409, 'The execution is running already or has finished');
		const data = additionalData();
		Object.assign(data, { httpRequest: request, httpResponse: response });
		const context = new WebhookContext(
			workflow,
			workflow.nodes[NODE],
			data,
			'webhook',
			{
				httpMethod: 'POST',
				node: NODE,
				path: description.path,
				webhookDescription: description,
				workflowId: workflow.id,
				workflowExecuteAdditionalData: data,
			} as never,
			[],
			state,
		);
		const result = (await nodeType.webhook?.call(context)) as IWebhookResponseData;
		if (result.workflowData !== undefined && asleep) {
			asleep = false;
			resumed += 1;
			woken(result.workflowData as INodeExecutionData[][]);
		}
		return result;
	};
	const host = await startWebhookHost(receive as never, nodeType.description.webhooks);
	try {
		for (;;) {
			const run = await new WorkflowExecute(additionalData(), 'webhook', state).processRunExecutionData(workflow);
			const { error, runData } = run.data.resultData;
			if (error !== undefined) throw error;
			if (!run.waitTill) return { items: runData[NEXT]?.at(-1)?.data?.main[0] ?? [], resumed };
			state = run.data;
			const next = await new Promise<INodeExecutionData[][] | null>((resolve) => {
				woken = resolve;
				asleep = true;
				const until = run.waitTill?.getTime() ?? 0;
				void waitUntil(() => Date.now() > until || !asleep || undefined, {
					what: 'the deadline',
					everyMs: 5,
					timeoutMs: Infinity,
				}).then(() => {
					if (asleep) resolve(null);
					asleep = false;
				});
			});
			const [top] = state.executionData?.nodeExecutionStack ?? [];
			top.node.disabled = true;
			state.waitTill = undefined;
			state.resultData.runData[state.resultData.lastNodeExecuted ?? NODE].pop();
			if (next !== null) top.data.main = next;
		}
	} finally {
		await host.close();
	}
}
