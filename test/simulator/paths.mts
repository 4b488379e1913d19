/** Makes an expression of a path such as `/renders/:renderId`, in which a name stands for one segment and becomes a group. */
export function pathExpression(template: string): RegExp {
	return new RegExp(`^${template.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}
