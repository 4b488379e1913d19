import { request } from 'undici';

import type { ExecutionDetail } from '../harness/execution-data.mts';
import type { N8nClient } from '../harness/n8n-client.mts';
import type { WorkflowNode } from '../harness/n8n-types.mts';
import { PACKAGE } from './workbench.mts';

/** JSON Schema as far as the editor's preview reads it. */
export interface PlainSchema {
	type?: string | string[];
	properties?: Record<string, PlainSchema>;
	required?: string[];
	items?: PlainSchema;
	examples?: unknown[];
}

/** What a node's schema depends on. */
type SchemaNode = Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters'>;

/** Expects that the `json` of what a node put out is what n8n's editor announced before. */
export async function expectMatchesSchema(client: N8nClient, node: SchemaNode, items: readonly unknown[]): Promise<void> {
	const schema = await outputSchema(client, node);
	expect(items.flatMap((item, index) => deviations(schema, item, `item ${index}`))).toEqual([]);
}

/**
 * Expects of every node of this package in an execution that its items are what n8n's editor announced. An item that
 * stands for a failure is announced nowhere: n8n makes those of all nodes alike.
 */
export async function expectAnnouncedItems(
	client: N8nClient,
	nodes: readonly WorkflowNode[],
	{ runs, items }: ExecutionDetail,
): Promise<void> {
	for (const node of nodes.filter(({ type, name }) => type.startsWith(PACKAGE) && name in runs)) {
		const announced = items(node.name).map(({ json }) => json).filter((item) => 'provider' in item || !('error' in item));
		await expectMatchesSchema(client, node, announced);
	}
}

/** Gets a node's schema from n8n, as the editor does. */
export async function outputSchema({ url }: N8nClient, { type, typeVersion, parameters }: SchemaNode): Promise<PlainSchema> {
	const parts = [type, `${typeVersion}.0.0`, parameters?.resource, parameters?.operation].filter((part) => part !== undefined);
	const { statusCode, body } = await request(`${url}/schemas/${parts.join('/')}.json`);
	if (statusCode !== 200) throw new Error(`n8n has no schema ${parts.join('/')}: ${statusCode}`);
	return (await body.json()) as PlainSchema;
}

/**
 * @param schema what is expected
 * @param value what is there
 * @param path where it is, for the messages
 * @returns a text for everything that is not as the schema says; fields that it does not name are fine
 */
export function deviations(schema: PlainSchema, value: unknown, path: string): string[] {
	const { type: types = [], properties = {}, required = [], items = {} } = schema;
	const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
	if (types.length > 0 && ![types].flat().includes(type)) return [`${path} is ${type}, not ${[types].flat().join(' or ')}`];
	if (Array.isArray(value)) return value.flatMap((entry, index) => deviations(items, entry, `${path}[${index}]`));
	if (type !== 'object') return [];
	const fields = value as Record<string, unknown>;
	const isThere = (name: string) => fields[name] !== undefined;
	return [
		...required.filter((name) => !isThere(name)).map((name) => `${path}.${name} is missing`),
		...Object.keys(properties).filter(isThere).flatMap((name) => deviations(properties[name], fields[name], `${path}.${name}`)),
	];
}
