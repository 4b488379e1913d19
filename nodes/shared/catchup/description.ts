import type { INodeProperties } from 'n8n-workflow';

/**
 * @param scope which work is looked at, as a sentence for the editor
 * @returns the option of a trigger that can catch up
 */
export function catchUpOption(scope: string): INodeProperties {
	return {
		displayName: 'Catch Up',
		name: 'catchUp',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description: `Whether to ask the provider, when n8n starts and every 15 minutes, for results whose delivery never arrived, and to start the workflow with them, all in one execution. Looks back at most 24 hours and at work that was created after the workflow was published. ${scope}`,
		hint: 'Needs Ignore Duplicates turned on',
	};
}

/**
 * n8n calls a node's `poll()` on publication, at every start, and at these times, without showing any of this in the
 * editor. A parameter, because n8n reads the times from one of this name.
 */
export const pollTimes: INodeProperties = {
	displayName: 'Poll Times',
	name: 'pollTimes',
	type: 'hidden',
	default: { item: [{ mode: 'everyX', value: 15, unit: 'minutes' }] },
};
