/** What is read of a delivery before it is proven, and how often. */
import crypto from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { DeliveryReader } from '../../../nodes/shared/delivery/delivery.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { hmac, NOW, problemOf, reasonOf, receive, SECONDS, sender, URL_OF_NODE } from '../support/kernel.mts';

const FORGED = '0'.repeat(64);

afterEach(() => {
	jest.restoreAllMocks();
});

/** Ten signatures, each with a time of its own. */
const tenGroups = Array.from({ length: 10 }, (_, index) => `t=${Number(SECONDS) - index},v1=${FORGED}`).join(' ');

const inGroups = (content: string): Partial<SignatureScheme> => ({
	format: { kind: 'pairs', signatureKey: 'v1', timestampKey: 't' },
	content,
	timestamp: { from: 'signature', unit: 'seconds', tolerance: { past: 300, future: 300 } },
});

/** Verifies one delivery in two rounds, as after a change of the secret. */
function twice(definition: DeliveryDefinition, body: Buffer | string, headers: Record<string, string>) {
	const reader = DeliveryReader.of({ body: Buffer.from(body), headers, url: URL_OF_NODE });
	return ['first', 'second'].map((secret) =>
		verifyDelivery(definition, reader, { secrets: [secret], events: ['*'], maxAge: 0, now: NOW }),
	);
}

describe('a forged delivery with ten signatures, verified twice,', () => {
	it('has its body hashed once', () => {
		const hash = jest.spyOn(crypto, 'hash');
		twice(sender(inGroups('{timestamp}.{sha256}')), 'a body', { 'x-signature': tenGroups });
		expect(hash).toHaveBeenCalledTimes(1);
	});

	it('has its form read and sorted once', () => {
		const sort = jest.spyOn(Array.prototype, 'sort');
		const verdicts = twice(sender(inGroups('{timestamp}.{form}')), 'b=1&a=2', { 'x-signature': tenGroups });
		expect(verdicts.map(reasonOf)).toEqual(['signature-mismatch', 'signature-mismatch']);
		expect(sort).toHaveBeenCalledTimes(1);
	});
});

describe('a form', () => {
	const definition = sender({ content: '{url}{form}' });
	const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${10_000 + index}=1`);
	const deliver = (count: number) => {
		const headers = { 'x-signature': hmac([URL_OF_NODE, ...fields(count).map((field) => field.replace('=', ''))]) };
		return receive(definition, { body: fields(count).join('&'), headers, url: URL_OF_NODE });
	};

	it('may have 1,000 fields, as most servers read', () => {
		expect(reasonOf(deliver(1_000))).toBe('accepted');
	});

	it('is refused unread where it has more', () => {
		expect(problemOf(deliver(1_001))).toBe('part-missing');
	});
});

describe('a signature in the body', () => {
	const definition = sender({ places: ['body:signature'], content: '{body:id}' });
	const deliver = (signature: string) =>
		receive(definition, { body: JSON.stringify({ id: '1', signature }), headers: {} });

	it('may be as long as a header', () => {
		const [own, others] = [hmac(['1']), ','.repeat(16_000)];
		expect(reasonOf(deliver(`${own}${others}`))).toBe('accepted');
	});

	it('is not taken apart where it is longer', () => {
		const from = jest.spyOn(Buffer, 'from');
		expect(problemOf(deliver('aa,'.repeat(300_000)))).toBe('length');
		expect(from.mock.calls.length).toBeLessThan(20);
	});
});
