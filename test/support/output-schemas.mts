import { Ajv } from 'ajv';
import { request } from 'undici';

import type { ExecutionDetail } from '../harness/execution-data.mts';
import type { N8nClient } from '../harness/n8n-client.mts';
import type { WorkflowNode } from '../harness/n8n-types.mts';
import { PACKAGE } from './workbench.mts';

const ajv = new Ajv({ allErrors: true, strict: false });

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
export async function expectMatchesSchema(
	client: N8nClient,
	node: SchemaNode,
	items: readonly unknown[],
): Promise<void> {
	const schema = await outputSchema(client, node);
	expect(deviations({ type: 'array', items: schema }, items)).toEqual([]);
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
		const announced = items(node.name)
			.map(({ json }) => json)
			.filter((item) => 'provider' in item || !('error' in item));
		await expectMatchesSchema(client, node, announced);
	}
}

/** Gets a node's schema from n8n, as the editor does. */
export async function outputSchema(
	{ url }: N8nClient,
	{ type, typeVersion, parameters }: SchemaNode,
): Promise<PlainSchema> {
	const parts = [type, `${typeVersion}.0.0`, parameters?.resource, parameters?.operation].filter(
		(part) => part !== undefined,
	);
	const { statusCode, body } = await request(`${url}/schemas/${parts.join('/')}.json`);
	if (statusCode !== 200) throw new Error(`n8n has no schema ${parts.join('/')}: ${statusCode}`);
	return (await body.json()) as PlainSchema;
}

/** What is not as the schema says, a text each; fields that it does not name are fine. */
export function deviations(schema: PlainSchema, value: unknown): string[] {
	ajv.validate(schema, value);
	return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
