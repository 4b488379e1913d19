import type { Goal } from '../support/goals.mts';
import { ratios } from '../support/statistics.mts';
import { times } from '../support/table.mts';
import { cellOf, type Engine, type N8nFigures } from './figures.mts';
import type { Kind } from './load-generator.mts';
import { type TargetName, targetNames } from './targets.mts';

/** What n8n's figures have to reach, at ten connections. */
export function n8nGoals({ cells, bursts }: N8nFigures): Goal[] {
	const throughput = (engine: Engine, kind: Kind, beside: TargetName, bound: number): Goal => {
		const perSecond = (target: TargetName) => cellOf(cells, { engine, target, kind, connections: 10 }).perSecond;
		return {
			what: `${engine} engine, ${kind}, deliveries per second beside "${targetNames[beside]}"`,
			measured: ratios(perSecond('package'), perSecond(beside)).median,
			bound,
			direction: 'at least',
			format: times,
		};
	};
	const count = (what: string, measured: number, bound: number): Goal => ({
		what: `lazy engine, burst, ${what}`,
		measured,
		bound,
		direction: 'at least',
		format: String,
	});
	return [
		throughput('default', 'authentic', 'github', 0.95),
		throughput('default', 'forged', 'github', 0.95),
		throughput('lazy', 'authentic', 'github', 3.5),
		throughput('lazy', 'authentic', 'do-it-yourself', 3),
		throughput('lazy', 'authentic', 'unverified', 0.85),
		throughput('lazy', 'forged', 'github', 12),
		throughput('lazy', 'forged', 'do-it-yourself', 12),
		...bursts
			.filter(({ engine }) => engine === 'lazy')
			.flatMap(({ sent, inTime, executions }) => [
				count('acknowledged within 5 s', inTime, sent),
				count('executions', executions, sent),
			]),
	];
}
