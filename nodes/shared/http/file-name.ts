/**
 * Finds the name of a downloaded file.
 *
 * @param disposition the value of the Content-Disposition header (RFC 6266), where there is one
 * @param pathname the path of the file's address
 * @param fallback the name where neither contains one
 * @returns the name, without any folder
 */
export function fileNameOf(disposition: string | undefined, pathname: string, fallback: string): string {
	return nameInDisposition(disposition) ?? lastSegment(pathname) ?? fallback;
}

function nameInDisposition(header: string | undefined): string | undefined {
	const extended = /filename\*=(?:UTF-8'[^']*')?([^;]+)/i.exec(header ?? '')?.[1];
	const plain = /filename="?([^";]+)"?/i.exec(header ?? '')?.[1];
	return lastSegment(extended ?? plain ?? '');
}

function lastSegment(path: string): string | undefined {
	const segment = decoded(path).split(/[\\/]/).pop()?.trim();
	return segment === '' ? undefined : segment;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
