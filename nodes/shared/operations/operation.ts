import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { ZodType } from 'zod/v4';

/** One thing that an action node can do: its parameters and its work, side by side. */
export interface Operation {
	/** The value of the `operation` parameter. Workflows depend on it. */
	value: string;
	/** As the editor lists it, in Title Case. */
	name: string;
	/** As n8n's node panel lists it, in sentence case: "Get a render". */
	action: string;
	/** What it does and gives, as full sentences, so that a user or a model can choose. */
	description: string;
	/** Method and path at the provider, or where else a request goes, for the documentation. */
	endpoint: string;
	/** Its parameters. What shows them for this operation only is added by {@link operationProperties}. */
	properties: readonly INodeProperties[];
	/**
	 * Makes the schema of an output item's `json`, which the build turns into the editor's preview of the output. It has
	 * the documented fields only. Left out where no field of the answer is documented.
	 */
	output?(): ZodType;
	/**
	 * Does it for one input item.
	 *
	 * @param context the node's execute context
	 * @param itemIndex the input item
	 * @returns the output items; the runner pairs them with the input item
	 * @throws NodeApiError or NodeOperationError; the runner names the input item in it
	 */
	run(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]>;
	/**
	 * Does what is left to do when `run` has started the work of all input items: waits for it, for instance.
	 *
	 * @param context the node's execute context
	 * @param started what `run` gave, paired with the input items; failed items are among them
	 * @returns the items to put out instead
	 * @throws NodeApiError or NodeOperationError
	 */
	settle?(context: IExecuteFunctions, started: INodeExecutionData[]): Promise<INodeExecutionData[]>;
}

/** What an action node can do to one kind of thing. */
export interface Resource {
	/** The value of the `resource` parameter. Workflows depend on it. */
	value: string;
	/** As the editor lists it, in Title Case. */
	name: string;
	/** The first one is preselected. */
	operations: readonly Operation[];
}
