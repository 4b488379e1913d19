import { isJsonObject } from '../shared/util/json';

/** Previews are the last choice, because users want the full image. */
const preview = /thumb|preview|small|icon/i;

/**
 * Finds the URL of an asset's file. The documentation does not name the field, so all fields are searched: `url` and
 * `fullUrl` before others, previews last, outer fields before inner ones.
 *
 * @returns an absolute http(s) URL, or null
 */
export function assetUrl(asset: unknown): string | null {
	const found: Array<{ field: string; url: string; depth: number }> = [];
	const search = (value: unknown, field: string, depth: number): void => {
		if (typeof value === 'string' && isWebAddress(value)) found.push({ field, url: value, depth });
		else if (Array.isArray(value)) value.forEach((entry) => search(entry, field, depth + 1));
		else if (isJsonObject(value)) {
			for (const [name, entry] of Object.entries(value)) search(entry, name, depth + 1);
		}
	};
	search(asset, '', 0);

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
