import { request } from 'undici';

import type { N8nClient } from '../harness/n8n-client.mts';
import type { ExecutionDetail, WorkflowNode } from '../harness/n8n-types.mts';
import { PACKAGE } from './workbench.mts';

/** JSON Schema as far as the editor's preview reads it. */
export interface PlainSchema {
	type?: string | string[];
	properties?: Record<string, PlainSchema>;
	required?: string[];
	items?: PlainSchema;
	examples?: unknown[];
}

/** Expects that the `json` of what a node put out is what n8n's editor announced before. */
export async function expectMatchesSchema(
	client: N8nClient,
	node: Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters'>,
	items: readonly unknown[],
): Promise<void> {
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
	execution: ExecutionDetail,
): Promise<void> {
	for (const node of nodes.filter(({ type, name }) => type.startsWith(PACKAGE) && name in execution.runs)) {
		const items = execution.items(node.name).map(({ json }) => json);
		await expectMatchesSchema(client, node, items.filter((item) => 'provider' in item || !('error' in item)));
	}
}

/** Gets a node's schema from n8n, as the editor does. */
export async function outputSchema(
	client: N8nClient,
	{ type, typeVersion, parameters }: Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters'>,
): Promise<PlainSchema> {
	const { resource, operation } = (parameters ?? {}) as Record<string, string | undefined>;
	const parts = [type, `${typeVersion}.0.0`, resource, operation].filter((part) => part !== undefined);
	const { statusCode, body } = await request(`${client.url}/schemas/${parts.join('/')}.json`);
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
	const types = [schema.type ?? []].flat();
	const type = typeOf(value);
	if (types.length > 0 && !types.includes(type)) return [`${path} is ${type}, not ${types.join(' or ')}`];
	if (Array.isArray(value)) {
		const { items = {} } = schema;
		return value.flatMap((entry, index) => deviations(items, entry, `${path}[${index}]`));
	}
	if (type !== 'object') return [];
	const fields = value as Record<string, unknown>;
	const missing = (schema.required ?? []).filter((name) => fields[name] === undefined);
	return [
		...missing.map((name) => `${path}.${name} is missing`),
		...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
			fields[name] === undefined ? [] : deviations(property, fields[name], `${path}.${name}`),
		),
	];
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}
