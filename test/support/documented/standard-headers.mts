import { bodyOf, post, withHeader } from './requests.mts';
import type { DocumentedSender } from './row.mts';
import { hmac, seconds } from './signing.mts';

/**
 * @param key makes the key of the secret
 */
const polar = (
	name: string,
	keyEncoding: string | undefined,
	[secret, otherSecret]: [string, string],
	key: (secret: string) => string | Buffer,
): DocumentedSender => ({
	name,
	settings: {
		...(keyEncoding && { keyEncoding }),
		signatureHeader: 'webhook-signature',
		signatureFormat: 'tagged',
		signatureKey: 'v1',
		signatureEncoding: 'base64',
		signedContent: '{header:webhook-id}.{timestamp}.{body}',
		timestampHeader: 'webhook-timestamp',
		eventField: 'type',
		idField: 'header:webhook-id',
	},
	secret,
	otherSecret,
	deliver(options) {
		const { url, id = 'e2b8f3a0-0000-4000-8000-000000000001' } = options;
		const body = bodyOf(options, '{"type":"order.created","data":{"id":"ord_1","amount":1000}}');
		const time = seconds(options.now);
		const signature = hmac('sha256', key(options.secret ?? secret), 'base64', id, '.', time, '.', body);
		return post(url, 'json', body, {
			'webhook-id': id,
			'webhook-timestamp': time,
			'webhook-signature': `v1,${signature}`,
		});
	},
	expected: { event: 'order.created', id: 'e2b8f3a0-0000-4000-8000-000000000001', verifiedBy: 'signature' },
	spoiled: {
		'another id': (request) => withHeader(request, 'webhook-id', () => 'another'),
		'no id': ({ headers: { 'webhook-id': _, ...headers }, ...request }) => ({ ...request, headers }),
		'another time': (request) => withHeader(request, 'webhook-timestamp', (time) => String(Number(time) + 1)),
		'another tag': (request) => withHeader(request, 'webhook-signature', (value) => value.replace('v1,', 'v2,')),
		'the time moved to the id': (request) => {
			const { 'webhook-id': id, 'webhook-timestamp': time } = request.headers;
			const moved = withHeader(request, 'webhook-id', () => `${id}.${time}`);
			return withHeader(moved, 'webhook-timestamp', () => '');
		},
	},
});

const whsec = (text: string) => `whsec_${Buffer.from(text).toString('base64')}`;

/** Senders with the headers of Standard Webhooks: the key as text, and as base64 after `whsec_`. */
export const sendersOfStandardHeaders: DocumentedSender[] = [
	polar('Polar', undefined, ['polar_whs_b3ZlcnRoZXJhaW5ib3c', 'polar_whs_b3ZlcnRoZXJhaW5ib3d'], (secret) => secret),
	polar(
		'Polar (standard key)',
		'whsec',
		[whsec('32 bytes for a standard webhook!'), whsec('32 bytes for another such hook!!')],
		(secret) => Buffer.from(secret.replace('whsec_', ''), 'base64'),
	),
];
