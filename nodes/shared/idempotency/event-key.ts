import type { IExecuteFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { nodeKey } from '../n8n/node-key';

/** Who remembers an event: each node its own, or all nodes of a workflow together. */
export type EventScope = 'node' | 'workflow';

/** Names an event in the memory of accepted and executed events. */
export interface EventKey {
	scope: EventScope;
	/** The idempotency key, unique in the scope. */
	id: string;
}

/** @returns what tells the memory of a node, or of a workflow, from others in this process */
export function memoryKey(context: IExecuteFunctions | IPollFunctions | IWebhookFunctions, scope: EventScope): string {
	return scope === 'node' ? nodeKey(context) : `${context.getWorkflow().id}:`;
}
