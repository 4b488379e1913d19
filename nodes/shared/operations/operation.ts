import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { ZodType } from 'zod/v4';

/** An output item, paired with the input item that it belongs to. */
export type StartedItem = INodeExecutionData & { pairedItem: { item: number } };

/** An operation of an action node: its parameters and its code. */
export interface Operation {
	/** The value of the `operation` parameter. Workflows depend on it. */
	value: string;
	/** As the editor lists it, in Title Case. */
	name: string;
	/** As n8n's node panel lists it, in sentence case: "Get a render". */
	action: string;
	/** What it does and returns, in full sentences, so that a user or a model can choose. */
	description: string;
	/** Method and path of its request, for the documentation. */
	endpoint: string;
	/** Its parameters, without the display options that {@link operationProperties} adds. */
	properties: readonly INodeProperties[];
	/**
	 * Makes the schema of an output item's `json`, which the build turns into the editor's output preview. It contains
	 * only documented fields. Leave it out if the response has none.
	 */
	output?(): ZodType;
	/**
	 * Runs the operation for one input item.
	 *
	 * @returns the output items; the runner pairs them with the input item
	 * @throws NodeApiError or NodeOperationError; the runner adds the input item
	 */
	run(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]>;
	/**
	 * Finds the ID of the paid work that `run` started, for the error of a later item or of `afterAll`. Every operation
	 * that costs money has it.
	 *
	 * @param json of an item that `run` returned
	 */
	startedId?(json: IDataObject): string | null;
	/**
	 * Runs once after `run` has been called for every item, for example to wait for the jobs that it started.
	 *
	 * @param started the items that `run` returned, and the error items of failed input items
	 * @returns the output items
	 * @throws NodeApiError or NodeOperationError; the runner adds the IDs of the started work
	 */
	afterAll?(context: IExecuteFunctions, started: StartedItem[]): Promise<INodeExecutionData[]>;
}

/** A resource of an action node, with its operations. */
export interface Resource {
	/** The value of the `resource` parameter. Workflows depend on it. */
	value: string;
	/** As the editor lists it, in Title Case. */
	name: string;
	/** The first one is preselected. */
	operations: readonly Operation[];
	/** The value of the operation that is preselected in the tool of an agent instead, where the first one cannot run there. */
	preselectedAsTool?: string;
}
