import { createHash } from 'node:crypto';

/**
 * @param id an idempotency key; senders may make it as long as they like
 * @returns what is remembered in its place: its SHA-256 in Base64
 */
export function digestOf(id: string): string {
	return createHash('sha256').update(id).digest('base64');
}
