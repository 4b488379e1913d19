import type { IPollFunctions } from 'n8n-workflow';

/**
 * The moment from which on created work counts: that of the publication. It is the only thing that catch-up keeps over
 * restarts. It is written while n8n publishes the workflow and is about to save this very static data; a later write
 * could put back an older state of what other nodes keep there, because n8n saves the data of a workflow as a whole.
 *
 * @param context the trigger's poll context
 * @returns epoch milliseconds, or null where nothing was remembered
 */
export function baselineOf(context: IPollFunctions): number | null {
	const value = context.getWorkflowStaticData('global')[baselineKey(context)];
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/**
 * @param context the trigger's poll context
 * @param baseline epoch milliseconds, or null to forget it
 */
export function rememberBaseline(context: IPollFunctions, baseline: number | null): void {
	const data = context.getWorkflowStaticData('global');
	if (baseline !== null) data[baselineKey(context)] = baseline;
	else if (baselineKey(context) in data) delete data[baselineKey(context)];
}

/** By the node's id, which a rename leaves alone. */
function baselineKey(context: IPollFunctions): string {
	return `${context.getNode().id}:catchUp`;
}
