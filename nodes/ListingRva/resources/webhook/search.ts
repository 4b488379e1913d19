import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { endpointsIn, listEndpoints } from '../../api';

/**
 * Lists the workspace's endpoints for the editor.
 *
 * @param filter what the user has typed into the search
 * @returns those whose URL or id contains it
 */
export async function searchWebhooks(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.toLowerCase();
	const endpoints = endpointsIn(await listEndpoints(this)) ?? [];
	return {
		results: endpoints
			.map(({ id, url }) => ({ name: `${url} (${id})`, value: id }))
			.filter(({ name }) => name.toLowerCase().includes(wanted)),
	};
}
