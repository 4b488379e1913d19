import { z } from 'zod/v4';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { getStatus } from '../../api';

/** Checks whether the API is up. */
export const pingOperation: Operation = {
	value: 'ping',
	name: 'Ping',
	action: 'Ping the API',
	description: 'Checks that the API of Virtual Staging AI is up. Fails if it is not.',
	endpoint: 'GET /status',
	properties: [],
	output: () => z.object({ success: z.literal(true) }),
	async run(context) {
		return toItems(await getStatus(context));
	},
};
