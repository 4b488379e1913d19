import type { IWebhookFunctions } from 'n8n-workflow';

import { isAccepted, reserve } from '../idempotency/reservation';
import { isJsonObject, type JsonObject, toArray } from '../util/json';

/** So many runs of each node are looked at. */
const MAX_RUNS = 500;

/** Remembers which event has ended a wait of the execution, once n8n has stored that. The memory is that of this process. */
export function rememberEnd(context: IWebhookFunctions, eventId: string): void {
	reserve(context, endOf(context, eventId));
}

/**
 * Says whether an earlier wait of the execution was about the same. n8n stores with the execution what earlier waits have
 * passed on, so that any process knows it; the memory of this process knows what the node's output leaves out.
 *
 * @param eventId the event that may have ended an earlier wait
 * @param isSame whether an item that an earlier wait passed on is about the same
 */
export function isOfEarlierWait(
	context: IWebhookFunctions,
	eventId: string,
	isSame: (item: JsonObject) => boolean,
): boolean {
	return isAccepted(context, endOf(context, eventId)) || waitingNodes(context).some(hasPassedOn(context, isSame));
}

const endOf = (context: IWebhookFunctions, eventId: string): string => `ended|${context.getExecutionId()}|${eventId}`;

/** The node itself, which may be in a loop, and those of its type before it. */
function waitingNodes(context: IWebhookFunctions): string[] {
	const { name, type } = context.getNode();
	const before = context.getParentNodes(name).filter((node) => node.type === type);
	return [...new Set([name, ...before.map((node) => node.name)])];
}

function hasPassedOn(context: IWebhookFunctions, isSame: (item: JsonObject) => boolean) {
	return (name: string): boolean => {
		for (let run = 0; run < MAX_RUNS; run++) {
			const items = itemsOf(context, name, run);
			if (items === null) return false;
			if (items.some(isSame)) return true;
		}
		return false;
	};
}

/** @returns the items of a run, null where the node has not run so often */
function itemsOf(context: IWebhookFunctions, name: string, run: number): JsonObject[] | null {
	try {
		const items = context.evaluateExpression(
			`{{ $items(${JSON.stringify(name)}, 0, ${run}).map((item) => item.json) }}`,
			0,
		);
		return Array.isArray(items) ? toArray(items).filter(isJsonObject) : null;
	} catch {
		return null;
	}
}
