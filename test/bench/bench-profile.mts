// `npm run bench:profile [-- --write]`: which part of what an authentic delivery costs n8n is this package's.
import getPort from 'get-port';

import { runCommand } from '../harness/command.mts';
import { ensureNode } from '../harness/node-runtime.mts';
import { openWorkbench } from '../support/workbench.mts';
import { profile } from './n8n/cpu-profile.mts';
import { keepBusy } from './n8n/load-generator.mts';
import { untilIdle } from './n8n/process-cost.mts';
import { packageTarget } from './n8n/targets.mts';
import { report } from './support/report.mts';
import { markdownTable } from './support/table.mts';

const CONNECTIONS = 10;
const SECONDS = 8;

const port = await getPort({ host: '127.0.0.1' });
const bench = await openWorkbench({
	env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` },
	logLevel: 'error',
});
try {
	const { pid, version } = bench.n8n;
	const target = await packageTarget(bench, 'package');
	await keepBusy(target, 'authentic', CONNECTIONS, 3_000);
	await untilIdle(pid);
	let deliveries = 0;
	const parts = await profile(pid, port, async () => {
		deliveries = (await keepBusy(target, 'authentic', CONNECTIONS, SECONDS * 1_000)).answered;
		await untilIdle(pid);
	});
	const total = [...parts.values()].reduce((sum, milliseconds) => sum + milliseconds, 0);
	const rows = [...parts]
		.sort(([, one], [, other]) => other - one)
		.map(([part, milliseconds]) => [
			part,
			`${(milliseconds / deliveries).toFixed(2)} ms`,
			`${((100 * milliseconds) / total).toFixed(0)} %`,
		]);
	const how = `n8n ${version}, ${deliveries} deliveries over ${CONNECTIONS} connections, lazy isolates.`;
	const node = (await runCommand((await ensureNode()).node, ['--version'])).trim();
	await report({ profile: [how, markdownTable(['part', 'for each delivery', 'share'], rows)] }, node);
} finally {
	await bench.close();
}
