import fc from 'fast-check';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type { Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import {
	expectations,
	hexOf,
	NOW,
	type ProviderCase,
	providerForms,
	providers,
	signed,
} from '../support/providers.mts';

const RUNS = { numRuns: 300 };

const names = fc.constantFrom('__proto__', 'constructor', 'toJSON', 'event', 'type', 'data', 'id', 'a', '0', '1', 'é');
const json = fc.jsonValue({ maxDepth: 4 });
/** As JSON.parse makes them: `__proto__` is a field of its own. */
const anyObject = fc
	.dictionary(fc.oneof(names, fc.string({ unit: 'binary' })), json)
	.map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

/** The fields that a provider reads, with any values in them. */
const sloppyBody = ({ definition, body }: ProviderCase) => {
	const value = fc.oneof(json, fc.double(), fc.constantFrom('', null, 0, '2026-05-18T10:00:00Z', 8.64e15 + 1));
	const nested = fc.dictionary(
		fc.constantFrom(
			'jobId',
			'assetIds',
			'job_id',
			'generation_id',
			'output_url',
			'result_url',
			'error',
			'url',
			'message',
		),
		value,
	);
	const fields = Object.keys(body).map((field) => [field, fc.oneof(value, nested, fc.array(nested))] as const);
	return fc
		.record(
			{
				...Object.fromEntries(fields),
				[String(definition.eventField)]: fc.oneof(fc.constantFrom(...Object.keys(definition.events)), value),
			},
			{ requiredKeys: [] },
		)
		.map((made) => JSON.parse(JSON.stringify(made)) as Record<string, unknown>);
};

describe.each(providerForms)('deliveries of $name', ({ provider, form }) => {
	const { definition } = provider;

	it('are accepted whatever the documented fields hold', () => {
		fc.assert(
			fc.property(sloppyBody(provider), (body) => {
				expect(verifyDelivery(definition, signed(provider, form, body), expectations()).outcome).toBe('accepted');
			}),
			RUNS,
		);
	});
});

describe.each(providers)('the kernel for $name', (provider) => {
	const { definition } = provider;
	const [header] = definition.signature.places;
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
		fc.json().map((text) => Buffer.from(text)),
		anyObject.map((body) => Buffer.from(JSON.stringify(body))),
	);

	it('never throws on authentic bytes, whatever they are', () => {
		fc.assert(
			fc.property(bytes, fc.integer(), fc.integer(), (body, maxAge, now) => {
				const delivery: Delivery = { body, headers: { [header]: hexOf(body) } };
				const { outcome } = verifyDelivery(definition, delivery, expectations({ maxAge, now }));
				expect(['accepted', 'invalid', 'unauthorized']).toContain(outcome);
			}),
			{ numRuns: 1000 },
		);
	});

	it('gives an event whose fields are of their documented types, whatever the body holds', () => {
		const text = expect.any(String) as string;
		fc.assert(
			fc.property(sloppyBody(provider), (body) => {
				const verdict = verifyDelivery(definition, signed(provider, provider.forms[0], body), expectations());
				if (!('event' in verdict)) throw new Error(verdict.reason);
				const { event } = verdict;
				expect(event).toEqual({
					provider: definition.provider,
					event: text,
					id: text,
					timestamp:
						event.timestamp === null ? null : expect.stringMatching(/^[+-]?\d+-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
					status: expect.stringMatching(/^(started|progress|completed|failed|info)$/),
					jobId: event.jobId === null ? null : text,
					variationId: event.variationId === null ? null : text,
					results: event.results.map((result) => Object.fromEntries(Object.keys(result).map((field) => [field, text]))),
					error: event.error === null ? null : text,
					body,
					verifiedBy: 'signature',
					...('issues' in event && { issues: event.issues?.map(() => text) }),
				});
			}),
			RUNS,
		);
	});

	it('gives the same id to a redelivery, at any later time', () => {
		fc.assert(
			fc.property(sloppyBody(provider), fc.nat(), (body, later) => {
				const delivery = signed(provider, provider.forms[0], body);
				const ids = [NOW, NOW + later].map((now) => {
					const verdict = verifyDelivery(definition, delivery, expectations({ now }));
					return 'event' in verdict ? verdict.event.id : null;
				});
				expect(ids[0]).toBe(ids[1]);
			}),
			RUNS,
		);
	});
});

describe('formatting', () => {
	const deliver = (definition: DeliveryDefinition, signedText: string, body: Buffer) =>
		verifyDelivery(
			definition,
			{ body, headers: { [definition.signature.places[0]]: hexOf(signedText) } },
			expectations(),
		).outcome;
	const whitespace = fc.stringMatching(/^[ \t\r\n]{1,5}$/);
	const indented = fc.tuple(anyObject, whitespace, whitespace, whitespace).map(([body, before, indent, after]) => ({
		body,
		compact: JSON.stringify(body),
		wire: Buffer.from(`${before}${JSON.stringify(body, null, indent)}${after}`),
	}));

	it.each(providers.filter(({ forms }) => forms.length > 1))(
		'of any kind leaves a delivery of $name authentic, whose compact form was signed',
		({ definition }) => {
			fc.assert(
				fc.property(indented, ({ compact, wire }) => {
					expect(deliver(definition, compact, wire)).toBe('accepted');
				}),
				RUNS,
			);
		},
	);

	it('of any kind makes a delivery of ListingRVA AI forged, since its bytes were signed', () => {
		fc.assert(
			fc.property(indented, ({ compact, wire }) => {
				expect(deliver(providers[0].definition, compact, wire)).toBe('unauthorized');
			}),
			RUNS,
		);
	});

	it.each(providers.filter(({ forms }) => forms.length > 1))(
		'does not let a replay pass for another event of $name',
		({ definition }) => {
			fc.assert(
				fc.property(indented, ({ compact, wire }) => {
					const headers = { [definition.signature.places[0]]: hexOf(compact) };
					const ids = [Buffer.from(compact), wire].map((body) => {
						const verdict = verifyDelivery(definition, { body, headers }, expectations());
						return 'event' in verdict ? verdict.event.id : null;
					});
					expect(ids[0]).toBe(ids[1]);
				}),
				RUNS,
			);
		},
	);
});
