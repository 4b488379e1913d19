/**
 * Puts text between two markers of a Markdown page, `<!-- figures: NAME -->` and `<!-- end -->`.
 *
 * @param page the page
 * @param name which markers
 * @param text what goes there in place of what is there now
 * @returns the page
 * @throws Error when the page has no such markers
 */
export function fillIn(page: string, name: string, text: string): string {
	const begin = `<!-- figures: ${name} -->`;
	const end = '<!-- end -->';
	const start = page.indexOf(begin);
	const stop = page.indexOf(end, start);
	if (start === -1 || stop === -1) throw new Error(`The page has no place for ${name}`);
	return `${page.slice(0, start + begin.length)}\n${text}\n${page.slice(stop)}`;
}
