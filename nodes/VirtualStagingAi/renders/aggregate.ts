import type { IWebhookFunctions } from 'n8n-workflow';

import type { GenerationEvent } from '../../shared/delivery/event';
import type { TriggerOptions } from '../../shared/trigger/definition';
import { renderResults } from './results';

/** The options of every trigger, and Emit. */
export interface RenderOptions extends TriggerOptions {
	/** What an item stands for; `variation` by default. */
	emit?: 'variation' | 'render';
}

/**
 * Turns the deliveries of a render's variations into one event for the whole render, if the trigger shall emit
 * whole renders: each delivery asks the API, and the one that finds all variations final becomes the event.
 *
 * @param context the trigger's webhook context
 * @param event the event of one delivery
 * @param options the trigger's options
 * @returns the event to emit, or null while variations are being worked on
 * @throws NodeApiError where the API gives no answer
 */
export async function aggregateRender(
	context: IWebhookFunctions,
	event: GenerationEvent,
	{ emit }: RenderOptions,
): Promise<GenerationEvent | null> {
	const { jobId } = event;
	if (emit !== 'render' || jobId === null || event.event.startsWith('analysis')) return event;

	const { render, events, final } = await renderResults(context, jobId);
	if (!final) return null;
	const completed = events.some(({ status }) => status === 'completed');
	const errors = events.flatMap(({ error }) => error ?? []);
	return {
		...event,
		event: completed ? 'done' : 'error',
		// A render that was given more variations becomes final once more.
		id: `${jobId}|render|${events.length}`,
		status: completed ? 'completed' : 'failed',
		variationId: null,
		results: events.flatMap(({ results }) => results),
		error: errors.length === 0 ? null : errors.join('; '),
		body: render,
	};
}
