import './n8n-home.mts';

import type { IncomingMessage, ServerResponse } from 'node:http';

import {
	ExecuteContext,
	ExecutionLifecycleHooks,
	HookContext,
	LoadOptionsContext,
	PollContext,
	SupplyDataContext,
	WebhookContext,
} from 'n8n-core';
import {
	createEmptyRunExecutionData,
	createRunExecutionData,
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type INodeTypes,
	type IPollFunctions,
	type IRunExecutionData,
	type IWebhookDescription,
	type IWebhookFunctions,
	type IWorkflowExecuteAdditionalData,
	NodeConnectionTypes,
	type NodeExecutionHint,
	Workflow,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { ListingRvaApi } from '../../../credentials/ListingRvaApi.credentials.ts';
import { VigthoriaApi } from '../../../credentials/VigthoriaApi.credentials.ts';
import { VirtualStagingAiApi } from '../../../credentials/VirtualStagingAiApi.credentials.ts';

/** What all contexts need: a node in a workflow, with its parameters and credentials. */
export interface NodeSetUp {
	nodeType: INodeType;
	/** What the user has changed; n8n itself fills in the defaults. */
	parameters?: INodeParameters;
	/** The decrypted data by credential type. A test may change it between calls. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** Other properties of the node, `onError` for instance. */
	node?: Partial<INode>;
	/** `manual` is the editor's test run; `webhook` unless given. */
	mode?: WorkflowExecuteMode;
	/** Where n8n keeps the workflow's static data; pass the same object again to stand for a later call. */
	staticData?: IDataObject;
	workflowId?: string;
	/** Other properties of n8n's additional data. */
	additionalData?: Partial<IWorkflowExecuteAdditionalData>;
}

interface ExecuteSetUp extends NodeSetUp {
	/** The node's input; one empty item unless given. */
	items?: INodeExecutionData[];
	/** Cancels the execution. */
	abortSignal?: AbortSignal;
	/** Whether an agent or the MCP Server Trigger calls the node in process. */
	asTool?: boolean;
}

interface WebhookSetUp extends NodeSetUp {
	/** The request as n8n hands it over: with `rawBody`, `body`, `query`, `params`, `ip` and `readRawBody()`. */
	request: IncomingMessage | Partial<ReturnType<IWebhookFunctions['getRequestObject']>>;
	response?: ServerResponse;
	/** Whether the call came in over the test URL. */
	isTest?: boolean;
	/** The input items that n8n stored when the execution went to sleep at the node, for a call to its resume URL. */
	storedInput?: INodeExecutionData[];
	/** What the node has put out in earlier runs of the execution. */
	earlierRuns?: INodeExecutionData[][];
}

const NODE_NAME = 'Node under test';

/**
 * Makes the context in which n8n 2.41.1 runs a node's `execute()`.
 *
 * @returns n8n-core's own context, with `hints` to look at
 */
export function makeExecuteContext(setUp: ExecuteSetUp): IExecuteFunctions & { readonly hints: NodeExecutionHint[] } {
	const { workflow, node, additionalData } = prepare(setUp);
	const items = setUp.items ?? [{ json: {} }];
	const inputData = { main: [items] };
	if (setUp.asTool) {
		return new SupplyDataContext(
			workflow,
			node,
			additionalData,
			setUp.mode ?? 'manual',
			createEmptyRunExecutionData(),
			0,
			items,
			{ [NodeConnectionTypes.AiTool]: [items] },
			NodeConnectionTypes.AiTool,
			{ data: inputData, node, source: null },
			[],
			setUp.abortSignal,
		) as unknown as IExecuteFunctions & { readonly hints: NodeExecutionHint[] };
	}
	return new ExecuteContext(
		workflow,
		node,
		additionalData,
		setUp.mode ?? 'manual',
		createEmptyRunExecutionData(),
		0,
		items,
		inputData,
		{ data: inputData, node, source: null },
		[],
		setUp.abortSignal,
	);
}

/** Makes the context of `webhookMethods` in n8n 2.41.1. */
export function makeHookContext(setUp: NodeSetUp): IHookFunctions {
	const { workflow, node, additionalData, mode } = prepare(setUp);
	return new HookContext(
		workflow,
		node,
		additionalData,
		mode,
		mode === 'manual' ? 'manual' : 'activate',
		webhookData(setUp, workflow, node, additionalData),
	);
}

/** Makes the context of `webhook()` in n8n 2.41.1. */
export function makeWebhookContext(setUp: WebhookSetUp): IWebhookFunctions {
	const { workflow, node, additionalData, mode } = prepare(setUp);
	additionalData.httpRequest = setUp.request as IWorkflowExecuteAdditionalData['httpRequest'];
	additionalData.httpResponse = setUp.response as IWorkflowExecuteAdditionalData['httpResponse'];
	return new WebhookContext(
		workflow,
		node,
		additionalData,
		mode,
		{ ...webhookData(setUp, workflow, node, additionalData), isTest: setUp.isTest ?? mode === 'manual' },
		[],
		setUp.storedInput === undefined ? null : asleepAt(node, setUp.storedInput, setUp.earlierRuns),
	);
}

function asleepAt(node: INode, input: INodeExecutionData[], runs: INodeExecutionData[][] = []): IRunExecutionData {
	const ran = { startTime: 0, executionTime: 0, executionIndex: 0, source: [] };
	return createRunExecutionData({
		...(runs.length > 0 && {
			resultData: { runData: { [node.name]: runs.map((items) => ({ ...ran, data: { main: [items] } })) } },
		}),
		executionData: { nodeExecutionStack: [{ node, data: { main: [input] }, source: null }] },
	});
}

/**
 * Makes the context of `poll()` in n8n 2.41.1, which is the same one for all polls of an activation.
 *
 * @param activation why n8n polls at first: `activate` is a publication, `init` a start of n8n
 */
export function makePollContext(setUp: NodeSetUp, activation: WorkflowActivateMode): IPollFunctions {
	const { workflow, node, additionalData } = prepare(setUp);
	return new PollContext(workflow, node, additionalData, 'trigger', activation);
}

/** Makes the context of `listSearch` and `loadOptions` in n8n 2.41.1. */
export function makeLoadOptionsContext(setUp: NodeSetUp): ILoadOptionsFunctions {
	const { workflow, node, additionalData } = prepare(setUp);
	additionalData.currentNodeParameters = node.parameters;
	return new LoadOptionsContext(workflow, node, additionalData, 'parameters.webhookId');
}

/** n8n's credentials without its database, as {@link NodeSetUp} takes them. */
export const makeCredentialsHelper = (data: Record<string, ICredentialDataDecryptedObject>): ICredentialsHelper =>
	new CredentialsHelper(data);

/** What the engine calls at the steps of an execution; nobody listens. */
export const lifecycleHooks = (workflow: Workflow, executionId: string): ExecutionLifecycleHooks =>
	new ExecutionLifecycleHooks('webhook', executionId, {
		id: workflow.id,
		name: 'A workflow',
		active: true,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
	});

function prepare(setUp: NodeSetUp) {
	const { nodeType, credentials = {}, mode = 'webhook' } = setUp;
	const { name, version } = nodeType.description;
	const versions = Array.isArray(version) ? version : [version];
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: setUp.workflowId ?? 'workflow-1',
		name: 'A workflow',
		nodes: [
			{
				id: 'node-1',
				name: NODE_NAME,
				type: `n8n-nodes-ai-media-webhooks.${name}`,
				typeVersion: Math.max(...versions),
				position: [0, 0],
				webhookId: 'c3a1f3a4-0000-4000-8000-000000000001',
				...setUp.node,
				// n8n replaces what it is given.
				parameters: structuredClone(setUp.parameters ?? {}),
				credentials: Object.fromEntries(
					Object.keys(credentials).map((type) => [type, { id: `${type}-1`, name: type }]),
				),
			},
		],
		connections: {},
		active: mode !== 'manual',
		nodeTypes,
		staticData: setUp.staticData ?? {},
		settings: {},
	});
	const node = workflow.getNode(NODE_NAME);
	if (node === null) throw new Error('n8n did not take the node');
	const additionalData = {
		credentialsHelper: new CredentialsHelper(credentials),
		currentNodeExecutionIndex: 0,
		executionId: 'execution-1',
		restApiUrl: 'http://127.0.0.1:5678/rest',
		instanceBaseUrl: 'http://127.0.0.1:5678/',
		formBaseUrl: 'http://127.0.0.1:5678/form',
		formWaitingBaseUrl: 'http://127.0.0.1:5678/form-waiting',
		formTestBaseUrl: 'http://127.0.0.1:5678/form-test',
		webhookBaseUrl: 'http://127.0.0.1:5678/webhook',
		webhookWaitingBaseUrl: 'http://127.0.0.1:5678/webhook-waiting',
		webhookTestBaseUrl: 'http://127.0.0.1:5678/webhook-test',
		mcpBaseUrl: 'http://127.0.0.1:5678/mcp',
		mcpTestBaseUrl: 'http://127.0.0.1:5678/mcp-test',
		variables: {},
		...setUp.additionalData,
	} as IWorkflowExecuteAdditionalData;
	if (mode === 'manual' && setUp.additionalData?.webhookBaseUrl === undefined) {
		additionalData.webhookBaseUrl = additionalData.webhookTestBaseUrl;
	}
	return { workflow, node, additionalData, mode };
}

function webhookData(
	{ nodeType }: NodeSetUp,
	workflow: Workflow,
	node: INode,
	workflowExecuteAdditionalData: IWorkflowExecuteAdditionalData,
) {
	const [webhookDescription] = nodeType.description.webhooks ?? [{ name: 'default' } as IWebhookDescription];
	return {
		httpMethod: 'POST' as const,
		node: node.name,
		path: webhookDescription.path,
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData,
	};
}

const credentialTypes: Record<string, ICredentialType> = Object.fromEntries(
	[new ListingRvaApi(), new VirtualStagingAiApi(), new VigthoriaApi()].map((type) => [type.name, type]),
);

/**
 * n8n's credentials without its database. `authenticate` does with a credential type's `authenticate` what n8n's own helper does:
 * it resolves each value as an expression over `$credentials` and puts it where its name says.
 */
class CredentialsHelper extends ICredentialsHelper {
	constructor(private readonly data: Record<string, ICredentialDataDecryptedObject>) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		options: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = credentialTypes[typeName] ?? {};
		if (authenticate === undefined) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);
		if (workflow === undefined || node === undefined) throw new Error('No workflow to resolve the credential in');

		const resolve = (value: string) =>
			String(workflow.expression.getSimpleParameterValue(node, value, 'internal', { $credentials: credentials }));
		const signed = options as unknown as Record<string, Record<string, unknown> | undefined>;
		for (const [place, values] of Object.entries(authenticate.properties)) {
			const target = (signed[place] ??= {});
			for (const [name, value] of Object.entries(values as Record<string, string>)) {
				target[resolve(name)] = resolve(value);
			}
		}
		return options;
	}

	async preAuthentication(): Promise<undefined> {}

	async runPreAuthentication(): Promise<undefined> {}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('Nothing here keeps credentials encrypted');
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_details: unknown,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		const defaults = Object.fromEntries(
			(credentialTypes[type]?.properties ?? []).map(({ name, default: value }) => [name, value]),
		);
		return { ...defaults, ...this.data[type] } as ICredentialDataDecryptedObject;
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}

	getCredentialsProperties(type: string): INodeProperties[] {
		return credentialTypes[type]?.properties ?? [];
	}
}
