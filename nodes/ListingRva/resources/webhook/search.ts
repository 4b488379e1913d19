import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { entryName, searchResult } from '../../../shared/operations/locator';
import { endpointsIn, listEndpoints } from '../../api';

/** Characters of the end of an address, which tell endpoints of one n8n apart. */
const END = 8;

/**
 * Lists the workspace's endpoints for the editor.
 *
 * @param filter what the user has typed into the search
 * @returns those whose URL or id contains it
 */
export async function searchWebhooks(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const n8n = this.getInstanceBaseUrl();
	const entries = (endpointsIn(await listEndpoints(this)) ?? []).map(({ id, url }) => {
		const isTrigger = url.startsWith(`${n8n}webhook`);
		return {
			name: entryName(id, ...shortened(url), isTrigger ? 'a trigger of this n8n' : null),
			value: id,
			description: url,
		};
	});
	return searchResult(entries, filter);
}

function shortened(url: string): string[] {
	if (!URL.canParse(url)) return [url];
	const { host, pathname } = new URL(url);
	return [host, pathname.length > END ? `…${pathname.slice(-END)}` : pathname];
}
