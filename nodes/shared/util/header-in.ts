/** @returns the name of the header that a field is (`header:x-event`), in lower case, or null for a path of the body */
export function headerIn(field: string): string | null {
	return /^header:\s*(.+)$/i.exec(field)?.[1].trim().toLowerCase() ?? null;
}
