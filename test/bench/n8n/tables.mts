import { ratios, summarise } from '../support/statistics.mts';
import { markdownTable, times } from '../support/table.mts';
import { type BurstFigures, type Cell, cellOf, type QueueFigures } from './figures.mts';
import { targetNames } from './targets.mts';

const short = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** Throughput, n8n's CPU time and the time until an answer, by workflow; what is compared stands together. */
export function singleTable(cells: readonly Cell[]): string {
	const rank = ({ kind, connections }: Cell) => (kind === 'forged' ? 1 : 0) - connections * 10;
	return markdownTable(
		['deliveries to', 'per second', 'rounds', 'package beside it', 'CPU of n8n each', 'package beside it', '95 of 100 answered in'],
		[...cells]
			.sort((one, other) => rank(one) - rank(other))
			.map((cell) => {
				const { median, low, high } = summarise(cell.perSecond);
				const own = cellOf(cells, { ...cell, target: 'package' });
				const connections = cell.connections === 1 ? '1 connection' : `${cell.connections} connections`;
				return [
					`${targetNames[cell.target]}, ${cell.kind}, ${connections}`,
					short(median),
					`${short(low)} to ${short(high)}`,
					cell.target === 'package' ? '' : times(ratios(own.perSecond, cell.perSecond).median),
					cell.cpu.length === 0 ? 'unknown' : `${short(summarise(cell.cpu).median)} ms`,
					cell.target === 'package' || cell.cpu.length === 0 ? '' : times(ratios(cell.cpu, own.cpu).median),
					`${short(summarise(cell.p95).median)} ms`,
				];
			}),
	);
}

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
