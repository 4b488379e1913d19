import type { IWebhookFunctions } from 'n8n-workflow';

import { jobEvent } from '../shared/event/create';
import type { GenerationEvent } from '../shared/event/event';
import { usesSample } from '../shared/test-events/option';
import type { TriggerOptions } from '../shared/trigger/definition';
import { areFinal, rememberReported, type RenderResults, renderResults } from './render-results';

/** What an item stands for. */
export type Emit = 'variation' | 'render';

/** The options of every trigger, and the provider's own. */
export interface RenderOptions extends TriggerOptions {
	/** `variation` by default. */
	emit?: Emit;
	secretField?: string;
}

/**
 * Turns the deliveries of a render's variations into one event for the whole render, if the trigger emits whole
 * renders: each delivery asks the API, and the one that finds all variations final becomes the event.
 *
 * @param event the event of one delivery
 * @returns the event to emit, or null while variations are being worked on
 * @throws an error where the API does not answer, or has not caught up with the delivery, so that the delivery comes again
 */
export async function aggregateRender(
	context: IWebhookFunctions,
	event: GenerationEvent,
	{ emit }: RenderOptions,
): Promise<GenerationEvent | null> {
	const { jobId } = event;
	if (emit !== 'render' || jobId === null || event.event.startsWith('analysis')) return event;

	// The API knows nothing of a sample's render.
	if (usesSample(context))
		return withLastDelivery(wholeRender(jobId, { render: event.body, events: [event], apiIsStale: false }), event);
	rememberReported(event);
	const results = await renderResults(context, jobId);
	if (areFinal(results)) return withLastDelivery(wholeRender(jobId, results), event);
	if (results.apiIsStale) throw new Error(`The API has not caught up with the events of the render ${jobId} yet.`);
	return null;
}

/**
 * @param jobId the render's id
 * @param results the results of all of its variations
 * @returns the event of the whole render: completed if any variation is completed, with failures in `error` and `issues`
 */
export function wholeRender(jobId: string, { render, events }: RenderResults): GenerationEvent {
	const failed = events.filter(({ status }) => status === 'failed');
	const completed = failed.length < events.length;
	const errors = failed.flatMap(({ error }) => error ?? []);
	return jobEvent({
		provider: 'virtualStagingAi',
		event: completed ? 'done' : 'error',
		// A render that was given more variations becomes final once more.
		id: `${jobId}|render|${events.length}`,
		status: completed ? 'completed' : 'failed',
		jobId,
		results: events.flatMap(({ results }) => results),
		error: errors.length === 0 ? null : errors.join('; '),
		body: render,
		...(completed && failed.length > 0 && { issues: [`${failed.length} of ${events.length} variations failed`] }),
	});
}

/** Adds what the last delivery says about the whole render. */
function withLastDelivery(
	whole: GenerationEvent,
	{ timestamp, metadata, issues = [] }: GenerationEvent,
): GenerationEvent {
	const known = [...(whole.issues ?? []), ...issues];
	return { ...whole, timestamp, ...(metadata && { metadata }), ...(known.length > 0 && { issues: known }) };
}
