const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes UTF-8. A leading byte order mark is skipped, as RFC 8259, section 8.1 allows.
 *
 * @returns the text, or null where the bytes are no UTF-8: they are refused, not repaired
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
	// This is twice as fast as the strict way, which is needed where something was repaired, or begins with the mark.
	if (!text.includes('\ufffd') && !text.startsWith('\ufeff')) return text;
	try {
		return strict.decode(bytes);
	} catch {
		return null;
	}
}
