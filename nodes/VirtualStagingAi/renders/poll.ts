import type { IExecuteFunctions } from 'n8n-workflow';

import { isNotFound, isTransient } from '../../shared/http/transient';
import { abortableDelay } from '../../shared/n8n/delay';
import { backoff } from '../../shared/waiting/backoff';
import { addIssue, type PendingRender } from './pending';
import { areFinal, renderResults } from './results';
import { type RenderResults } from './state';
import { messageOf } from '../../shared/n8n/errors';

/**
 * Waits for renders by asking, where the execution cannot sleep. An outage of the API does not end the wait.
 *
 * @param renders what to wait for; one that the API refuses to return is told so in its `issues`
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
	let open = [...renders];
	const nextInterval = backoff();

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
		addIssue(render, `The results could not be fetched: ${messageOf(error)}`);
		return 'refused';
	}
}
