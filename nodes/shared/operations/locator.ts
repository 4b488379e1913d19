import type { INodeListSearchItems, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

/** What a locator chooses. */
interface LocatorTexts {
	displayName: string;
	name: string;
	description: string;
	/** An ID that may exist. */
	exampleId: string;
	/** The name of the node's method that lists what there is. */
	searchListMethod: string;
}

/**
 * Makes a parameter that is chosen from the provider's list or given by its ID, which results of earlier nodes have. A
 * text or an expression that a workflow holds in its place counts as the ID.
 *
 * @param texts what is chosen
 */
export function locatorProperty({ exampleId, searchListMethod, ...texts }: LocatorTexts): INodeProperties {
	return {
		...texts,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${exampleId}` },
		],
	};
}

/**
 * @param entries all that can be chosen
 * @param filter what the user has typed into the search
 * @param paginationToken where the provider's list goes on, if it does
 * @returns the entries whose name, description or value contains it
 */
export function searchResult(
	entries: readonly INodeListSearchItems[],
	filter = '',
	paginationToken?: string,
): INodeListSearchResult {
	const wanted = filter.toLowerCase();
	const texts = ({ name, description, value }: INodeListSearchItems) => `${name} ${description ?? ''} ${String(value)}`;
	return { results: entries.filter((entry) => texts(entry).toLowerCase().includes(wanted)), paginationToken };
}

/**
 * Names an entry so that its ID, which other entries do not share, is not cut off.
 *
 * @param id the entry's ID
 * @param facts what else tells it from others; unknown ones are left out
 */
export function entryName(id: string, ...facts: ReadonlyArray<string | null>): string {
	return [id, ...facts.filter((fact) => fact !== null && fact !== '')].join(' · ');
}
