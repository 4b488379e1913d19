// Run by `npm run bench:load` in a fresh Node, which needs no tool to read this file: what it costs n8n to load the
// package. The argument is the package's folder; the figures go to standard output.
import { createRequire } from 'node:module';
import path from 'node:path';

const [, , folder] = process.argv;
const requireThere = createRequire(path.join(folder, 'package.json'));
const { n8n } = requireThere('./package.json');
const files: string[] = [...n8n.credentials, ...n8n.nodes];

// n8n itself has loaded these long before.
requireThere('n8n-workflow');
requireThere('zod/v4');

const collectGarbage = globalThis.gc ?? (() => undefined);
collectGarbage();
const heapBefore = process.memoryUsage().heapUsed;
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const loaded = files.map((file) => {
	const name = path.basename(file).split('.')[0];
	const Type = requireThere(path.resolve(folder, file))[name];
	return new Type();
});
const nanoseconds = (performance.now() - startedAt) * 1e6;
const { user, system } = process.cpuUsage(cpuBefore);
collectGarbage();
const heap = process.memoryUsage().heapUsed - heapBefore;

console.log(JSON.stringify({ types: loaded.length, nanoseconds, cpuNanoseconds: (user + system) * 1_000, heap }));
