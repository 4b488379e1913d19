import { quantile } from 'simple-statistics';

import { summarise } from '../support/statistics.mts';
import { markdownTable, short } from '../support/table.mts';
import { keepBusy } from './load-generator.mts';
import { cpuTime, untilIdle } from './process-cost.mts';
import { type Kind, type Target, type TargetName, targetNames } from './targets.mts';

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

/** n8n's CPU time per delivery, where the system tells it. */
const costOf = ({ cpu }: Cell): string => (cpu.some(Number.isNaN) ? '' : ` (${median(cpu)} ms)`);

/**
 * Deliveries answered per second by workflow and number of connections, with n8n's CPU time for each of them where the
 * system tells it, and how long a sender waits over ten connections.
 */
export function cellTable(cells: readonly Cell[]): string {
	const rows = new Map<string, Record<string, string>>();
	for (const cell of cells) {
		const { target, kind, connections, perSecond, p95 } = cell;
		const title = `${targetNames[target.name]}, ${kind}`;
		const { '95 of 100 answered in': wait = '', ...row } = rows.get(title) ?? { 'deliveries to': title };
		rows.set(title, {
			...row,
			[connections === 1 ? '1 connection' : `${connections} connections`]: `${median(perSecond)}${costOf(cell)}`,
			'95 of 100 answered in': connections === 10 ? `${median(p95)} ms` : wait,
		});
	}
	return markdownTable([...rows.values()]);
}

/** The deliveries that the two ways of n8n to build isolates are compared by. */
const COMPARED: ReadonlyArray<readonly [TargetName, Kind]> = [
	['unverified', 'authentic'],
	['do-it-yourself', 'authentic'],
	['github', 'authentic'],
	['package', 'authentic'],
	['combined', 'authentic'],
	['do-it-yourself', 'forged'],
	['github', 'forged'],
	['package', 'forged'],
];

/** Deliveries answered per second, with n8n's CPU time for each, by the way in which n8n builds isolates. */
export function comparisonTable(cells: Record<'default' | 'lazy', readonly Cell[]>): string {
	const figureOf = (engine: 'default' | 'lazy', connections: number, target: TargetName, kind: Kind) => {
		const cell = cells[engine].find(
			(one) => one.target.name === target && one.kind === kind && one.connections === connections,
		);
		return cell === undefined ? '' : `${median(cell.perSecond)}${costOf(cell)}`;
	};
	return markdownTable(
		COMPARED.map(([target, kind]) => ({
			'10 connections': `${targetNames[target]}, ${kind}`,
			"n8n's default": figureOf('default', 10, target, kind),
			'lazy isolates': figureOf('lazy', 10, target, kind),
			'the same, 50 connections': figureOf('lazy', 50, target, kind),
		})),
	);
}
