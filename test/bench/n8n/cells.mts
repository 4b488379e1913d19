import { quantile } from 'simple-statistics';

import { summarise } from '../support/statistics.mts';
import { markdownTable, short } from '../support/table.mts';
import { keepBusy } from './load-generator.mts';
import { cpuTime, untilIdle } from './process-cost.mts';
import { type Kind, type Target, targetNames } from './targets.mts';

/** One workflow, one kind of deliveries, one number of connections; its figures by round. */
export interface Cell {
	target: Target;
	kind: Kind;
	connections: number;
	/** Deliveries answered per second. */
	perSecond: number[];
	/** Milliseconds of n8n's CPU time per delivery, until the executions have ended too. */
	cpu: number[];
	/** Milliseconds in which 95 of 100 deliveries were answered. */
	p95: number[];
}

/** Puts a workflow under load for a round. */
export async function measureCell(
	pid: number,
	{ target, kind, connections, ...figures }: Cell,
	seconds: number,
): Promise<void> {
	const before = await cpuTime(pid);
	const { taken, elapsed } = await keepBusy(target, kind, connections, seconds * 1_000);
	await untilIdle(pid);
	figures.cpu.push(((await cpuTime(pid)) - before) / taken.length);
	figures.perSecond.push((taken.length * 1_000) / elapsed);
	figures.p95.push(taken.length === 0 ? Infinity : quantile(taken, 0.95));
}

const median = (values: number[]): string => short(summarise(values).median);

/**
 * Deliveries answered per second by workflow and number of connections, with n8n's CPU time for each of them where the
 * system tells it, and how long a sender waits over ten connections.
 */
export function cellTable(cells: readonly Cell[]): string {
	const rows = new Map<string, Record<string, string>>();
	for (const { target, kind, connections, perSecond, cpu, p95 } of cells) {
		const title = `${targetNames[target.name]}, ${kind}`;
		const { '95 of 100 answered in': wait = '', ...row } = rows.get(title) ?? { 'deliveries to': title };
		const cost = cpu.some(Number.isNaN) ? '' : ` (${median(cpu)} ms)`;
		rows.set(title, {
			...row,
			[connections === 1 ? '1 connection' : `${connections} connections`]: `${median(perSecond)}${cost}`,
			'95 of 100 answered in': connections === 10 ? `${median(p95)} ms` : wait,
		});
	}
	return markdownTable([...rows.values()]);
}
