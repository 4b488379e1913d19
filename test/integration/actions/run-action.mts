import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IWorkflowExecuteAdditionalData,
	NodeApiError,
	NodeExecutionHint,
	NodeOperationError,
} from 'n8n-workflow';

import { ListingRva } from '../../../nodes/ListingRva/ListingRva.node.ts';
import { Vigthoria } from '../../../nodes/Vigthoria/Vigthoria.node.ts';
import { VirtualStagingAi } from '../../../nodes/VirtualStagingAi/VirtualStagingAi.node.ts';
import { type Simulator, startSimulator } from '../../simulator/index.mts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';

/** The action nodes by their names. */
export const actionNodes = {
	listingRva: new ListingRva(),
	virtualStagingAi: new VirtualStagingAi(),
	vigthoria: new Vigthoria(),
} satisfies Record<string, INodeType>;

export type ActionNode = keyof typeof actionNodes;

/** `<node> <resource>:<operation>`, which also tells the documentation where an operation is tested. */
export type OperationName = `${ActionNode} ${string}:${string}`;

/** The secret that the credentials of all tests sign with. */
export const WEBHOOK_SECRET = 'a-signing-secret-of-the-tests';

/** How an action is run, beyond its parameters. */
interface RunOptions {
	/** One empty item unless given. */
	items?: INodeExecutionData[];
	/** What differs from the simulator's valid credential. */
	credential?: IDataObject;
	node?: Partial<INode>;
	abortSignal?: AbortSignal;
	/** Whether an agent calls the node in process. */
	asTool?: boolean;
	additionalData?: Partial<IWorkflowExecuteAdditionalData>;
	/** Milliseconds that a request may take, instead of what the node grants it. */
	timeout?: number;
}

interface Outcome {
	items: INodeExecutionData[];
	hints: readonly NodeExecutionHint[];
}

/** The simulator of the running test. */
export function useSimulator(): { readonly current: Simulator } {
	let simulator: Simulator | undefined;
	beforeEach(async () => {
		simulator = await startSimulator();
	});
	afterEach(async () => {
		await simulator?.close();
	});
	return {
		get current() {
			if (simulator === undefined) throw new Error('The simulator runs during tests only');
			return simulator;
		},
	};
}

/**
 * Runs an action node in n8n's own execute context against the simulator.
 *
 * @param name which operation
 * @param parameters the node's parameters besides resource and operation
 */
export async function runAction(
	simulator: Simulator,
	name: OperationName,
	parameters: INodeParameters = {},
	options: RunOptions = {},
): Promise<Outcome> {
	const [nodeName, resource, operation] = name.split(/[ :]/) as [ActionNode, string, string];
	const nodeType = actionNodes[nodeName];
	const provider = simulator[nodeName];
	const context = makeExecuteContext({
		nodeType,
		parameters: { resource, operation, ...parameters },
		credentials: {
			[`${nodeName}Api`]: {
				...provider.credentials,
				baseUrl: provider.baseUrl,
				webhookSecret: WEBHOOK_SECRET,
				...options.credential,
			} as never,
		},
		items: options.items,
		node: options.node,
		abortSignal: options.abortSignal,
		asTool: options.asTool,
		additionalData: options.additionalData,
	});
	if (options.timeout !== undefined) shorten(context, options.timeout);
	const [items] = await nodeType.execute.call(context);
	return { items, hints: context.hints };
}

/** The same for an operation that is going to fail. */
export async function failAction(...run: Parameters<typeof runAction>): Promise<NodeApiError | NodeOperationError> {
	const outcome: unknown = await runAction(...run).catch((error: unknown) => error);
	if (outcome instanceof Error) return outcome as NodeApiError | NodeOperationError;
	throw new Error(`The operation should have failed, but gave ${JSON.stringify(outcome)}`);
}

/** The output items' JSON. */
export async function jsonOf(...run: Parameters<typeof runAction>): Promise<IDataObject[]> {
	return (await runAction(...run)).items.map(({ json }) => json);
}

/** Nobody wants to wait as long as a node does. The request itself is n8n's. */
function shorten(context: IExecuteFunctions, timeout: number): void {
	const { helpers } = context;
	const request = helpers.httpRequestWithAuthentication;
	helpers.httpRequestWithAuthentication = async function (type, options, more) {
		return (await request.call(this, type, { ...options, timeout }, more)) as unknown;
	};
}
