// `npm run bench:profile`: which part of what an authentic delivery costs n8n is this package's.
import getPort from 'get-port';

import { runCommand } from '../harness/command.mts';
import { ensureNode } from '../harness/node-runtime.mts';
import { openWorkbench } from '../support/workbench.mts';
import { profile } from './n8n/cpu-profile.mts';
import { keepBusy } from './n8n/load-generator.mts';
import { untilIdle } from './n8n/process-cost.mts';
import { type ProfileFigures, profileTable } from './n8n/profile-figures.mts';
import { packageTarget } from './n8n/targets.mts';
import { describeMachine, writeResults } from './support/results.mts';

const CONNECTIONS = 10;
const SECONDS = 8;

const port = await getPort({ host: '127.0.0.1' });
const bench = await openWorkbench({
	env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` },
	logLevel: 'error',
});
try {
	const { pid, version } = bench.n8n;
	const target = await packageTarget(bench);
	await keepBusy(target, 'authentic', CONNECTIONS, 3_000);
	await untilIdle(pid);
	let deliveries = 0;
	const parts = await profile(pid, port, async () => {
		deliveries = (await keepBusy(target, 'authentic', CONNECTIONS, SECONDS * 1_000)).answered;
		await untilIdle(pid);
	});
	const figures: ProfileFigures = { n8n: version, deliveries, parts: Object.fromEntries(parts) };
	console.log(`n8n ${version}, lazy isolates, ${deliveries} authentic deliveries over ${CONNECTIONS} connections\n`);
	console.log(profileTable(figures));
	const node = await runCommand((await ensureNode()).node, ['--version']);
	console.log(`\nWritten to ${await writeResults('profile', { machine: describeMachine(node.trim()), figures })}`);
} finally {
	await bench.close();
}
