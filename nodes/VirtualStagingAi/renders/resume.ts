import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { resumeExecution } from '../../shared/waiting/resume';
import { virtualStagingAiApi } from '../api';
import { virtualStagingAiDelivery } from '../delivery';
import type { Emit } from '../emit';
import { decideWake } from './wake';
import { renderItems } from './output';
import { isPendingRender } from './pending';

const definition = { api: virtualStagingAiApi, delivery: virtualStagingAiDelivery };

/**
 * Receives a delivery at an execution's resume URL. Whether the execution goes on is decided from the API and from what
 * the signed deliveries say, so that order, duplicates and an API that lags behind do not matter.
 *
 * @returns the results of all renders if they are final; otherwise the delivery is answered and the wait goes on
 */
export async function resumeWhenFinal(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	return await resumeExecution(context, definition, async ([event], stored) => {
		const wake = await decideWake(context, stored.filter(isPendingRender), event);
		if (wake.state !== 'final') return wake.state;
		const emit = context.getNodeParameter('emit', 'variation') as Emit;
		const items = stored.map((json) => ({ json: json as IDataObject }));
		return { items: async () => await renderItems(context, items, wake.results, emit) };
	});
}
