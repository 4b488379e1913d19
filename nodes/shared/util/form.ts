import type { JsonObject } from './json';

/** How a form begins: with a name and an equals sign. There are no blanks in it. */
const start = /^(?![{["<])[^\s=]+=[^\s=]/;

/** More fields than 1,000, which is as many as most servers read. */
const tooMany = /^(?:[^&]*&){1000}/;

/** @returns the fields of a form (`application/x-www-form-urlencoded`), or null where a text is none */
export function parseForm(text: string): URLSearchParams | null {
	return start.test(text) && !/\s/.test(text.trimEnd()) && !tooMany.test(text) ? new URLSearchParams(text) : null;
}

/** @returns the fields of a form, sorted by name and value, each name followed by its value. Equal fields count once. */
export function joinedFields(form: URLSearchParams): string {
	const order = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
	const fields = [...form].sort((one, other) => order(one[0], other[0]) || order(one[1], other[1]));
	const isRepeated = ([name, value]: [string, string], index: number) =>
		index > 0 && fields[index - 1][0] === name && fields[index - 1][1] === value;
	return fields.map((field, index) => (isRepeated(field, index) ? '' : field.join(''))).join('');
}

/** @returns the fields of a form as an object; the values of one that comes several times are a list */
export function fieldsOf(form: URLSearchParams): JsonObject {
	const fields = new Map<string, string[]>();
	for (const [name, value] of form) {
		const values = fields.get(name);
		if (values === undefined) fields.set(name, [value]);
		else values.push(value);
	}
	return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
