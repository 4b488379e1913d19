import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { entryName, searchResult } from '../../../shared/operations/locator';
import { endpointsIn, listEndpoints } from '../../api';

/** Characters at the end of a path, which distinguish the endpoints of one n8n. */
const MAX_PATH_LENGTH = 8;

/** Lists the workspace's endpoints for the editor. */
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
	return [host, pathname.length > MAX_PATH_LENGTH ? `…${pathname.slice(-MAX_PATH_LENGTH)}` : pathname];
}
