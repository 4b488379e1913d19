import { readdirSync, readFileSync } from 'node:fs';

import { inRepository } from '../harness/paths.mts';
import type { WorkflowDefinition } from '../harness/n8n-types.mts';

/** The names of the example workflows, without `.json`. */
export function exampleNames(): string[] {
	return readdirSync(inRepository('examples'))
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.slice(0, -'.json'.length));
}

/** An example as a user imports it. */
export function readExample(name: string): WorkflowDefinition {
	return JSON.parse(readFileSync(inRepository(`examples/${name}.json`), 'utf8')) as WorkflowDefinition;
}
