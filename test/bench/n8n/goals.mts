import { ratios } from '../support/statistics.mts';
import { goal } from '../support/table.mts';
import type { Cell } from './cells.mts';
import { type Kind, type TargetName, targetNames } from './targets.mts';

type Engine = 'default' | 'lazy';

/** What a trigger has to reach beside another one: deliveries per second, over ten connections unless a goal says otherwise, or CPU time. */
export function goalsBeside(cells: Record<Engine, Cell[]>) {
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
	/** Over all loads: what a delivery costs differs less from round to round than how many there are. */
	const cost = (engine: Engine) => {
		const [one, two] = (['signed', 'package'] as const).map((name) =>
			cells[engine]
				.filter(({ target, kind }) => target.name === name && kind === 'authentic')
				.flatMap(({ cpu }) => cpu),
		);
		const what = `${engine} engine, CPU time for a delivery to the ${targetNames.signed}, beside "${targetNames.package}"`;
		return goal(what, ratios(one, two).median, 'at most', 1.05);
	};
	return [
		beside('default', 'authentic', 'github', 0.95),
		beside('default', 'forged', 'github', 0.95),
		cost('default'),
		beside('lazy', 'authentic', 'do-it-yourself', 3),
		beside('lazy', 'authentic', 'unverified', 0.85),
		cost('lazy'),
		beside('lazy', 'forged', 'github', 12),
		beside('lazy', 'forged', 'do-it-yourself', 12),
		beside('lazy', 'authentic', 'unverified', 0.85, 'combined', 1),
		beside('lazy', 'authentic', 'unverified', 2, 'combined', 10),
		beside('lazy', 'authentic', 'unverified', 4, 'combined', 50),
		beside('default', 'authentic', 'github', 1.5, 'combined'),
		beside('default', 'authentic', 'unverified', 1, 'combined'),
	];
}
