import type { IPollFunctions } from 'n8n-workflow';

/**
 * The moment from which on created work counts: that of the publication. It is the only thing that catch-up keeps over
 * restarts. It is written while n8n publishes the workflow and is about to save this very static data; a later write
 * could put back an older state of what other nodes keep there, because n8n saves the data of a workflow as a whole.
 *
 * @returns epoch milliseconds, or null where nothing was remembered
 */
export function readPublishedAt(context: IPollFunctions): number | null {
	const value = context.getWorkflowStaticData('global')[publishedAtKey(context)];
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** @param baseline epoch milliseconds, or null to forget it */
export function rememberPublishedAt(context: IPollFunctions, publishedAt: number | null): void {
	const data = context.getWorkflowStaticData('global');
	if (publishedAt !== null) data[publishedAtKey(context)] = publishedAt;
	else if (publishedAtKey(context) in data) delete data[publishedAtKey(context)];
}

/** By the node's id, which a rename leaves alone. */
function publishedAtKey(context: IPollFunctions): string {
	return `${context.getNode().id}:catchUp`;
}
