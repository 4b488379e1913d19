import type { Summary } from '../support/statistics.mts';
import type { Kind } from './load-generator.mts';
import type { TargetName } from './targets.mts';

/** How n8n treats expressions: its default, or N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true. */
export type Engine = 'default' | 'lazy';

/** One workflow, one kind of deliveries, one number of connections, on one engine. */
export interface Cell {
	engine: Engine;
	target: TargetName;
	kind: Kind;
	connections: number;
	/** Deliveries answered per second, by round. */
	perSecond: number[];
	/** Milliseconds of n8n's CPU time per delivery, until the executions have ended too, by round. */
	cpu: number[];
	/** Milliseconds in which 95 of 100 deliveries were answered, by round. */
	p95: number[];
	/** Answers other than the right one, by status. */
	unexpected: Record<string, number>;
}

/** What became of many deliveries at once. */
export interface BurstFigures {
	engine: Engine;
	target: Extract<TargetName, 'package' | 'combined'>;
	sent: number;
	/** Acknowledged within five seconds, which is what ListingRVA AI waits. */
	inTime: number;
	/** Acknowledged at all. */
	acknowledged: number;
	/** Answers other than 200, by status. */
	unexpected: Record<string, number>;
	executions: number;
	/** Different events in these executions. */
	events: number;
	succeeded: number;
	/** Milliseconds until the last answer. */
	elapsed: number;
}

/** Throughput in queue mode. */
export interface QueueFigures {
	/** How many processes receive. */
	processors: number;
	/** How many processes run executions. */
	workers: number;
	/** Deliveries acknowledged per second. */
	acknowledged: Summary;
	/** Executions per second, from the first delivery until the last execution has ended. */
	executed: Summary;
	/** Answers other than 200, by status. */
	unexpected: Record<string, number>;
}

/** What the goals are about. */
export interface N8nFigures {
	cells: Cell[];
	bursts: BurstFigures[];
}

const KEY = ['engine', 'target', 'kind', 'connections'] as const;

/**
 * @param cells what was measured
 * @param wanted which of it
 * @throws Error when it was not measured
 */
export function cellOf(cells: readonly Cell[], wanted: Pick<Cell, (typeof KEY)[number]>): Cell {
	const found = cells.find((cell) => KEY.every((field) => cell[field] === wanted[field]));
	if (found === undefined) throw new Error(`${wanted.target} was not measured`);
	return found;
}

/** Adds the tally of some answers to another one. */
export function addTo(tally: Record<string, number>, more: Readonly<Record<string, number>>): void {
	for (const [status, count] of Object.entries(more)) tally[status] = (tally[status] ?? 0) + count;
}
