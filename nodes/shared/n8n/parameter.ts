import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/**
 * Reads a parameter in any context of a node. In n8n's types only an execute context takes the index of an item.
 *
 * @param preset the value of a parameter that the workflow does not hold
 */
export function parameterOf(
	context: IExecuteFunctions | IHookFunctions | IWebhookFunctions,
	name: string,
	preset: unknown,
	itemIndex = 0,
): unknown {
	return 'getInputData' in context
		? context.getNodeParameter(name, itemIndex, preset)
		: context.getNodeParameter(name, preset as string);
}
