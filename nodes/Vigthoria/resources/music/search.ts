import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isJsonObject, toArray, toText } from '../../../shared/util/json';
import { listIn } from '../../../shared/util/envelope';
import { entryName, locatorProperty, searchResult } from '../../../shared/operations/locator';
import { getMusicLibrary } from '../../api';

/** The parameter that names a piece of music. */
export const musicProperty = locatorProperty({
	displayName: 'Music',
	name: 'musicId',
	description: 'The piece of music. Generate returns its ID.',
	exampleId: 'music_123',
	searchListMethod: 'searchMusic',
});

/** Lists the account's music for the editor. The response is not documented, so the usual field names are tried. */
export async function searchMusic(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const pieces = toArray(listIn(await getMusicLibrary(this))).filter(isJsonObject);
	const entries = pieces.flatMap(({ id, job_id, title, name, prompt, status }) => {
		const value = toText(id) ?? toText(job_id);
		if (value === null) return [];
		const label = toText(title) ?? toText(name) ?? toText(prompt);
		return [{ name: entryName(value, label, toText(status)), value }];
	});
	return searchResult(entries, filter);
}
