import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { binaryPropertyNameProperty, requiredText } from './parameters';

const binaryName = binaryPropertyNameProperty('the raw body of the delivery');

/** Where the body of a delivery is that some other node has received. */
export const rawBodyProperties: readonly INodeProperties[] = [
	{
		displayName: 'Input Type',
		name: 'inputType',
		type: 'options',
		options: [
			{
				name: 'Binary File',
				value: 'binary',
				description: 'The raw body as a file, which is what was signed, byte for byte',
			},
			{
				name: 'Text',
				value: 'text',
				description: 'The body as text or as parsed JSON',
			},
		],
		default: 'binary',
		description: 'Where the body of the delivery is',
		hint: 'Turn on Raw Body in the Webhook node to get the body as a file',
	},
	{ ...binaryName, displayOptions: { show: { inputType: ['binary'] } } },
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		displayOptions: { show: { inputType: ['text'] } },
		required: true,
		default: '={{ $json.body }}',
		description:
			'The body exactly as it was received. Parsed JSON is turned into compact JSON first, which matches only if the sender wrote it like that. A form can be verified as a file only.',
	},
];

/**
 * Reads the body of a delivery as {@link rawBodyProperties} describe it.
 *
 * @returns the bytes that were signed, if the item has them
 * @throws NodeOperationError where the input item has no such file
 */
export async function rawBody(context: IExecuteFunctions, itemIndex: number): Promise<Buffer> {
	if (context.getNodeParameter('inputType', itemIndex) !== 'binary') {
		const text = context.getNodeParameter('text', itemIndex, '') as unknown;
		return Buffer.from(typeof text === 'string' ? text : JSON.stringify(text ?? ''));
	}
	const name = requiredText(context, itemIndex, binaryName);
	if (context.getInputData()[itemIndex].binary?.[name] === undefined) {
		throw new NodeOperationError(context.getNode(), 'The raw body is missing', {
			description: `The item has no binary field "${name}". Turn on Raw Body in the options of the Webhook node. A multipart body cannot be verified: n8n reads it itself, and keeps no raw body of it.`,
		});
	}
	return await context.helpers.getBinaryDataBuffer(itemIndex, name);
}
