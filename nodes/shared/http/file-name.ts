/** Control characters, and marks that change the order in which a text is displayed. */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Finds the name of a downloaded file.
 *
 * @param disposition the value of the Content-Disposition header (RFC 6266), if any
 * @param pathname the path of the file's URL
 * @param fallback the name if neither contains one; may be an ID of the provider
 * @returns the name, safe to use in a folder: no separators, no `..`, no control characters
 */
export function fileNameOf(disposition: string | undefined, pathname: string, fallback: string): string {
	return nameInDisposition(disposition) ?? baseName(pathname) ?? baseName(fallback) ?? 'file';
}

function nameInDisposition(header: string | undefined): string | undefined {
	const extended = /filename\*=(?:UTF-8'[^']*')?([^;]+)/i.exec(header ?? '')?.[1];
	const plain = /filename="?([^";]+)"?/i.exec(header ?? '')?.[1];
	return baseName(extended ?? plain ?? '');
}

/** The last segment of a path, or undefined if it is empty or consists of dots. */
function baseName(path: string): string | undefined {
	const name = decoded(path).replace(INVISIBLE, '').split(/[\\/]/).pop()?.trim() ?? '';
	return /^\.*$/.test(name) ? undefined : name;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
