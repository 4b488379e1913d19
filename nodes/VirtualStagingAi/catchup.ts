import type { IPollFunctions } from 'n8n-workflow';

import type { CatchUpDefinition, Job } from '../shared/catchup/definition';
import { isJsonObject, type JsonObject, toText } from '../shared/util/json';
import { epochMilliseconds } from '../shared/util/timestamp';
import { listIn, objectsIn, pageIn } from '../shared/util/envelope';
import { registrationState } from '../shared/endpoints/state';
import { listRenders, virtualStagingAiApi } from './api';
import { type RenderOptions, wholeRender } from './emit';
import { areFinal, renderResults } from './render-results';
import { isFinal } from '../shared/event/event';

const MAX_PAGE_SIZE = 100;

/** How a trigger finds the renders whose deliveries it did not get. */
export const finishedRenders: CatchUpDefinition<RenderOptions> = {
	api: virtualStagingAiApi,
	async list(context, { since, most }, { emit }) {
		const renders = await rendersSince(context, since, most);
		const url = registrationState(context)?.url;
		return renders.filter((render) => isFor(url, render)).flatMap((render) => jobOf(context, render, emit) ?? []);
	},
};

/** Lists renders, the latest first, until there are enough or they are too old. */
async function rendersSince(context: IPollFunctions, since: number, most: number): Promise<JsonObject[]> {
	const renders: JsonObject[] = [];
	const followed = new Set<string>();
	for (let cursor: string | null = null; ; ) {
		const answer = await listRenders(context, { limit: MAX_PAGE_SIZE, order: 'desc', ...(cursor && { cursor }) });
		// The documentation shows a page; some APIs wrap their answers.
		const page = objectsIn(answer).flatMap((object) => pageIn(object) ?? [])[0] ?? {
			entries: listIn(answer) ?? [],
			cursor: null,
		};
		const entries = page.entries.filter(isJsonObject);
		renders.push(...entries);
		({ cursor } = page);
		const reachesBack = entries.some(({ created_at }) => (epochMilliseconds(created_at) ?? 0) < since);
		if (cursor === null || followed.has(cursor) || reachesBack || renders.length >= most) return renders;
		followed.add(cursor);
	}
}

/**
 * The documentation does not say that the API tells where the deliveries of a render go. Where it does, only the
 * renders of this trigger count; a query string holds metadata.
 */
function isFor(url: string | undefined, { webhook_url }: JsonObject): boolean {
	const reported = toText(webhook_url);
	return reported === null || url === undefined || reported.split('?')[0] === url;
}

function jobOf(context: IPollFunctions, render: JsonObject, emit: RenderOptions['emit']): Job | null {
	const id = toText(render.id) ?? toText(render.render_id);
	if (id === null) return null;
	return {
		id,
		createdAt: epochMilliseconds(render.created_at),
		async read() {
			const results = await renderResults(context, id);
			const final = areFinal(results);
			if (emit === 'render') return { events: final ? [wholeRender(id, results)] : [], final };
			// Deleting a variation is no event.
			return { events: results.events.filter((event) => isFinal(event) && event.body.status !== 'deleted'), final };
		},
	};
}
