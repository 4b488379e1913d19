import type { IPollFunctions } from 'n8n-workflow';

/**
 * When the workflow was published. Catch-up ignores older jobs. Written only during publication: n8n saves static data
 * as a whole, so a later write could overwrite other nodes' data.
 *
 * @returns epoch milliseconds, or null if nothing was remembered
 */
export function readPublishedAt(context: IPollFunctions): number | null {
	const value = context.getWorkflowStaticData('global')[publishedAtKey(context)];
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** @param publishedAt epoch milliseconds, or null to forget it */
export function rememberPublishedAt(context: IPollFunctions, publishedAt: number | null): void {
	const data = context.getWorkflowStaticData('global');
	if (publishedAt !== null) data[publishedAtKey(context)] = publishedAt;
	else if (publishedAtKey(context) in data) delete data[publishedAtKey(context)];
}

/** By the node's id, which a rename leaves alone. */
function publishedAtKey(context: IPollFunctions): string {
	return `${context.getNode().id}:catchUp`;
}
