import { type IDataObject, type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { isJsonObject, toText } from '../util/json';
import { messageOf } from '../n8n/errors';

type Named = Pick<INodeProperties, 'name' | 'displayName'>;

/**
 * Reads a text that must not be empty. n8n checks `required` in the editor only, not what an expression returns; and
 * with an empty id, a path would be the path of something else.
 *
 * @param property the parameter
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

/**
 * @param property the parameter
 * @returns the text without surrounding white space, or undefined where it is empty
 */
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
 * @param value the parameter's value
 * @param displayName the parameter's name for the user
 * @returns the parsed value; undefined where it is empty
 * @throws NodeOperationError that says where the JSON breaks
 */
export function parsedJson(context: IExecuteFunctions, value: unknown, displayName: string): unknown {
	if (typeof value !== 'string') return value ?? undefined;
	if (value.trim() === '') return undefined;
	const parsed = parse(value);
	if ('value' in parsed) return parsed.value;
	throw new NodeOperationError(context.getNode(), `The parameter "${displayName}" is not valid JSON`, {
		description: `${parsed.problem}. Text needs double quotes, and there must be no comma after the last entry.`,
	});
}

/**
 * Reads a parameter that contains a JSON object.
 *
 * @returns the object; an empty one where the parameter is empty
 * @throws NodeOperationError where it is no JSON or no object
 */
export function parsedObject(context: IExecuteFunctions, value: unknown, displayName: string): IDataObject {
	const parsed = parsedJson(context, value, displayName) ?? {};
	if (isJsonObject(parsed)) return parsed as IDataObject;
	throw new NodeOperationError(context.getNode(), `The parameter "${displayName}" is not a JSON object`, {
		description: 'Enter an object in braces, for example { "name": "value" }.',
	});
}

/**
 * Leaves out the fields that were not filled in, so that the provider's defaults apply.
 *
 * @param fields the fields of a request
 * @returns those that are neither empty texts nor null nor undefined
 */
export function omitEmpty(fields: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	);
}

/**
 * @param content what the file is, to follow "the field that holds"
 * @returns the parameter that names the binary field of the input item
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
