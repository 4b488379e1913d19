/** What stands in for a secret that a service does not show: stars, dots or a row of x. */
const masked = /[*•…]|\.{3}|x{4}/i;

/** @returns whether a text stands in for a secret that is not shown; it is no key */
export function isMasked(text: string): boolean {
	return masked.test(text);
}
