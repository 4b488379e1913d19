import type { IWebhookFunctions } from 'n8n-workflow';

import { createReplayGuard, type ReplayGuard, type Reservation } from './memory';

const DAY = 86_400_000;

/** Nodes beyond this number push out the guard of the one that has been quiet for longest. */
const MOST_NODES = 500;

const guards = new Map<string, ReplayGuard>();

/**
 * Reserves an event for one of its deliveries. A granted reservation is committed once the response 200 has been sent,
 * and released if the connection closes before.
 *
 * @param context the webhook context of the node that received the delivery
 * @param id the event's idempotency key, unique for the node
 * @returns `granted` where this delivery may start an execution
 */
export function reserve(context: IWebhookFunctions, id: string): Reservation {
	const guard = guardFor(context.getWorkflow().id ?? '', context.getNode().id);
	const reservation = guard.reserve(id);
	if (reservation !== 'granted') return reservation;

	const response = context.getResponseObject();
	let settled = false;
	const settle = (sent: boolean) => {
		if (settled) return;
		settled = true;
		if (sent && response.statusCode === 200) guard.commit(id);
		else guard.release(id);
	};
	response.once('finish', () => settle(true));
	response.once('close', () => settle(false));
	return reservation;
}

/**
 * @param workflowId the workflow's id
 * @param nodeId the trigger's id, unique within the workflow
 * @returns the node's replay guard in this process
 */
export function guardFor(workflowId: string, nodeId: string): ReplayGuard {
	const key = `${workflowId}:${nodeId}`;
	const guard =
		guards.get(key) ??
		createReplayGuard({ capacity: 5_000, rememberFor: DAY, pendingFor: 60_000, now: Date.now });
	guards.delete(key);
	guards.set(key, guard);
	if (guards.size > MOST_NODES) {
		const [quietest] = guards.keys();
		guards.delete(quietest);
	}
	return guard;
}
