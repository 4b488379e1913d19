import { z } from 'zod/v4';

import { generationEventSchema } from '../shared/event/schema';
import { CUSTOM } from './chosen-sender';
import { knownSenders } from './known-senders';
import { senders } from './senders';

/** The event of any sender, for the editor's preview of the output. */
export const signedWebhookOutput = () => {
	const preselected = senders.flatMap(({ delivery, preselected: [name] }) =>
		Object.entries(delivery.events).filter(([event]) => event === name),
	);
	const providers = [...knownSenders.map(({ delivery }) => delivery.provider), CUSTOM];
	return generationEventSchema({ provider: CUSTOM, events: Object.fromEntries(preselected) }, z.looseObject({})).extend(
		{
			provider: z.enum(providers),
		},
	);
};
