import type { INodeTypeDescription } from 'n8n-workflow';

/** What only one sender's panel says. */
interface PanelTexts {
	/** What is received, beginning with "Receive". */
	header: string;
	/** Who delivers, in the middle of a sentence. */
	sender: string;
	/** How to get an event while building, in sentences that begin in lower case. */
	building: string;
	/** How to receive events in production, likewise. */
	production: string;
}

/**
 * Makes the texts that the editor shows beside a trigger before it has an event.
 *
 * @param texts what only this sender's panel says; it may contain HTML
 */
export function triggerPanel({
	header,
	sender,
	building,
	production,
}: PanelTexts): INodeTypeDescription['triggerPanel'] {
	return {
		header,
		executionsHelp: {
			inactive: `<b>While building:</b> ${building} To see a sample instead, choose <b>Use a Sample Event</b> in the option When Testing.<br /><br /><b>In production:</b> ${production}`,
			active: `Once n8n shows the workflow as published (active), every verified event that ${sender} sends to the <b>Production URL</b> starts it.<br /><br />To see an event here, ${building}`,
		},
		activationHint: {
			inactive: production[0].toUpperCase() + production.slice(1),
			active: `Published. Verified events that ${sender} sends to the Production URL start the workflow; see the tab Executions.`,
		},
	};
}
