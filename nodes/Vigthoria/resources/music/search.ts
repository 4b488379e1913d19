import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isJsonObject, toArray, toText } from '../../../shared/util/json';
import { listIn } from '../../../shared/util/envelope';
import { entryName, locatorProperty, searchResult } from '../../../shared/operations/locator';
import { getMusicLibrary } from '../../api';

/** The parameter that names a piece of music. */
export const musicProperty = locatorProperty({
	displayName: 'Music',
	name: 'musicId',
	description: 'The piece of music, as the Generate operation returned its ID',
	exampleId: 'music_123',
	searchListMethod: 'searchMusic',
});

/**
 * Lists the account's music for the editor. The documentation does not show the answer, so that the usual names are looked for.
 *
 * @param filter what the user has typed into the search
 */
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
