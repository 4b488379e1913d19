import type { GenerationEvent } from '../shared/delivery/event';
import { toObject, toText } from '../shared/delivery/json';
import { jobState } from '../shared/operations/job-state';
import type { JobPolling } from '../shared/operations/polling';
import type { ApiContext } from '../shared/http/provider';
import { vigthoriaApi } from './api';
import { vigthoriaDelivery } from './delivery';

/**
 * How to wait for a generation. The documentation does not show what asking for one answers: the fields that its
 * events have are looked for, bare or inside `data`. Its rate limits are not documented either.
 *
 * @param get asks for a generation by its id
 */
export function generationJobs(get: (context: ApiContext, id: string) => Promise<unknown>): JobPolling {
	return {
		api: vigthoriaApi,
		firstInterval: 2_000,
		spacing: 1_000,
		idOf: ({ id, generation_id, job_id }) => toText(id) ?? toText(generation_id) ?? toText(job_id),
		async look(context, id) {
			const body = toObject(await get(context, id));
			const data = 'status' in body ? body : toObject(body.data);
			const { results, error } = vigthoriaDelivery.read({ data }, 'generation.completed');
			return {
				state: jobState(data.status),
				error,
				event: async (): Promise<GenerationEvent> =>
					await Promise.resolve({
						provider: 'vigthoria',
						event: 'generation.completed',
						id: `generation.completed|${id}`,
						timestamp: null,
						status: 'completed',
						jobId: id,
						variationId: null,
						results,
						error: null,
						body,
					}),
			};
		},
	};
}
