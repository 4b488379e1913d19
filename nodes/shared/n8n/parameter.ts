import type { IExecuteFunctions, IHookFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

/**
 * Reads a parameter in any context of a node. Only an execute context takes the index of an item.
 *
 * @param preset the value if the workflow does not contain the parameter
 */
export function parameterOf(
	context: IExecuteFunctions | IHookFunctions | IPollFunctions | IWebhookFunctions,
	name: string,
	preset: unknown,
	itemIndex = 0,
): unknown {
	return 'getInputData' in context
		? context.getNodeParameter(name, itemIndex, preset)
		: context.getNodeParameter(name, preset as string);
}
