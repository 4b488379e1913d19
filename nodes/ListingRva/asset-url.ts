import { isJsonObject } from '../shared/util/json';

/** A preview is not what somebody who downloads an asset wants, so it is the last choice. */
const preview = /thumb|preview|small|icon/i;

/**
 * Finds the address of an asset's file. The documentation promises full URLs and does not name their fields, so
 * any field is looked at, the outermost first; `url` and `fullUrl` before others, previews last.
 *
 * @param asset the provider's answer
 * @returns an absolute http(s) address, or null where there is none
 */
export function assetUrl(asset: unknown): string | null {
	const found: Array<{ field: string; url: string; depth: number }> = [];
	const look = (value: unknown, field: string, depth: number): void => {
		if (typeof value === 'string' && isWebAddress(value)) found.push({ field, url: value, depth });
		else if (Array.isArray(value)) value.forEach((entry) => look(entry, field, depth + 1));
		else if (isJsonObject(value)) {
			for (const [name, entry] of Object.entries(value)) look(entry, name, depth + 1);
		}
	};
	look(asset, '', 0);

	const [best] = found.sort((some, other) => rank(some.field) - rank(other.field) || some.depth - other.depth);
	return best?.url ?? null;
}

function rank(field: string): number {
	if (preview.test(field)) return 3;
	if (/^(?:full_?)?url$/i.test(field)) return 0;
	return /url|src|href|link/i.test(field) ? 1 : 2;
}

function isWebAddress(text: string): boolean {
	return /^https?:\/\//i.test(text) && URL.canParse(text);
}
