import type { SignatureScheme } from '../delivery/scheme';
import { type ContentPart, parseTemplate } from '../delivery/template';

/** @returns whether the parts cover the address that the delivery was sent to, or its path */
export function coversAddress(parts: readonly ContentPart[]): boolean {
	return parts.some(({ kind }) => kind === 'url' || kind === 'path');
}

/** @returns whether a scheme signs the address that the sender was given */
export function signsAddress({ content = '', format }: Pick<SignatureScheme, 'content' | 'format'>): boolean {
	return (format.kind === 'jwt' && format.urlClaim !== undefined) || coversAddress(parseTemplate(content));
}

/** @returns the names of each header in a template; the first is the usual one */
export function headersIn(parts: readonly ContentPart[]): ReadonlyArray<readonly string[]> {
	return parts.flatMap((part) => (part.kind === 'header' ? [part.names] : []));
}

/** @returns the names of each header that a scheme needs besides the signature's; the first is the usual one */
export function headersBesideSignature({ content = '', timestamp }: SignatureScheme): ReadonlyArray<readonly string[]> {
	const { from } = timestamp ?? {};
	const timeHeader = Array.isArray(from) ? [from.filter((place: string) => !place.includes(':'))] : [];
	return [...headersIn(parseTemplate(content)), ...timeHeader].filter((names) => names.length > 0);
}
