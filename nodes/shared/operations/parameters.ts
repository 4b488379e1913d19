import { type IDataObject, type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { isJsonObject, toText } from '../util/json';
import { messageOf } from '../n8n/errors';

type Named = Pick<INodeProperties, 'name' | 'displayName'>;

/**
 * Reads a text that must not be empty. n8n checks `required` only in the editor, not after an expression, and an empty
 * ID would change the path of a request.
 *
 * @returns the text without surrounding white space
 * @throws NodeOperationError that names the parameter
 */
export function requiredText(context: IExecuteFunctions, itemIndex: number, property: Named): string {
	const value = context.getNodeParameter(property.name, itemIndex, '', { extractValue: true });
	const text = toText(value)?.trim() ?? '';
	if (text !== '') return text;
	throw new NodeOperationError(context.getNode(), `The parameter "${property.displayName}" is empty`, {
		description: 'Fill it in, or check what its expression returns for this item.',
	});
}

/** @returns the text without surrounding white space, or undefined if it is empty */
export function optionalText(
	context: IExecuteFunctions,
	itemIndex: number,
	property: Pick<Named, 'name'>,
): string | undefined {
	const text = toText(context.getNodeParameter(property.name, itemIndex, ''))?.trim();
	return text === '' ? undefined : text;
}

/**
 * Reads a parameter that contains JSON: a text from the editor or a model, or a value from an expression.
 *
 * @returns the parsed value; undefined if it is empty
 * @throws NodeOperationError that says where the JSON is not valid
 */
export function parsedJson(context: IExecuteFunctions, value: unknown, displayName: string): unknown {
	if (typeof value !== 'string') return value ?? undefined;
	if (value.trim() === '') return undefined;
	const parsed = parse(value);
	if ('value' in parsed) return parsed.value;
	throw new NodeOperationError(context.getNode(), `The parameter "${displayName}" is not valid JSON`, {
		description: `${parsed.problem}. Put text in double quotes, and no comma after the last entry.`,
	});
}

/**
 * Reads a parameter that contains a JSON object.
 *
 * @returns the object; an empty one if the parameter is empty
 * @throws NodeOperationError if it is not a JSON object
 */
export function parsedObject(context: IExecuteFunctions, value: unknown, displayName: string): IDataObject {
	const parsed = parsedJson(context, value, displayName) ?? {};
	if (isJsonObject(parsed)) return parsed as IDataObject;
	throw new NodeOperationError(context.getNode(), `The parameter "${displayName}" is not a JSON object`, {
		description: 'Enter an object in braces, for example { "name": "value" }.',
	});
}

/**
 * Removes the empty fields of a request, so that the provider's defaults apply.
 *
 * @returns the fields that are not an empty text, null or undefined
 */
export function omitEmpty(fields: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	);
}

/**
 * @param content completes "the binary field of the input item that holds"
 * @returns the `binaryPropertyName` parameter
 */
export function binaryPropertyNameProperty(content: string): INodeProperties {
	return {
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		description: `The name of the binary field of the input item that holds ${content}`,
	};
}

function parse(text: string): { value: unknown } | { problem: string } {
	try {
		return { value: JSON.parse(text) };
	} catch (error) {
		return { problem: messageOf(error) };
	}
}
