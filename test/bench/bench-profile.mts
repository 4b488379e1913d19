// `npm run bench:profile [-- --write]`: which part of what an authentic delivery costs n8n is this package's.
import getPort from 'get-port';

import { openWorkbench } from '../support/workbench.mts';
import { profile } from './n8n/cpu-profile.mts';
import { keepBusy } from './n8n/load-generator.mts';
import { untilIdle } from './n8n/process-cost.mts';
import { packageTarget } from './n8n/targets.mts';
import { report } from './support/report.mts';
import { markdownTable } from './support/table.mts';

const CONNECTIONS = 10;
const MILLISECONDS = 8_000;

const port = await getPort({ host: '127.0.0.1' });
const bench = await openWorkbench({
	env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` },
	logLevel: 'error',
});
const columns = { package: 'an execution each', combined: 'events combined' } as const;

try {
	const { pid, version } = bench.n8n;
	const rows = new Map<string, string[]>();
	const counts: string[] = [];
	for (const [index, name] of (['package', 'combined'] as const).entries()) {
		const target = await packageTarget(bench, name);
		await keepBusy(target, 'authentic', CONNECTIONS, 3_000);
		await untilIdle(pid);
		let deliveries = 0;
		const parts = await profile(pid, port, async () => {
			deliveries = (await keepBusy(target, 'authentic', CONNECTIONS, MILLISECONDS)).taken.length;
			await untilIdle(pid);
		});
		counts.push(`${deliveries} (${columns[name]})`);
		const total = [...parts.values()].reduce((sum, milliseconds) => sum + milliseconds, 0);
		for (const [part, milliseconds] of parts) {
			const row = rows.get(part) ?? [part, '', ''];
			row[index + 1] = `${(milliseconds / deliveries).toFixed(2)} ms (${((100 * milliseconds) / total).toFixed(0)} %)`;
			rows.set(part, row);
		}
	}
	const how = `n8n ${version}, ${counts.join(' and ')} deliveries over ${CONNECTIONS} connections, lazy isolates.`;
	await report({ profile: [how, markdownTable(['part, for each delivery', ...Object.values(columns)], [...rows.values()])] });
} finally {
	await bench.close();
}
