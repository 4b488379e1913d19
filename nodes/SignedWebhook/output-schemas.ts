import { z } from 'zod/v4';

import { generationEventSchema } from '../shared/event/schema';
import { CUSTOM } from './chosen-sender';
import { senders } from './senders';

/** The event of any sender, for the editor's preview of the output. */
export const signedWebhookOutput = () => {
	const preselected = senders.flatMap(({ delivery, preselected: [name] }) =>
		Object.entries(delivery.events).filter(([event]) => event === name),
	);
	return generationEventSchema({ provider: CUSTOM, events: Object.fromEntries(preselected) }, z.looseObject({})).extend(
		{
			// Any Other Service has the name that the user gives it.
			provider: z.string(),
		},
	);
};
