// `npm run bench:profile [-- --write]`: which part of what an authentic delivery costs n8n is this package's.
import getPort from 'get-port';
import { sum } from 'simple-statistics';

import { openWorkbench } from '../support/workbench.mts';
import { profile } from './n8n/cpu-profile.mts';
import { keepBusy } from './n8n/load-generator.mts';
import { untilIdle } from './n8n/process-cost.mts';
import { openTarget } from './n8n/targets.mts';
import { report } from './support/report.mts';
import { markdownTable } from './support/table.mts';

const CONNECTIONS = 10;
const columns = [
	['package', 'an execution each'],
	['combined', 'events combined'],
] as const;

const port = await getPort({ host: '127.0.0.1' });
const bench = await openWorkbench({
	env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` },
	logLevel: 'error',
});
try {
	const { pid, version } = bench.n8n;
	const rows = new Map<string, Record<string, string>>();
	const counts: string[] = [];
	for (const [name, title] of columns) {
		const target = await openTarget(bench, name);
		const receive = async (milliseconds: number) => {
			const { taken } = await keepBusy(target, 'authentic', CONNECTIONS, milliseconds);
			await untilIdle(pid);
			return taken.length;
		};
		await receive(3_000);
		const { parts, result: deliveries } = await profile(pid, port, async () => await receive(8_000));
		counts.push(`${deliveries} (${title})`);
		const total = sum([...parts.values()]);
		for (const [part, milliseconds] of parts) {
			const each = `${(milliseconds / deliveries).toFixed(2)} ms (${((100 * milliseconds) / total).toFixed(0)} %)`;
			rows.set(part, { 'part, for each delivery': part, ...rows.get(part), [title]: each });
		}
	}
	const how = `n8n ${version}, ${counts.join(' and ')} deliveries over ${CONNECTIONS} connections, lazy isolates.`;
	await report({ profile: [how, markdownTable([...rows.values()])] });
} finally {
	await bench.close();
}
