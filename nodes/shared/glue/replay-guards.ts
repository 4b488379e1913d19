import { createReplayGuard, type ReplayGuard } from '../delivery/replay-guard';

const DAY = 86_400_000;

/** Nodes beyond this number push out the guard of the one that has been quiet for longest. */
const MOST_NODES = 500;

const guards = new Map<string, ReplayGuard>();

/**
 * @param workflowId the workflow's id
 * @param nodeId the trigger's id, unique within the workflow
 * @returns the node's replay guard in this process
 */
export function replayGuardOf(workflowId: string, nodeId: string): ReplayGuard {
	const key = `${workflowId}:${nodeId}`;
	const guard =
		guards.get(key) ??
		createReplayGuard({ capacity: 5_000, keepFor: DAY, pendingFor: 60_000, now: Date.now });
	guards.delete(key);
	guards.set(key, guard);
	if (guards.size > MOST_NODES) {
		const [quietest] = guards.keys();
		guards.delete(quietest);
	}
	return guard;
}
