/** Forms whose fields are signed: what is read of them before they are proven. */
import { createHmac } from 'node:crypto';

import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { definitionOf, plainHex } from '../../support/schemes.mts';

const NOW = Date.UTC(2026, 0, 1);
const SECRET = 'the signing secret';

const definition = {
	...definitionOf({
		...plainHex,
		content: '{timestamp}.{form}',
		format: { kind: 'pairs' as const, signatureKey: 'v1', timestampKey: 't' },
		timestamp: { from: 'signature' as const, unit: 'seconds' as const },
	}),
	anyBody: true,
};

/** A form with so many fields, whose names are sorted already. */
const formOf = (fields: number) =>
	Array.from({ length: fields }, (_, index) => `field${String(index).padStart(6, '0')}=${index}`).join('&');

/** What is signed of such a form. */
const sorted = (form: string) => form.replaceAll(/[&=]/g, '');

const signature = (form: string, secret = SECRET) =>
	createHmac('sha256', secret)
		.update(`1.${sorted(form)}`)
		.digest('hex');

const receive = (form: string, header: string, secrets = [SECRET]) => {
	const delivery = {
		body: Buffer.from(form),
		headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-signature': header },
	};
	return ['first round', 'second round'].map(
		() => verifyDelivery(definition, delivery, { secrets, events: ['*'], maxAge: 0, now: NOW }).outcome,
	);
};

it('is accepted with 1,000 fields, and refused with more, which n8n does not read either', () => {
	const [most, more] = [formOf(1_000), formOf(1_001)];
	expect(receive(most, `t=1,v1=${signature(most)}`)).toEqual(['accepted', 'accepted']);
	expect(receive(more, `t=1,v1=${signature(more)}`)).toEqual(['unauthorized', 'unauthorized']);
});

it('is sorted once, however many signatures it claims and secrets are tried', () => {
	const form = formOf(500);
	const claims = Array.from({ length: 10 }, (_, time) => `t=${time},v1=${signature(form, 'guessed')}`).join(',');
	const sort = jest.spyOn(Array.prototype, 'sort');
	expect(receive(form, claims, ['one', 'two'])).toEqual(['unauthorized', 'unauthorized']);
	expect(sort).toHaveBeenCalledTimes(1);
	sort.mockRestore();
});
