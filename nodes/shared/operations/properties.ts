import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation, Resource } from './operation';

/**
 * An action node waits with the help of a webhook, and n8n evaluates an expression for each webhook request to a
 * node whose version is exactly 1, and none for later versions. So the action nodes start at 2, as the triggers do.
 */
export const ACTION_VERSION = 2;

/**
 * Composes the parameters of an action node from its operations.
 *
 * @param resources what the node can do; the first resource is preselected
 * @returns the `resource` and `operation` parameters and those of every operation, each shown for its own only
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
		...resources.map(operationList),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) =>
				operation.properties.map((property) => shownFor(resource, operation, property)),
			),
		),
	];
}

/** A parameter and the options that it chooses from. */
interface Choice {
	parameter: string;
	options: ReadonlyArray<{ value: string; name: string }>;
}

/**
 * @param resources what the node can do
 * @param subject what the operation is about: the resource unless given
 * @returns what the canvas shows below the node's name, as an expression: the operation and its subject by their names
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
	return `={{ ${names.join(' + ": " + ')} }}`;
}

function operationList({ value, operations }: Resource): INodeProperties {
	const [{ value: preselected }] = operations;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		// What most users want comes first.
		options: [optionOf(operations[0]), ...sorted(operations.slice(1).map(optionOf))],
		default: preselected,
	};
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

/** n8n lists options in the order of their names. */
function sorted(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((some, other) => some.name.localeCompare(other.name));
}
