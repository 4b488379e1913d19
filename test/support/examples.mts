import { readdirSync, readFileSync } from 'node:fs';

import type { WorkflowDefinition } from '../harness/n8n-types.mts';
import { inRepository } from '../harness/paths.mts';

/** The names of the example workflows, without `.json`. */
export const exampleNames = (): string[] =>
	readdirSync(inRepository('examples')).flatMap((file) => /^(.+)\.json$/.exec(file)?.slice(1) ?? []);

/** An example as a user imports it. */
export const readExample = (name: string): WorkflowDefinition =>
	JSON.parse(readFileSync(inRepository(`examples/${name}.json`), 'utf8')) as WorkflowDefinition;
