import { type INodeProperties, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import type { EventCatalogue } from '../event/catalogue';
import { downloadResultsOption, eventOptions, maxFileSizeOption, TRIGGER_VERSION } from '../trigger/description';

/** What one provider's catch-up trigger adds to what all have in common. */
interface CatchUpTexts {
	/** The provider's name as users know it. */
	provider: string;
	/** The events that the provider's list shows. */
	events: EventCatalogue;
	/** Which jobs the list shows, as a sentence for the editor. */
	scope: string;
	/** The provider's own options, which come first. */
	options?: readonly INodeProperties[];
}

/**
 * n8n calls a node's `poll()` on publication, at every start, and at these times. A parameter, because n8n reads the
 * times from one of this name.
 */
const pollTimes: INodeProperties = {
	displayName: 'Poll Times',
	name: 'pollTimes',
	type: 'hidden',
	default: { item: [{ mode: 'everyX', value: 15, unit: 'minutes' }] },
};

/** @returns the description of a catch-up trigger, without its name, icon, subtitle and credential */
export function catchUpDescription({ provider, events, scope, options = [] }: CatchUpTexts) {
	const title = `${provider} Catch-Up Trigger`;
	return {
		displayName: title,
		group: ['trigger'],
		version: TRIGGER_VERSION,
		description: `Starts the workflow, once, with results of ${provider} that no delivery has brought`,
		defaults: { name: title },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		eventTriggerDescription: '',
		activationMessage: `The ${title} asks ${provider} when n8n starts and every 15 minutes, and brings what no delivery has brought.`,
		triggerPanel: {
			header: `Find a result that ${provider} did not deliver`,
			executionsHelp: {
				inactive: `<b>While building:</b> click <b>Execute step</b> to get the latest result of the account, delivered or not.<br /><br /><b>In production:</b> put this node beside the ${provider} Trigger, connect both to the same next node, and publish (activate) the workflow.`,
				active: `When n8n starts, and every 15 minutes, this node asks ${provider} for results that no delivery has brought.<br /><br />To see a result here, click <b>Execute step</b>: you get the latest of the account, delivered or not.`,
			},
			activationHint: {
				inactive: `Put this node beside the ${provider} Trigger, connect both to the same next node, and publish (activate) the workflow.`,
				active: 'Published. Results that no delivery has brought start the workflow; see the tab Executions.',
			},
		},
		properties: [
			{
				displayName: `Goes into the workflow of the <b>${provider} Trigger</b>, connected to the same next node: together they start the workflow once per result. ${scope} If n8n ever starts without this package, publish the workflow again: until then, it receives nothing.`,
				name: 'catchUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				default: [...Object.keys(events)],
				description: 'The results that start the workflow. Choose the same as in the trigger.',
				options: eventOptions(events),
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [...options, downloadResultsOption, maxFileSizeOption],
			},
			pollTimes,
		],
	} satisfies Partial<INodeTypeDescription>;
}
