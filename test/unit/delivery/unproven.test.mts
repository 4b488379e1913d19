/** What is computed of a delivery before it is proven. */
import crypto, { createHmac } from 'node:crypto';

import { DeliveryReader } from '../../../nodes/shared/delivery/delivery.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { definitionOf, plainHex } from '../../support/schemes.mts';

const NOW = Date.UTC(2026, 0, 1);
const SECRET = 'the signing secret';

/** A sender whose signature header may have a signature for each of several times. */
const signing = (content: string) => ({
	...definitionOf({
		...plainHex,
		content,
		format: { kind: 'pairs' as const, signatureKey: 'v1', timestampKey: 't' },
		timestamp: { from: 'signature' as const, unit: 'seconds' as const },
	}),
	anyBody: true,
});

/** A form with so many fields, whose names are sorted already. */
const formOf = (fields: number) =>
	Array.from({ length: fields }, (_, index) => `field${String(index).padStart(6, '0')}=${index}`).join('&');

/** What is signed of such a form. */
const sorted = (form: string) => form.replaceAll(/[&=]/g, '');

const signature = (form: string, secret = SECRET) =>
	createHmac('sha256', secret)
		.update(`1.${sorted(form)}`)
		.digest('hex');

const receive = (content: string, form: string, header: string, secrets = [SECRET]) => {
	const reader = DeliveryReader.of({
		body: Buffer.from(form),
		headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-signature': header },
	});
	return ['first round', 'second round'].map(
		() => verifyDelivery(signing(content), reader, { secrets, events: ['*'], maxAge: 0, now: NOW }).outcome,
	);
};

/** Ten signatures that nobody made. */
const claims = Array.from({ length: 10 }, (_, time) => `t=${time},v1=${'a'.repeat(64)}`).join(',');

const FORM = '{timestamp}.{form}';

it('a form is accepted with 1,000 fields, and refused with more, which n8n does not read either', () => {
	const [most, more] = [formOf(1_000), formOf(1_001)];
	expect(receive(FORM, most, `t=1,v1=${signature(most)}`)).toEqual(['accepted', 'accepted']);
	expect(receive(FORM, more, `t=1,v1=${signature(more)}`)).toEqual(['unauthorized', 'unauthorized']);
});

it('a form is sorted once, however many signatures it claims and secrets are tried', () => {
	const form = formOf(500);
	const sort = jest.spyOn(Array.prototype, 'sort');
	expect(receive(FORM, form, claims, ['one', 'two'])).toEqual(['unauthorized', 'unauthorized']);
	expect(sort).toHaveBeenCalledTimes(1);
	sort.mockRestore();
});

it('the digest of a body is computed once, however many signatures it claims and secrets are tried', () => {
	const hash = jest.spyOn(crypto, 'hash');
	const outcomes = receive('{timestamp}.{sha256}', '{"a":1}', claims, ['one', 'two']);
	expect(outcomes).toEqual(['unauthorized', 'unauthorized']);
	expect(hash).toHaveBeenCalledTimes(1);
	hash.mockRestore();
});
