import { BoundedMap } from '../util/bounded-map';
import type { Place } from './scheme';

/** A part of what is signed. */
export type ContentPart =
	| { kind: 'literal'; text: string }
	/** Of a header with several names, the first that is there counts. */
	| { kind: 'header'; names: readonly string[] }
	| { kind: 'query'; name: string }
	/** A field of the body. One that is optional counts as empty where it is missing. */
	| { kind: 'field'; path: string; optional: boolean }
	| { kind: (typeof simple)[number] };

const simple = [
	'timestamp',
	'body',
	/** the address that the sender was given, with the query that it called */
	'url',
	/** the path and the query of that address */
	'path',
	'method',
	/** the fields of a form, sorted by name, each name followed by its value */
	'form',
	/** the SHA-256 digest of the body, in lower-case hex */
	'sha256',
	/** the CRC32 of the body as a decimal number. It does not bind the body: anybody can write another one with it */
	'crc32',
	/** the key, for digests without one */
	'secret',
] as const;

/** The templates of senders are few, and each delivery needs one. */
const knownTemplates = new BoundedMap<string, readonly ContentPart[]>(500);

const placeholder = /(\{[^{}]*\})/;

/**
 * Reads a template of signed content: text with `{body}`, `{timestamp}`, `{header:x}`, `{query:x}`, `{body:path}`, `{url}`,
 * `{path}`, `{method}`, `{form}`, `{sha256}`, `{crc32}` and `{secret}` in any order. `\n` stands for a line break, `{header:x|y}` for
 * a header with two names, `{body:path?}` for a field that may be missing.
 *
 * @returns the parts. A placeholder that is none of these stays text, with its braces.
 */
export function parseTemplate(template: string): readonly ContentPart[] {
	const known = knownTemplates.get(template);
	if (known !== undefined) return known;
	const parts = template
		.replaceAll('\\n', '\n')
		.split(placeholder)
		.filter((piece) => piece !== '')
		.map((piece) => partOf(piece) ?? ({ kind: 'literal', text: piece } as const));
	knownTemplates.set(template, parts);
	return parts;
}

function partOf(piece: string): ContentPart | null {
	if (!placeholder.test(piece)) return null;
	const inner = piece.slice(1, -1);
	const kind = simple.find((name) => name === inner);
	if (kind !== undefined) return { kind };
	const [, type, name] = /^(header|query|body):\s*(.+)$/s.exec(inner) ?? [];
	if (type === 'header') return { kind: 'header', names: name.toLowerCase().split('|') };
	if (type === 'query') return { kind: 'query', name };
	if (type !== 'body') return null;
	return { kind: 'field', path: name.replace(/\?$/, ''), optional: name.endsWith('?') };
}

/** @returns whether the parts cover the whole body, and not only fields of it */
export function coversBody(parts: readonly ContentPart[]): boolean {
	return parts.some(({ kind }) => kind === 'body' || kind === 'sha256' || kind === 'form');
}

/** @returns whether the parts cover what is at a place */
export function covers(parts: readonly ContentPart[], place: Place): boolean {
	const [, kind, name] = /^(query|body):(.*)$/s.exec(place) ?? [];
	if (kind === 'body' && coversBody(parts)) return true;
	return parts.some((part) => {
		if (part.kind === 'header') return kind === undefined && part.names.includes(place);
		if (part.kind === 'query') return kind === 'query' && part.name === name;
		return part.kind === 'field' && kind === 'body' && part.path === name;
	});
}

/** @returns the paths of the fields of the body in a template */
export function fieldsIn(parts: readonly ContentPart[]): string[] {
	return parts.flatMap((part) => (part.kind === 'field' ? part.path : []));
}
