import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { ZodType } from 'zod/v4';

/** An output item, paired with the input item that it belongs to. */
export type StartedItem = INodeExecutionData & { pairedItem: { item: number } };

/** One thing that an action node can do: its parameters and its work, side by side. */
export interface Operation {
	/** The value of the `operation` parameter. Workflows depend on it. */
	value: string;
	/** As the editor lists it, in Title Case. */
	name: string;
	/** As n8n's node panel lists it, in sentence case: "Get a render". */
	action: string;
	/** What it does and returns, in full sentences, so that a user or a model can choose. */
	description: string;
	/** Method and path at the provider, or where else a request goes, for the documentation. */
	endpoint: string;
	/** Its parameters, without the display options that {@link operationProperties} adds. */
	properties: readonly INodeProperties[];
	/**
	 * Makes the schema of an output item's `json`, which the build turns into the editor's output preview. It contains
	 * the documented fields only, and is left out where no field of the answer is documented.
	 */
	output?(): ZodType;
	/**
	 * Runs the operation for one input item.
	 *
	 * @returns the output items; the runner pairs them with the input item
	 * @throws NodeApiError or NodeOperationError; the runner names the input item in it
	 */
	run(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]>;
	/**
	 * Finds the id of the paid work that `run` started, so that an error of a later item or of `afterAll` names it. Every
	 * operation that costs money has it.
	 *
	 * @param json an item that `run` returned
	 * @returns the id, or null where there is none
	 */
	startedId?(json: IDataObject): string | null;
	/**
	 * Runs once after `run` has been called for every item, for example to wait for the jobs that it started.
	 *
	 * @param started what `run` returned; failed items are among them
	 * @returns the output items
	 * @throws NodeApiError or NodeOperationError; the runner names the started work in it
	 */
	afterAll?(context: IExecuteFunctions, started: StartedItem[]): Promise<INodeExecutionData[]>;
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
