import type { INodeTypeDescription } from 'n8n-workflow';

/** The texts of one sender. They may contain HTML. */
interface PanelTexts {
	/** Begins with "Receive". */
	header: string;
	/** The sender's name in the middle of a sentence. */
	sender: string;
	/** How to get an event while building the workflow. Begins in lower case. */
	building: string;
	/** How to receive events in production. Begins in lower case. */
	production: string;
}

/** Makes the texts that the editor shows beside a trigger before it has an event. */
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
