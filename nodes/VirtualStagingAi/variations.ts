import type { IDataObject } from 'n8n-workflow';

import { isJsonObject } from '../shared/util/json';
import { followCursor } from '../shared/operations/pagination';
import { pageIn } from '../shared/util/envelope';
import type { ApiContext } from '../shared/http/provider';
import { getRender } from './api';

/** The largest page that public clients ask for; the documentation names the default only. */
const MAX_PAGE_SIZE = 100;

/**
 * Gets a render with its variations, over as many pages as it takes.
 *
 * @param wanted how many variations; Infinity for all
 * @param order `asc` or `desc`, by the time of their creation
 * @returns the provider's answer with all wanted variations in `variations.items`
 */
export async function renderWithVariations(
	context: ApiContext,
	id: string,
	wanted = Infinity,
	order = 'asc',
): Promise<unknown> {
	const get = async (count: number, cursor?: string) =>
		await getRender(context, id, {
			include_variations: true,
			variations_limit: Math.min(count, MAX_PAGE_SIZE),
			variations_order: order,
			...(cursor === undefined ? {} : { variations_cursor: cursor }),
		});

	const render = await get(wanted);
	const first = pageOf(render);
	if (first === null || !isJsonObject(render)) return render;
	const items = await followCursor(first, wanted, async (cursor, missing) => pageOf(await get(missing, cursor)));
	return { ...render, variations: { ...(render.variations as IDataObject), items } };
}

function pageOf(render: unknown) {
	return isJsonObject(render) ? pageIn(render.variations) : null;
}
