import type { IExecuteFunctions } from 'n8n-workflow';

import type { ApiContext } from '../../shared/http/provider';
import { isNotFound, isTransient } from '../../shared/http/transient';
import { abortableDelay } from '../../shared/n8n/delay';
import { messageOf } from '../../shared/n8n/errors';
import { backoff } from '../../shared/waiting/backoff';
import { areFinal, type RenderResults, renderResults } from '../render-results';
import type { PendingRender } from './pending';

/**
 * Waits for renders by asking, where the execution cannot sleep. An API that does not answer does not end the wait.
 *
 * @param renders what to wait for; one that the API refuses to return gets the reason in its `issues`
 * @param deadline epoch milliseconds
 * @returns the results of those that are final, by the ids of the renders
 */
export async function pollRenders(
	context: IExecuteFunctions,
	renders: readonly PendingRender[],
	deadline: number,
): Promise<ReadonlyMap<string, RenderResults>> {
	const cancelled = context.getExecutionCancelSignal();
	const results = new Map<string, RenderResults>();
	const nextInterval = backoff();
	let open = [...renders];

	for (;;) {
		await abortableDelay(Math.max(0, Math.min(nextInterval(), deadline - Date.now())), cancelled);
		const isLast = Date.now() >= deadline;
		for (const render of open) {
			if (cancelled?.aborted) return results;
			const latest = await latestResults(context, render);
			if (latest === 'refused') open = open.filter((other) => other !== render);
			else if (latest !== null && areFinal(latest, render.expectedVariations)) results.set(render.jobId, latest);
		}
		open = open.filter(({ jobId }) => !results.has(jobId));
		if (open.length === 0 || isLast) return results;
	}
}

/**
 * Asks for renders once, one after the other, as long as they turn out final.
 *
 * @returns the results by the ids of the renders, or null where one is being worked on
 * @throws NodeApiError where the API does not answer
 */
export async function finalResults(
	context: ApiContext,
	renders: readonly PendingRender[],
): Promise<ReadonlyMap<string, RenderResults> | null> {
	const results = new Map<string, RenderResults>();
	for (const { jobId, expectedVariations } of renders) {
		const latest = await renderResults(context, jobId);
		if (!areFinal(latest, expectedVariations)) return null;
		results.set(jobId, latest);
	}
	return results;
}

/** Null where the API does not answer for now. */
async function latestResults(
	context: IExecuteFunctions,
	render: PendingRender,
): Promise<RenderResults | 'refused' | null> {
	try {
		return await renderResults(context, render.jobId);
	} catch (error) {
		// The API may not show a new render yet.
		if (isTransient(error) || isNotFound(error)) return null;
		render.issues = [...(render.issues ?? []), `The results could not be fetched: ${messageOf(error)}`];
		return 'refused';
	}
}
