import { summarise } from '../support/statistics.mts';
import { markdownTable } from '../support/table.mts';
import { type BurstFigures, type Cell, type QueueFigures } from './figures.mts';
import { targetNames } from './targets.mts';

const short = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/**
 * Deliveries answered per second by workflow and number of connections, with n8n's CPU time for each of them, and how
 * long a sender waits over ten connections.
 */
export function singleTable(cells: readonly Cell[]): string {
	const numbers = [...new Set(cells.map(({ connections }) => connections))].sort((one, other) => one - other);
	const rows = (['authentic', 'forged'] as const).flatMap((kind) => {
		const names = new Set(cells.filter((cell) => cell.kind === kind).map(({ target }) => target));
		return [...names].map((target) => {
			const find = (connections: number) =>
				cells.find((cell) => cell.target === target && cell.kind === kind && cell.connections === connections);
			return [`${targetNames[target]}, ${kind}`, ...numbers.map((number) => throughput(find(number))), patience(find(10))];
		});
	});
	const columns = numbers.map((number) => (number === 1 ? '1 connection' : `${number} connections`));
	return markdownTable(['deliveries to', ...columns, '95 of 100 answered in'], rows);
}

function throughput(cell: Cell | undefined): string {
	if (cell === undefined) return '';
	const cpu = cell.cpu.length === 0 ? '' : ` (${short(summarise(cell.cpu).median)} ms)`;
	return `${short(summarise(cell.perSecond).median)}${cpu}`;
}

const patience = (cell: Cell | undefined): string =>
	cell === undefined ? '' : `${short(summarise(cell.p95).median)} ms`;

/** What became of a burst. */
export function burstTable(bursts: readonly BurstFigures[]): string {
	return markdownTable(
		['engine', 'deliveries to', 'sent at once', 'acknowledged in 5 s', 'at all', 'other answers', 'executions', 'events in them', 'last answer'],
		bursts.map((figures) => [
			figures.engine,
			targetNames[figures.target],
			String(figures.sent),
			String(figures.inTime),
			String(figures.acknowledged),
			tally(figures.unexpected),
			`${figures.executions} (${figures.succeeded} succeeded)`,
			String(figures.events),
			`${(figures.elapsed / 1_000).toFixed(1)} s`,
		]),
	);
}

/** Throughput in queue mode. */
export function queueTable(lines: readonly QueueFigures[]): string {
	return markdownTable(
		['processes', 'acknowledged per second', 'rounds', 'executed per second', 'other answers'],
		lines.map(({ processors, workers, acknowledged, executed, unexpected }) => [
			`${processors} × webhook, ${workers} × worker`,
			short(acknowledged.median),
			`${short(acknowledged.low)} to ${short(acknowledged.high)}`,
			short(executed.median),
			tally(unexpected),
		]),
	);
}

function tally(statuses: Readonly<Record<string, number>>): string {
	return Object.entries(statuses).map(([status, count]) => `${count} × ${status}`).join(', ') || 'none';
}
