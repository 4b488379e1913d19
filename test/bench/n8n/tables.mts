import { summarise } from '../support/statistics.mts';
import { markdownTable } from '../support/table.mts';
import type { Burst } from './burst.mts';
import type { QueueLine } from './queue.mts';
import type { Cell, Engine } from './single.mts';
import { targetNames } from './targets.mts';

const short = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const median = (values: number[]): string => short(summarise(values).median);

/**
 * Deliveries answered per second by workflow and number of connections, with n8n's CPU time for each of them where the
 * system tells it, and how long a sender waits over ten connections.
 */
export function singleTable(cells: readonly Cell[]): string {
	const rows = new Map<string, string[]>();
	const numbers = [...new Set(cells.map(({ connections }) => connections))];
	for (const { target, kind, connections, perSecond, cpu, p95 } of cells) {
		const title = `${targetNames[target.name]}, ${kind}`;
		const row = rows.get(title) ?? [title, ...numbers.map(() => ''), ''];
		const cost = cpu.some(Number.isNaN) ? '' : ` (${median(cpu)} ms)`;
		row[1 + numbers.indexOf(connections)] = `${median(perSecond)}${cost}`;
		if (connections === 10) row[1 + numbers.length] = `${median(p95)} ms`;
		rows.set(title, row);
	}
	const columns = numbers.map((number) => (number === 1 ? '1 connection' : `${number} connections`));
	return markdownTable(['deliveries to', ...columns, '95 of 100 answered in'], [...rows.values()]);
}

/** What became of bursts. */
export function burstTable(bursts: Record<Engine, Burst[]>): string {
	const rows = Object.entries(bursts).flatMap(([engine, those]) =>
		those.map(({ target, sent, inTime, load, executions, succeeded, events }) => [
			engine,
			targetNames[target],
			String(sent),
			String(inTime),
			String(load.taken.length),
			tally(load.unexpected),
			`${executions} (${succeeded} succeeded)`,
			String(events),
			`${(load.elapsed / 1_000).toFixed(1)} s`,
		]),
	);
	const head = ['engine', 'deliveries to', 'sent at once', 'acknowledged in 5 s', 'at all', 'other answers', 'executions'];
	return markdownTable([...head, 'events in them', 'last answer'], rows);
}

/** Throughput in queue mode. */
export function queueTable(lines: readonly QueueLine[]): string {
	const rows = lines.map(({ processors, workers, acknowledged, executed, unexpected }) => {
		const { low, high } = summarise(acknowledged);
		const processes = `${processors} × webhook, ${workers} × worker`;
		return [processes, median(acknowledged), `${short(low)} to ${short(high)}`, median(executed), tally(unexpected)];
	});
	return markdownTable(['processes', 'acknowledged per second', 'rounds', 'executed per second', 'other answers'], rows);
}

const tally = (statuses: readonly string[]): string =>
	[...new Set(statuses)]
		.map((status) => `${statuses.filter((other) => other === status).length} × ${status}`)
		.join(', ') || 'none';
