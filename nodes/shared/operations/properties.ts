import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation, Resource } from './operation';

/**
 * Action nodes start at version 2, like the triggers: n8n evaluates an expression for each webhook request to a node of
 * version 1, and nodes that wait have a webhook.
 */
export const ACTION_VERSION = 2;

/**
 * Composes the parameters of an action node from its operations.
 *
 * @param resources the first one is preselected
 * @returns the `resource` parameter, an `operation` parameter for each resource and one more for each `preselectedAsTool`,
 *   and the parameters of every operation, shown for that operation only
 */
export function operationProperties(resources: readonly Resource[]): INodeProperties[] {
	const [{ value: preselected }] = resources;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: sorted(resources.map(({ name, value }) => ({ name, value }))),
			default: preselected,
		},
		...resources.flatMap(operationLists),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) =>
				operation.properties.map((property) => shownFor(resource, operation, property)),
			),
		),
	];
}

/** A parameter and its options. */
interface Choice {
	parameter: string;
	options: ReadonlyArray<{ value: string; name: string }>;
}

/**
 * Makes the text below a node's name on the canvas.
 *
 * @param subject what the operation acts on; the resource by default
 * @returns an expression that gives the names of the operation and its subject
 */
export function operationSubtitle(
	resources: readonly Resource[],
	subject: Choice = { parameter: 'resource', options: resources },
): string {
	const operation = { parameter: 'operation', options: resources.flatMap(({ operations }) => operations) };
	const names = [operation, subject].map(({ parameter, options }) => {
		const byValue = Object.fromEntries(options.map(({ value, name }) => [value, name]));
		return `(${JSON.stringify(byValue)})[$parameter["${parameter}"]]`;
	});
	return `={{ [${names.join(', ')}].filter(Boolean).join(": ") }}`;
}

function operationLists({ value, operations, preselectedAsTool }: Resource): INodeProperties[] {
	const [{ value: preselected }] = operations;
	const list: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		// The most common operation comes first.
		options: [optionOf(operations[0]), ...sorted(operations.slice(1).map(optionOf))],
		default: preselected,
	};
	if (preselectedAsTool === undefined) return [list];
	return [
		{ ...list, displayOptions: { show: { resource: [value], '@tool': [false] } } },
		{ ...list, displayOptions: { show: { resource: [value], '@tool': [true] } }, default: preselectedAsTool },
	];
}

function optionOf({ name, value, action, description }: Operation): INodePropertyOptions {
	return { name, value, action, description };
}

function shownFor(resource: Resource, operation: Operation, property: INodeProperties): INodeProperties {
	const { show, ...otherwise } = property.displayOptions ?? {};
	return {
		...property,
		displayOptions: {
			...otherwise,
			show: { resource: [resource.value], operation: [operation.value], ...show },
		},
	};
}

/** n8n's guidelines ask for options in alphabetical order. */
function sorted(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((some, other) => some.name.localeCompare(other.name));
}
