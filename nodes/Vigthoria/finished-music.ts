import type { IPollFunctions } from 'n8n-workflow';

import type { CatchUpDefinition, Work } from '../shared/catchup/definition';
import type { GenerationEvent } from '../shared/delivery/event';
import { isJsonObject, type JsonObject } from '../shared/delivery/json';
import { epochMilliseconds } from '../shared/delivery/timestamp';
import { listIn, objectsIn } from '../shared/operations/items';
import { jobEvent, jobState } from '../shared/operations/job-state';
import { getMusicLibrary, vigthoriaApi } from './api';
import { failureText } from './delivery';
import { generationIdIn, resultsOf } from './generation-job';

/** How a trigger finds the music whose deliveries it did not get. Nothing else has a list in Vigthoria's API. */
export const finishedMusic: CatchUpDefinition = {
	api: vigthoriaApi,
	async list(context: IPollFunctions) {
		const answer = await getMusicLibrary(context);
		const lists = [listIn(answer), ...objectsIn(answer).map(listIn)];
		return (lists.find((list) => list !== null) ?? []).filter(isJsonObject).flatMap((entry) => workOf(entry) ?? []);
	},
};

function workOf(entry: JsonObject): Work | null {
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
	return {
		...jobEvent('vigthoria', id, {
			event,
			id: `${event}|${id}`,
			status: state,
			results: state === 'completed' ? results : [],
			body: entry,
		}),
		error: state === 'failed' ? failureText(entry) : null,
	};
}
