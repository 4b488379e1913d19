import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

import { catchUpDescription } from '../shared/catchup/description';
import { catchUpMethods } from '../shared/catchup/methods';
import { triggerSubtitle } from '../shared/trigger/description';
import { finishedRenders } from './catchup';
import { emitOption } from './emit-option';
import { virtualStagingAiEvents } from './events';

/** The events that the list shows. */
const events = { done: virtualStagingAiEvents.done, error: virtualStagingAiEvents.error };

const methods = catchUpMethods(finishedRenders);

export class VirtualStagingAiCatchUpTrigger implements INodeType {
	description: INodeTypeDescription = {
		...catchUpDescription({
			provider: 'Virtual Staging AI',
			events,
			scope:
				'Finds all renders of the account that were created after the workflow was published, within 24 hours, those of Create and Wait and of other systems included.',
			options: [
				{ ...emitOption, hint: 'Choose the same as in the trigger' },
				{
					displayName: 'Webhook URL',
					name: 'webhookUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://n8n.example.com/webhook/1234/webhook',
					description:
						'The Production URL of the Virtual Staging AI Trigger. Passes over renders that were created with another Webhook URL, if Virtual Staging AI tells the URL in its list, which it does not document.',
				},
			],
		}),
		name: 'virtualStagingAiCatchUpTrigger',
		subtitle: triggerSubtitle(events),
		icon: { light: 'file:virtualStagingAi.svg', dark: 'file:virtualStagingAi.dark.svg' },
		credentials: [{ name: 'virtualStagingAiApi', required: true }],
	};

	poll = methods.poll;

	execute = methods.execute;
}
