// Run by `npm run bench:load` in a fresh Node, which needs no tool to read this file: prints what it costs n8n to load
// the package.
import { createRequire } from 'node:module';
import path from 'node:path';

const requireThere = createRequire(path.resolve(import.meta.dirname, '../../../package.json'));
const { n8n } = requireThere('./package.json');
const files: string[] = [...n8n.credentials, ...n8n.nodes];

// n8n itself has loaded these long before.
requireThere('n8n-workflow');
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

console.log(JSON.stringify({ types: loaded.length, nanoseconds, cpuNanoseconds: (user + system) * 1_000, heap }));
