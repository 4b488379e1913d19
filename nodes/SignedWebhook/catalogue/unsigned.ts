import type { UnsignedRow } from './row';
import { media } from './unsigned-media';

/** Any service that signs nothing. */
export const callbackUrl: UnsignedRow = {
	value: 'callbackUrl',
	name: 'Callback URL (Services That Sign Nothing)',
	eventField: ['event', 'event_type', 'eventType', 'type'],
	callback: { urlPer: 'request' },
	source: 'https://github.com/n8n-nodes-ai-media-webhooks/n8n-nodes-ai-media-webhooks/blob/main/docs/callback-urls.md',
};

/** The services whose deliveries nothing proves but the address that they call. */
export const unsignedServices: readonly UnsignedRow[] = [callbackUrl, ...media];
