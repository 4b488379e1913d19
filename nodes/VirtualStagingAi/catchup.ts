import type { CatchUpContext, CatchUpDefinition, CatchUpOptions, Job } from '../shared/catchup/definition';
import { shareRequest } from '../shared/catchup/shared-request';
import { isFinal } from '../shared/event/event';
import { listIn, objectsIn, pageIn } from '../shared/util/envelope';
import { isJsonObject, type JsonObject, toText } from '../shared/util/json';
import { epochMilliseconds } from '../shared/util/timestamp';
import { listRenders, virtualStagingAiApi } from './api';
import { renderKey } from './delivery';
import { type Emit, wholeRender } from './emit';
import { areFinal, renderResults } from './render-results';

const PAGE_SIZE = 100;

/** Pages that a search reads where the renders of other receivers fill them. */
const MAX_PAGES = 50;

interface RenderCatchUpOptions extends CatchUpOptions {
	/** `variation` by default. */
	emit?: Emit;
	/** Only the renders whose deliveries go there. */
	webhookUrl?: string;
}

/** How to find the renders that no delivery has brought. */
export const finishedRenders: CatchUpDefinition<RenderCatchUpOptions> = {
	api: virtualStagingAiApi,
	resultKey: renderKey,
	async list(context, { since, most }, { emit, webhookUrl }) {
		const renders = await rendersSince(context, since, most, receiverOf(webhookUrl));
		return renders.flatMap((render) => jobOf(context, render, emit) ?? []);
	},
};

/** Lists the renders of a receiver, the latest first, until there are enough or they are too old. */
async function rendersSince(
	context: CatchUpContext,
	since: number,
	most: number,
	receiver: string | null,
): Promise<JsonObject[]> {
	const renders: JsonObject[] = [];
	const followed = new Set<string>();
	for (let cursor: string | null = null; followed.size < MAX_PAGES; ) {
		const page = await pageOfRenders(context, cursor);
		const entries = page.entries.filter(isJsonObject);
		renders.push(...entries.filter((render) => isFor(receiver, render)));
		({ cursor } = page);
		const reachesBack = entries.some(({ created_at }) => (epochMilliseconds(created_at) ?? Infinity) < since);
		if (cursor === null || followed.has(cursor) || reachesBack || renders.length >= most) break;
		followed.add(cursor);
	}
	return renders;
}

async function pageOfRenders(context: CatchUpContext, cursor: string | null) {
	const query = { limit: PAGE_SIZE, order: 'desc', ...(cursor && { cursor }) };
	const answer = await shareRequest(
		context,
		virtualStagingAiApi,
		`renders ${cursor ?? ''}`,
		async () => await listRenders(context, query),
	);
	// The documentation shows a page; some APIs wrap their answers.
	const [page] = objectsIn(answer).flatMap((object) => pageIn(object) ?? []);
	return page ?? { entries: listIn(answer) ?? [], cursor: null };
}

/** A query string holds metadata. */
function receiverOf(url: unknown): string | null {
	return toText(url)?.trim().split('?')[0] || null;
}

/**
 * The documentation does not say that the API tells where the deliveries of a render go. Where it does not, every render
 * counts.
 */
function isFor(receiver: string | null, { webhook_url }: JsonObject): boolean {
	const reported = receiverOf(webhook_url);
	return receiver === null || reported === null || reported === receiver;
}

function jobOf(context: CatchUpContext, render: JsonObject, emit: Emit | undefined): Job | null {
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
