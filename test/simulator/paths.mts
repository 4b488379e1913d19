/**
 * Turns a path template into an expression.
 *
 * @param template for example `/renders/:renderId/variations`; a name stands for one path segment
 * @returns the expression, and the names in the order of its groups
 */
export function compilePath(template: string): { expression: RegExp; names: string[] } {
	const names: string[] = [];
	const source = template
		.split('/')
		.map((segment) => {
			if (!segment.startsWith(':')) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
			names.push(segment.slice(1));
			return '([^/]+)';
		})
		.join('/');
	return { expression: new RegExp(`^${source}$`), names };
}
