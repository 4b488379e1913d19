import { bodyOf, post } from './requests.mts';
import type { DocumentedSender } from './row.mts';
import { hmac } from './signing.mts';

const paystack: DocumentedSender = {
	name: 'Paystack',
	settings: {
		algorithm: 'hmacSha512',
		signatureHeader: 'x-paystack-signature',
		tolerance: 0,
		eventField: 'event',
	},
	secret: 'sk_test_0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
	otherSecret: 'sk_live_0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c',
	deliver(options) {
		const { url, secret = paystack.secret } = options;
		const body = bodyOf(
			options,
			'{"event":"charge.success","data":{"id":302961,"reference":"qTPrJoy9Bx","amount":10000}}',
		);
		return post(url, 'json', body, { 'x-paystack-signature': hmac('sha512', secret, 'hex', body) });
	},
	expected: { event: 'charge.success', id: 'digest', verifiedBy: 'signature' },
};

/** Senders that sign the body alone, with another hash than SHA-256. */
export const sendersThatSignTheBody: DocumentedSender[] = [paystack];
