import { bordersOfBodyAndTime } from './borders.mts';
import { bodyOf, post } from './requests.mts';
import type { DocumentedSender } from './row.mts';
import { digest, seconds } from './signing.mts';

const cloudinary = (name: string, hash: 'sha1' | 'sha256'): DocumentedSender => {
	const secret = 'CWrN7cKLMYkGrdMjcNpVcP-secret';
	return {
		name,
		settings: {
			algorithm: hash === 'sha1' ? 'digestSha1' : 'digestSha256',
			signatureHeader: 'X-Cld-Signature',
			signedContent: '{body}{timestamp}{secret}',
			timestampHeader: 'X-Cld-Timestamp',
			tolerance: 7200,
			eventField: 'notification_type',
			fields: { jobIdField: 'public_id', resultFields: 'secure_url' },
		},
		secret,
		otherSecret: 'CWrN7cKLMYkGrdMjcNpVcP-secreu',
		deliver(options) {
			const body = bodyOf(
				options,
				'{"notification_type":"upload","public_id":"tutu","secure_url":"https:\\/\\/res.cloudinary.com\\/demo\\/tutu.png"}',
			);
			const time = seconds(options.now);
			return post(options.url, 'json', body, {
				'X-Cld-Timestamp': time,
				'X-Cld-Signature': digest(hash, 'hex', body, time, options.secret ?? secret),
			});
		},
		expected: { event: 'upload', id: 'digest', verifiedBy: 'signature' },
		spoiled: bordersOfBodyAndTime('X-Cld-Timestamp'),
	};
};

/** No field that names the event is documented. */
const starling: DocumentedSender = {
	name: 'Starling Bank',
	settings: {
		algorithm: 'digestSha512',
		signatureHeader: 'X-Hook-Signature',
		signatureEncoding: 'base64',
		signedContent: '{secret}{body}',
		tolerance: 0,
		idField: 'webhookEventUid',
	},
	secret: '8a7b6c5d-starling-shared-secret',
	otherSecret: '9a7b6c5d-starling-shared-secret',
	deliver(options) {
		const { url, id = 'e8a2b1c0-0000-4000-8000-000000000001', secret = starling.secret } = options;
		const body = bodyOf(options, JSON.stringify({ webhookEventUid: id, content: { amount: -10.5 } }));
		return post(url, 'json', body, { 'X-Hook-Signature': digest('sha512', 'base64', secret, body) });
	},
	expected: { id: 'e8a2b1c0-0000-4000-8000-000000000001', verifiedBy: 'signature' },
};

/** Senders that hash the secret together with the body, without HMAC. */
export const sendersWithPlainHashes: DocumentedSender[] = [
	cloudinary('Cloudinary', 'sha1'),
	cloudinary('Cloudinary (SHA-256)', 'sha256'),
	starling,
];
