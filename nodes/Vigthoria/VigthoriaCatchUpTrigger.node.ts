import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

import { catchUpDescription } from '../shared/catchup/description';
import { catchUpMethods } from '../shared/catchup/methods';
import { triggerSubtitle } from '../shared/trigger/description';
import { finishedMusic } from './catchup';
import { vigthoriaEvents } from './events';

/** The events that the list shows. */
const events = {
	'generation.completed': vigthoriaEvents['generation.completed'],
	'generation.failed': vigthoriaEvents['generation.failed'],
};

const methods = catchUpMethods(finishedMusic);

export class VigthoriaCatchUpTrigger implements INodeType {
	description: INodeTypeDescription = {
		...catchUpDescription({
			provider: 'Vigthoria',
			events,
			scope:
				'Finds all music of the account that was created after the workflow was published, within 24 hours; the API lists nothing else.',
		}),
		name: 'vigthoriaCatchUpTrigger',
		subtitle: triggerSubtitle(events),
		icon: { light: 'file:vigthoria.svg', dark: 'file:vigthoria.dark.svg' },
		credentials: [{ name: 'vigthoriaApi', required: true }],
	};

	poll = methods.poll;

	execute = methods.execute;
}
