import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import type { Delivery } from '../../shared/delivery/delivery';
import { optionalText, parsedJson } from '../../shared/operations/parameters';
import { rawBody, rawBodyProperties } from '../../shared/operations/raw-body';
import { isJsonObject } from '../../shared/util/json';

const HEADERS: INodeProperties = {
	displayName: 'Headers',
	name: 'headers',
	type: 'json',
	required: true,
	default: '={{ $json.headers }}',
	description: 'All headers of the delivery, as a JSON object. The Webhook node has them in its output.',
};

const URL: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	default:
		"={{ $json.webhookUrl }}{{ $json.query?.isNotEmpty() ? '?' + $json.query.urlEncode().replaceAll('+', '%20') : '' }}",
	description:
		'The address that the sender was given, with the query that it called. It matters only where the sender signs it, or has a value in the query.',
	hint: 'The Webhook node puts out its address, and the query decoded. Where the sender writes the query in another way, enter the address as it was called.',
};

const METHOD: INodeProperties = {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	options: ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((value) => ({ name: value, value })),
	default: 'POST',
	description: 'The HTTP method of the delivery. It matters only where the sender signs it.',
};

/**
 * The parameters of a delivery that another node has received, preset to what the Webhook node puts out.
 *
 * @param withAddress the senders for which address and method are shown; always unless given
 */
export function deliveryProperties(withAddress?: readonly string[]): readonly INodeProperties[] {
	const shown = withAddress && { displayOptions: { show: { sender: [...withAddress] } } };
	return [...rawBodyProperties, HEADERS, { ...URL, ...shown }, { ...METHOD, ...shown }];
}

/** @throws NodeOperationError where the body is missing or the headers are none */
export async function readDelivery(context: IExecuteFunctions, itemIndex: number): Promise<Delivery> {
	return {
		headers: headersOf(context, itemIndex),
		body: await rawBody(context, itemIndex),
		url: optionalText(context, itemIndex, URL),
		method: optionalText(context, itemIndex, METHOD),
	};
}

function headersOf(context: IExecuteFunctions, itemIndex: number): Record<string, string> {
	const value = parsedJson(context, context.getNodeParameter(HEADERS.name, itemIndex, ''), HEADERS.displayName);
	if (isJsonObject(value)) {
		return Object.fromEntries(Object.entries(value).map(([name, text]) => [name.toLowerCase(), String(text)]));
	}
	throw new NodeOperationError(context.getNode(), 'Headers is not a JSON object', {
		description: 'Enter all headers of the delivery, for example {{ $json.headers }} of a Webhook node.',
	});
}
