import type { Goal } from '../support/goals.mts';
import { ratios } from '../support/statistics.mts';
import { times } from '../support/table.mts';
import { cellOf, type Engine, type N8nFigures } from './figures.mts';
import type { Kind } from './load-generator.mts';
import { type TargetName, targetNames } from './targets.mts';

/**
 * What n8n's figures have to reach: deliveries per second beside another trigger, over ten connections unless a goal
 * says otherwise, and what becomes of a burst.
 */
export function n8nGoals({ cells, bursts }: N8nFigures): Goal[] {
	const beside = (
		engine: Engine,
		kind: Kind,
		other: TargetName,
		bound: number,
		{ of = 'package', connections = 10 }: { of?: TargetName; connections?: number } = {},
	): Goal => {
		const perSecond = (target: TargetName) => cellOf(cells, { engine, target, kind, connections }).perSecond;
		return {
			what: `${engine} engine, ${targetNames[of]}, ${kind}, ${connections} at once, beside "${targetNames[other]}"`,
			measured: ratios(perSecond(of), perSecond(other)).median,
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
		beside('default', 'authentic', 'github', 0.95),
		beside('default', 'forged', 'github', 0.95),
		beside('lazy', 'authentic', 'do-it-yourself', 3),
		beside('lazy', 'authentic', 'unverified', 0.85),
		beside('lazy', 'authentic', 'package', 0.85, { of: 'signed' }),
		beside('lazy', 'forged', 'github', 12),
		beside('lazy', 'forged', 'do-it-yourself', 12),
		beside('lazy', 'authentic', 'unverified', 0.85, { of: 'combined', connections: 1 }),
		beside('lazy', 'authentic', 'unverified', 2, { of: 'combined', connections: 10 }),
		beside('lazy', 'authentic', 'unverified', 4, { of: 'combined', connections: 50 }),
		beside('default', 'authentic', 'github', 1.5, { of: 'combined' }),
		beside('default', 'authentic', 'unverified', 1, { of: 'combined' }),
		...bursts
			.filter(({ engine }) => engine === 'lazy')
			.flatMap(({ target, sent, inTime, events }) => [
				count(`${targetNames[target]}, acknowledged within 5 s`, inTime, sent),
				count(`${targetNames[target]}, events executed`, events, sent),
			]),
	];
}
