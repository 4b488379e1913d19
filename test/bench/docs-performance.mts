// `npm run docs:performance [-- --quick]`: runs every benchmark and writes its figures into
// docs/performance.md and test/bench/README.md.
import { spawnSync } from 'node:child_process';

import { ensureNode } from '../harness/node-runtime.mts';
import { inRepository } from '../harness/paths.mts';

// As in `npm run bench`: a heap with room, so that no contender happens to cross V8's next threshold for collecting garbage.
const HEAP = ['--initial-old-space-size=2000'];
const { node } = await ensureNode();
/** The verification on the Node that n8n needs and on the running one, which is to be the oldest supported. */
const runs = [...new Set([node, process.execPath])].map((runtime) => ({ runtime, script: 'bench.mts' }));
for (const script of ['bench-load.mts', 'bench-start.mts', 'bench-n8n.mts', 'bench-profile.mts'])
	runs.push({ runtime: process.execPath, script });

for (const { runtime, script } of runs) {
	const args = [...HEAP, '--import', 'tsx', inRepository('test', 'bench', script), '--write', ...process.argv.slice(2)];
	const { status } = spawnSync(runtime, args, { stdio: 'inherit' });
	if (status !== 0) process.exit(status ?? 1);
}
