// Run by `npm run bench:load` in a fresh Node, which needs no tool to read this file: prints what it costs n8n to load
// the package.
import { createRequire } from 'node:module';
import path from 'node:path';

const requireThere = createRequire(path.resolve(import.meta.dirname, '../../../package.json'));
const { n8n } = requireThere('./package.json');
const files: string[] = [...n8n.credentials, ...n8n.nodes];

// n8n itself has loaded these long before.
const { Workflow } = requireThere('n8n-workflow');
requireThere('zod/v4');

globalThis.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const loaded = files.map((file) => new (requireThere(`./${file}`)[path.basename(file).split('.')[0]])());
const nanoseconds = (performance.now() - startedAt) * 1e6;
const { user, system } = process.cpuUsage(cpuBefore);
globalThis.gc?.();
const heap = process.memoryUsage().heapUsed - heapBefore;

/** The trigger with the largest description. */
const trigger = loaded.find(({ description }) => description?.name === 'signedWebhookTrigger');

/** Builds what n8n builds for every delivery to a workflow with that trigger. */
function buildWorkflow(): number {
	const node = { id: '1', name: 'Trigger', type: 'signedWebhookTrigger', typeVersion: 2, position: [0, 0] };
	const nodes = [{ ...node, parameters: { sender: 'gitHub', events: ['*'] } }];
	const started = performance.now();
	new Workflow({ nodes, connections: {}, active: true, nodeTypes: { getByNameAndVersion: () => trigger } });
	return (performance.now() - started) * 1e6;
}

const builds = Array.from({ length: 1_000 }, buildWorkflow).slice(500);

console.log(
	JSON.stringify({
		types: loaded.length,
		nanoseconds,
		cpuNanoseconds: (user + system) * 1_000,
		heap,
		description: Buffer.byteLength(JSON.stringify(trigger.description)),
		workflowNanoseconds: builds.sort((one, other) => one - other)[builds.length >> 1],
	}),
);
