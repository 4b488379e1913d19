import type { CatchUpContext, CatchUpDefinition, Job } from '../shared/catchup/definition';
import { shareRequest } from '../shared/catchup/shared-request';
import type { GenerationEvent } from '../shared/event/event';
import { isJsonObject, type JsonObject } from '../shared/util/json';
import { epochMilliseconds } from '../shared/util/timestamp';
import { listIn, objectsIn, failureText } from '../shared/util/envelope';
import { jobEvent } from '../shared/event/create';
import { jobState } from '../shared/event/status-words';
import { getMusicLibrary, vigthoriaApi } from './api';
import { generationKey } from './delivery';
import { generationIdIn, resultsOf } from './jobs';

/** How to find the music that no delivery has brought. Nothing else has a list in Vigthoria's API. */
export const finishedMusic: CatchUpDefinition = {
	api: vigthoriaApi,
	resultKey: generationKey,
	async list(context: CatchUpContext) {
		const answer = await shareRequest(context, vigthoriaApi, 'library', async () => await getMusicLibrary(context));
		const lists = [listIn(answer), ...objectsIn(answer).map(listIn)];
		return (lists.find((list) => list !== null) ?? []).filter(isJsonObject).flatMap((entry) => jobOf(entry) ?? []);
	},
};

function jobOf(entry: JsonObject): Job | null {
	const id = generationIdIn(entry);
	if (id === null) return null;
	const event = eventOf(id, entry);
	return {
		id,
		// The documentation shows no entry: these are the usual fields.
		createdAt:
			epochMilliseconds(entry.created_at) ?? epochMilliseconds(entry.createdAt) ?? epochMilliseconds(entry.created),
		read: async () => await Promise.resolve({ events: event === null ? [] : [event], final: event !== null }),
	};
}

/** Null while the generation is being worked on. */
function eventOf(id: string, entry: JsonObject): GenerationEvent | null {
	const results = resultsOf(entry);
	const word = entry.status ?? entry.state;
	// What is in a library without any state, and can be heard, is finished.
	const state = word === undefined && results.length > 0 ? 'completed' : jobState(word);
	if (state === 'pending') return null;
	const event = `generation.${state}`;
	return jobEvent({
		provider: 'vigthoria',
		jobId: id,
		event,
		id: `${event}|${id}`,
		status: state,
		results: state === 'completed' ? results : [],
		body: entry,
		error: state === 'failed' ? failureText(entry) : null,
	});
}
