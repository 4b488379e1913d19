import { createHash, hash } from 'node:crypto';

import { type Content, SECRET } from './algorithms';
import { type DeliveryReader, single } from './delivery';
import type { ContentPart } from './template';

/** What a delivery says to be signed, and where its parts came from. */
export interface SignedContent {
	content: Content;
	/** The signed values by the names of their headers. */
	headers: ReadonlyMap<string, string>;
}

/** Header values are ASCII (RFC 9110, section 5.5): of others it is not known which bytes were signed. */
export const printable = /^[\x20-\x7e]+$/;

/**
 * Puts the signed content of a delivery together.
 *
 * @param timestamp the time of sending as the delivery writes it, or null where it has none
 * @param body the body, or the form of it that may have been signed instead
 * @returns the content, or the part that is missing, is there twice, or cannot be read: it is never taken for empty
 */
export function signedContent(
	parts: readonly ContentPart[],
	reader: DeliveryReader,
	timestamp: string | null,
	body: Uint8Array | string = reader.delivery.body,
): SignedContent | { missing: string } {
	const content: Array<Content[number]> = [];
	const headers = new Map<string, string>();
	for (const part of parts) {
		const piece = pieceOf(part, reader, timestamp, body, headers);
		if (piece === null) return { missing: placeOf(part) };
		content.push(piece);
	}
	return { content, headers };
}

function pieceOf(
	part: ContentPart,
	reader: DeliveryReader,
	timestamp: string | null,
	body: Uint8Array | string,
	headers: Map<string, string>,
): Content[number] | null {
	const { method = 'POST', url } = reader.delivery;
	switch (part.kind) {
		case 'literal':
			return part.text;
		case 'timestamp':
			return timestamp;
		case 'body':
			return body;
		case 'sha256':
			return body === reader.delivery.body ? reader.digest() : hash('sha256', body);
		case 'crc32':
			return reader.crc32();
		case 'secret':
			return SECRET;
		case 'method':
			return method;
		case 'url':
			return url ?? null;
		case 'path':
			return url === undefined ? null : url.replace(/^[a-z]+:\/\/[^/?]*/i, '');
		case 'query':
			return single(reader.query().getAll(part.name));
		case 'field':
			return reader.field(part.path, part.optional);
		case 'form':
			return reader.signedForm();
		case 'header': {
			const name = part.names.find((candidate) => reader.valuesAt(candidate).length > 0) ?? part.names[0];
			const value = single(reader.valuesAt(name));
			if (value === null || !printable.test(value)) return null;
			headers.set(name, value);
			return value;
		}
	}
}

/** @returns the place of a part, or its placeholder where it has no place of its own */
function placeOf(part: ContentPart): string {
	switch (part.kind) {
		case 'header':
			return part.names.join(' or ');
		case 'query':
			return `query:${part.name}`;
		case 'field':
			return `body:${part.path}`;
		default:
			return `{${part.kind}}`;
	}
}

/** @returns a digest of content, in hex. The secret is left out of it. */
export function fingerprintOf(content: Content): string {
	const made = createHash('sha256');
	for (const piece of content) if (piece !== SECRET) made.update(piece);
	return made.digest('hex');
}
