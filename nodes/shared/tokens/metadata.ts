import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Metadata } from '../event/event';

/** The name of the query parameter that carries signed metadata in a webhook URL. */
export const METADATA_PARAMETER = 'metadata';

const token = /^([\w-]+)\.([0-9a-f]{64})$/;

/**
 * Signs metadata for its way through the provider. Whoever learns the URL can neither alter it nor make another.
 *
 * @returns the metadata as base64url-encoded JSON, a dot, and its signature in hex; safe in a query string
 */
export function signMetadata(metadata: Metadata, secret: string): string {
	const payload = Buffer.from(JSON.stringify(metadata)).toString('base64url');
	return `${payload}.${signatureOf(payload, secret).toString('hex')}`;
}

/** @returns the metadata in a query parameter, or null unless one of the secrets signed it; never throws */
export function readMetadata(value: unknown, secrets: readonly string[]): Metadata | null {
	const [, payload, signature] = (typeof value === 'string' && token.exec(value)) || [];
	if (payload === undefined) return null;
	const claimed = Buffer.from(signature, 'hex');
	const signed = secrets.some((secret) => secret !== '' && timingSafeEqual(signatureOf(payload, secret), claimed));
	return signed ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Metadata) : null;
}

/** The label keeps a signature of metadata from being one of a body, and the other way round. */
function signatureOf(payload: string, secret: string): Buffer {
	return createHmac('sha256', secret).update(`metadata:${payload}`).digest();
}
