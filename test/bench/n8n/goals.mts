import { atLeast } from '../support/goals.mts';
import { ratios } from '../support/statistics.mts';
import type { Burst } from './burst.mts';
import type { Cell, Engine } from './single.mts';
import { type Kind, type TargetName, targetNames } from './targets.mts';

/**
 * What n8n's figures have to reach: deliveries per second beside another trigger, over ten connections unless a goal
 * says otherwise, and what becomes of a burst with lazy isolates.
 */
export function n8nGoals(cells: Record<Engine, Cell[]>, lazyBursts: readonly Burst[]): string[][] {
	const beside = (engine: Engine, kind: Kind, other: TargetName, bound: number, of: TargetName = 'package', connections = 10) => {
		const perSecond = (name: TargetName) =>
			cells[engine].find((cell) => cell.target.name === name && cell.kind === kind && cell.connections === connections)?.perSecond ?? [];
		const what = `${engine} engine, ${targetNames[of]}, ${kind}, ${connections} at once, beside "${targetNames[other]}"`;
		return atLeast(what, ratios(perSecond(of), perSecond(other)).median, bound);
	};
	const burst = (target: Burst['target'], what: string, measured: number, bound: number) =>
		atLeast(`lazy engine, burst, ${targetNames[target]}, ${what}`, measured, bound, String);
	return [
		beside('default', 'authentic', 'github', 0.95),
		beside('default', 'forged', 'github', 0.95),
		beside('lazy', 'authentic', 'do-it-yourself', 3),
		beside('lazy', 'authentic', 'unverified', 0.85),
		beside('lazy', 'authentic', 'package', 0.85, 'signed'),
		beside('lazy', 'forged', 'github', 12),
		beside('lazy', 'forged', 'do-it-yourself', 12),
		beside('lazy', 'authentic', 'unverified', 0.85, 'combined', 1),
		beside('lazy', 'authentic', 'unverified', 2, 'combined', 10),
		beside('lazy', 'authentic', 'unverified', 4, 'combined', 50),
		beside('default', 'authentic', 'github', 1.5, 'combined'),
		beside('default', 'authentic', 'unverified', 1, 'combined'),
		...lazyBursts.flatMap(({ target, sent, inTime, events }) => [
			burst(target, 'acknowledged within 5 s', inTime, sent),
			burst(target, 'events executed', events, sent),
		]),
	];
}
