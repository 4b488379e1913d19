import type { INodeListSearchItems, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

interface LocatorTexts {
	displayName: string;
	name: string;
	description: string;
	/** An ID for the placeholder. */
	exampleId: string;
	/** The name of the node's method that lists the choices. */
	searchListMethod: string;
}

/**
 * Makes a parameter whose value is chosen from the provider's list or entered as an ID. A plain text or an expression
 * counts as the ID.
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
 * Filters a list for the editor.
 *
 * @param filter the search text
 * @param paginationToken the cursor of the next page, if there is one
 * @returns the entries whose name, description or value contains the search text
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
 * Makes the name of an entry. The ID comes first, so that it is not cut off.
 *
 * @param facts further details; empty ones are left out
 */
export function entryName(id: string, ...facts: ReadonlyArray<string | null>): string {
	return [id, ...facts.filter((fact) => fact !== null && fact !== '')].join(' · ');
}
