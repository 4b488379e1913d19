import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { GenerationEvent } from './event';

/** The labels of the event's fields in the editor. */
const FIELDS: Readonly<Record<keyof Required<GenerationEvent>, string>> = {
	body: 'Body',
	envelope: 'Envelope',
	error: 'Error',
	event: 'Event',
	id: 'ID',
	issues: 'Issues',
	jobId: 'Job ID',
	metadata: 'Metadata',
	provider: 'Provider',
	results: 'Results',
	status: 'Status',
	timestamp: 'Timestamp',
	variationId: 'Variation ID',
	verifiedBy: 'Verified By',
};

const OUTPUT: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Event', value: 'event', description: 'The whole generation event' },
		{ name: 'Selected Fields', value: 'selectedFields', description: 'The fields of the event that you choose' },
		{
			name: 'Without Body',
			value: 'withoutBody',
			description: "The event without the provider's own data, which is enough for most agents",
		},
	],
	default: 'event',
	description: 'How much of each result to return. A job that does not finish in time is always returned in full.',
};

const SELECTED: INodeProperties = {
	displayName: 'Fields',
	name: 'outputFields',
	type: 'multiOptions',
	noDataExpression: true,
	displayOptions: { show: { output: ['selectedFields'] } },
	options: Object.entries(FIELDS).map(([value, name]) => ({ name, value })),
	default: ['status', 'jobId', 'results', 'error'],
	description: 'The fields of the event to return',
};

/** The parameters of every operation that returns generation events. */
export const eventOutputProperties: readonly INodeProperties[] = [OUTPUT, SELECTED];

/**
 * @param parameter reads a parameter of the node
 * @returns a function that reduces an event to the fields that the user chose
 */
export function eventOutput(
	parameter: (property: INodeProperties) => unknown,
): (event: GenerationEvent) => IDataObject {
	const output = parameter(OUTPUT);
	const only = (isWanted: (name: string) => boolean) => (event: GenerationEvent) =>
		Object.fromEntries(Object.entries(event).filter(([name]) => isWanted(name)));
	if (output === 'withoutBody') return only((name) => name !== 'body');
	if (output !== 'selectedFields') return (event) => event;
	const selected = parameter(SELECTED) as string[];
	return only((name) => selected.includes(name));
}
