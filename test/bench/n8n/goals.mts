import { ratios } from '../support/statistics.mts';
import { goal } from '../support/table.mts';
import type { Cell } from './cells.mts';
import { type Kind, type TargetName, targetNames } from './targets.mts';

type Engine = 'default' | 'lazy';

/** The deliveries per second that a trigger has to reach beside another one, over ten connections unless a goal says otherwise. */
export function throughputGoals(cells: Record<Engine, Cell[]>) {
	const beside = (
		engine: Engine,
		kind: Kind,
		other: TargetName,
		bound: number,
		of: TargetName = 'package',
		connections = 10,
	) => {
		const [one, two] = [of, other].map((name) =>
			cells[engine].find((cell) => cell.target.name === name && cell.kind === kind && cell.connections === connections),
		);
		const what = `${engine} engine, ${targetNames[of]}, ${kind}, ${connections} at once, beside "${targetNames[other]}"`;
		return goal(what, ratios(one?.perSecond ?? [], two?.perSecond ?? []).median, 'at least', bound);
	};
	return [
		beside('default', 'authentic', 'github', 0.95),
		beside('default', 'forged', 'github', 0.95),
		beside('lazy', 'authentic', 'do-it-yourself', 3),
		beside('lazy', 'authentic', 'unverified', 0.85),
		beside('lazy', 'authentic', 'package', 0.95, 'signed'),
		beside('lazy', 'forged', 'github', 12),
		beside('lazy', 'forged', 'do-it-yourself', 12),
		beside('lazy', 'authentic', 'unverified', 0.85, 'combined', 1),
		beside('lazy', 'authentic', 'unverified', 2, 'combined', 10),
		beside('lazy', 'authentic', 'unverified', 4, 'combined', 50),
		beside('default', 'authentic', 'github', 1.5, 'combined'),
		beside('default', 'authentic', 'unverified', 1, 'combined'),
	];
}
