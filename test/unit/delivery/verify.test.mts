import { createHmac } from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type { Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import { verifyDelivery, type VerificationOptions } from '../../../nodes/shared/delivery/verify.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';
import { virtualStagingAiDelivery } from '../../../nodes/VirtualStagingAi/delivery.ts';
import { expectations, NOW, providerForms, providers, SECRET, signed } from '../support/providers.mts';

const [listingRva, virtualStagingAi, vigthoria] = providers;
const RAW = { prefix: '', over: 'raw' } as const;

/** Signs any bytes at all. */
function deliver(definition: DeliveryDefinition, bytes: Uint8Array | string, secret = SECRET): Delivery {
	const body = Buffer.from(bytes);
	const signature = createHmac('sha256', secret).update(body).digest('hex');
	return { body, headers: { [definition.signature.places[0]]: signature } };
}

const examine = (
	delivery: Delivery,
	changes: Partial<VerificationOptions> = {},
	definition: DeliveryDefinition = listingRva.definition,
) => verifyDelivery(definition, delivery, expectations(changes));

const aged = (timestamp: unknown) => signed(listingRva, RAW, { ...listingRva.body, timestamp });
const at = (offset: number) => aged(new Date(NOW + offset).toISOString());
const MINUTE = 60_000;

describe('the verdict on a delivery', () => {
	it.each(providerForms)('is accepted for an authentic event of $name', ({ provider, form }) => {
		expect(examine(signed(provider, form, provider.body), {}, provider.definition)).toMatchObject({
			outcome: 'accepted',
			event: { provider: provider.definition.provider, body: provider.body },
		});
	});

	it.each(providerForms)('is ignored for an event of $name that nobody asked for', ({ provider, form }) => {
		const delivery = signed(provider, form, provider.body);
		expect(examine(delivery, { events: ['another'] }, provider.definition)).toMatchObject({
			outcome: 'ignored',
			event: { body: provider.body },
		});
	});

	it.each([[[]], [['']], [['', '']]])('is unverifiable with the secrets %j', (secrets) => {
		expect(examine(at(0), { secrets })).toEqual({ outcome: 'unverifiable', reason: 'no-secret' });
	});

	it.each([
		['signature-missing', {}],
		['signature-malformed', { 'x-webhook-signature': 'x' }],
		['signature-mismatch', { 'x-webhook-signature': '0'.repeat(64) }],
	])('is unauthorized for the reason %s', (reason, headers) => {
		expect(examine({ ...at(0), headers })).toMatchObject({ outcome: 'unauthorized', reason });
	});

	it.each([
		['not-utf8', Buffer.from([0x7b, 0xff, 0x7d])],
		['not-json', ''],
		['not-json', '{"event":'],
		['not-an-object', '[]'],
		['not-an-object', 'null'],
		['not-an-object', '"text"'],
	])('is invalid for the reason %s where an authentic body is %j', (reason, bytes) => {
		expect(examine(deliver(listingRva.definition, bytes))).toEqual({
			outcome: 'invalid',
			reason,
			verifiedBy: 'signature',
			secretIndex: 0,
		});
	});

	it.each(providers)('is invalid for an authentic list from $name', ({ definition }) => {
		expect(examine(deliver(definition, '[{}]'), {}, definition)).toMatchObject({
			outcome: 'invalid',
			reason: 'not-an-object',
		});
	});

	it('is the same for a second look', () => {
		const delivery = at(0);
		const plain = () => JSON.stringify(examine(delivery));
		expect(plain()).toEqual(plain());
	});

	it('is accepted for a body that names an event called like a property of every object', () => {
		expect(examine(deliver(listingRva.definition, '{"event":"constructor"}'))).toMatchObject({
			outcome: 'accepted',
			event: { event: 'constructor', status: 'info' },
		});
	});

	it('is accepted for a body with a field called __proto__, which stays a field', () => {
		const text = '{"event":"image.generated","__proto__":{"payload":{"jobId":"job_1"}}}';
		expect(examine(deliver(listingRva.definition, text))).toMatchObject({
			outcome: 'accepted',
			event: { jobId: null },
		});
	});

	it('is accepted for a body that is nested 100,000 levels deep', () => {
		const text = `{"event":"image.generated","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
		expect(examine(deliver(listingRva.definition, text)).outcome).toBe('accepted');
	});

	it('is accepted for a body with 100,000 deviations', () => {
		const assetIds = Array.from({ length: 100_000 }, () => 1);
		const body = { ...listingRva.body, payload: { assetIds } };
		expect(examine(signed(listingRva, RAW, body)).outcome).toBe('accepted');
	});
});

describe('the rules for a delivery', () => {
	it('ask for a secret before they look at the signature', () => {
		expect(examine({ body: Buffer.alloc(0), headers: {} }, { secrets: [] }).outcome).toBe('unverifiable');
	});

	it('look at the signature before they parse the body', () => {
		expect(examine(deliver(listingRva.definition, 'no JSON', 'wrong'))).toMatchObject({
			reason: 'signature-mismatch',
		});
	});

	it('look at the signature before they look at the age', () => {
		const delivery = { ...at(-2 * MINUTE), headers: {} };
		expect(examine(delivery, { maxAge: MINUTE })).toMatchObject({ reason: 'signature-missing' });
	});

	it('look at the age before they look at the subscription', () => {
		expect(examine(at(-2 * MINUTE), { maxAge: MINUTE, events: [] })).toMatchObject({ reason: 'too-old' });
	});

	it('look at the subscription before nothing else, so a stranger learns nothing of it', () => {
		expect(examine(deliver(listingRva.definition, '{}', 'wrong'), { events: [] }).outcome).toBe('unauthorized');
	});

	it('do not read the body of a forged delivery', () => {
		const read = jest.fn(listingRva.definition.read);
		examine(deliver(listingRva.definition, '{}', 'wrong'), {}, { ...listingRva.definition, read });
		expect(read).not.toHaveBeenCalled();
	});
});

describe('the age limit', () => {
	it.each([
		['accepts an event that is exactly as old as the limit', -MINUTE, 'accepted'],
		['refuses an event that is a millisecond older than the limit', -MINUTE - 1, 'unauthorized'],
		['accepts an event of this moment', 0, 'accepted'],
		['accepts an event of the future, since clocks differ', 10 * MINUTE, 'accepted'],
	])('%s', (_, offset, outcome) => {
		expect(examine(at(offset), { maxAge: MINUTE }).outcome).toBe(outcome);
	});

	it('accepts an event of any age where it is off', () => {
		expect(examine(aged('1970-01-01T00:00:00Z'), { maxAge: 0 }).outcome).toBe('accepted');
	});

	it('accepts an event without a time, and says that its age was not checked', () => {
		const delivery = signed(vigthoria, RAW, { type: 'workflow.started', data: {} });
		expect(examine(delivery, { maxAge: MINUTE }, vigthoria.definition)).toMatchObject({
			outcome: 'accepted',
			event: { issues: ['the body carries no time, so its age was not checked'] },
		});
	});

	it('says nothing of a missing time where it is off', () => {
		const delivery = signed(vigthoria, RAW, { type: 'workflow.started', data: {} });
		expect(examine(delivery, {}, vigthoria.definition)).not.toHaveProperty('event.issues');
	});

	it('accepts an event with an unreadable time, and adds to its issues that its age was not checked', () => {
		expect(examine(aged('yesterday'), { maxAge: MINUTE })).toMatchObject({
			outcome: 'accepted',
			event: {
				issues: [
					'the time is neither epoch milliseconds nor ISO 8601 with an offset',
					expect.stringContaining('its age was not checked'),
				],
			},
		});
	});

	it('counts times with an offset in UTC', () => {
		expect(examine(aged('2026-05-18T11:58:59+02:00'), { maxAge: MINUTE })).toMatchObject({
			reason: 'too-old',
		});
	});
});

describe('the subscription', () => {
	const outcome = (event: string, events: string[]) =>
		examine(signed(listingRva, RAW, { ...listingRva.body, event }), { events }).outcome;

	it.each([
		['takes an event that is in it', 'image.generated', ['other', 'image.generated'], 'accepted'],
		['passes over an event that is not in it', 'image.generated', ['other'], 'ignored'],
		['passes over every event where it is empty', 'image.generated', [], 'ignored'],
		['takes every documented event with *', 'image.generated', ['*'], 'accepted'],
		['takes an undocumented event with *', 'image.deleted', ['*'], 'accepted'],
		['takes an undocumented event by its name', 'image.deleted', ['image.deleted'], 'accepted'],
		['does not take * for a part of a name', 'image.generated', ['image.*'], 'ignored'],
		['tells upper case from lower case', 'Image.Generated', ['image.generated'], 'ignored'],
		['passes over an event called * where it is not asked for', '*', ['image.generated'], 'ignored'],
	])('%s', (_, event, events, expected) => {
		expect(outcome(event, events)).toBe(expected);
	});

	it('passes over an event without a name', () => {
		expect(examine(deliver(listingRva.definition, '{}'), { events: ['image.generated'] }).outcome).toBe('ignored');
	});
});

describe('the id of an event that nothing in its body identifies', () => {
	const idOf = (definition: DeliveryDefinition, delivery: Delivery) => {
		const verdict = examine(delivery, {}, definition);
		return 'event' in verdict ? verdict.event.id : verdict.reason;
	};

	it('is its name and the SHA-256 of the body', () => {
		// printf '%s' '{"event_type":"update"}' | openssl dgst -sha256
		expect(idOf(virtualStagingAiDelivery, deliver(virtualStagingAiDelivery, '{"event_type":"update"}'))).toBe(
			'update|adb14ef90ee063f7e7445c8d7d9fabe81f848e2fb9c6370480c797b8a7b41567',
		);
	});

	it('is the same whichever secret signed it', () => {
		const ids = [SECRET, 'other'].map((secret) => {
			const verdict = examine(
				deliver(virtualStagingAiDelivery, '{"event_type":"update"}', secret),
				{ secrets: [SECRET, 'other'] },
				virtualStagingAiDelivery,
			);
			return 'event' in verdict ? verdict.event.id : verdict.reason;
		});
		expect(ids[0]).toBe(ids[1]);
	});

	it('differs where a byte of the body differs', () => {
		const ids = ['{"event_type":"update","p":1}', '{"event_type":"update","p":2}'].map((text) =>
			idOf(virtualStagingAiDelivery, deliver(virtualStagingAiDelivery, text)),
		);
		expect(ids[0]).not.toBe(ids[1]);
	});

	// Whoever has seen one delivery can reformat it at will, and its signature over the compact form still holds.
	describe.each([
		{
			name: virtualStagingAi.name,
			definition: virtualStagingAiDelivery,
			original: '{"event_type":"update","progress":50}',
		},
		{
			name: vigthoria.name,
			definition: vigthoriaDelivery,
			original: '{"type":"usage.threshold","data":{"percent":80}}',
		},
	])('of $name', ({ definition, original }) => {
		it.each([
			['spaces', ` ${original}`],
			['line breaks', JSON.stringify(JSON.parse(original), null, 2)],
			['a byte order mark', `\ufeff${original}`],
			['an escaped letter', original.replace('p', String.raw`\u0070`)],
			['a field that is overridden', original.replace('{', `{${original.slice(1, original.indexOf(','))},`)],
		])('is the same for a replay that is disguised by %s', (_, disguised) => {
			const genuine = deliver(definition, original);
			const replay = { ...genuine, body: Buffer.from(disguised) };
			expect(idOf(definition, replay)).toBe(idOf(definition, genuine));
		});
	});
});
