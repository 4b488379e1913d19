import fc from 'fast-check';

import { type Delivery, verifyDelivery, type Verdict } from '../../../nodes/shared/delivery/verify.ts';
import { verifySignature } from '../../../nodes/shared/delivery/signature.ts';
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

const names = fc.constantFrom(
	'__proto__',
	'constructor',
	'toJSON',
	'event',
	'type',
	'data',
	'id',
	'a',
	'0',
	'1',
	'é',
);
const json = fc.jsonValue({ maxDepth: 4 });
/** As JSON.parse makes them: `__proto__` is a field of its own. */
const anyObject = fc
	.dictionary(fc.oneof(names, fc.string({ unit: 'binary' })), json)
	.map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
const secret = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });

/** The fields that a provider reads, with any values in them. */
const sloppyBody = ({ definition, body }: ProviderCase) => {
	const value = fc.oneof(
		json,
		fc.double(),
		fc.constantFrom('', null, 0, '2026-05-18T10:00:00Z', 8.64e15 + 1),
	);
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
	const fields = Object.keys(body).map(
		(field) => [field, fc.oneof(value, nested, fc.array(nested))] as const,
	);
	return fc
		.record(
			{
				...Object.fromEntries(fields),
				[definition.eventField]: fc.oneof(fc.constantFrom(...Object.keys(definition.events)), value),
			},
			{ requiredKeys: [] },
		)
		.map((made) => JSON.parse(JSON.stringify(made)) as Record<string, unknown>);
};

const flipBit = (bytes: Buffer, position: number): Buffer => {
	const flipped = Buffer.from(bytes);
	const bit = position % (bytes.length * 8);
	flipped[bit >> 3] ^= 1 << (bit & 7);
	return flipped;
};
const bodyOf = (verdict: Verdict) => ('event' in verdict ? JSON.stringify(verdict.event.body) : null);

describe.each(providerForms)('deliveries of $name', ({ provider, form }) => {
	const { definition } = provider;
	const { header } = definition.signature;

	it('are accepted whatever object was signed with whatever secret', () => {
		fc.assert(
			fc.property(anyObject, secret, (body, key) => {
				const verdict = verifyDelivery(
					definition,
					signed(provider, form, body, key),
					expectations({ secrets: [key] }),
				);
				expect([verdict.outcome, bodyOf(verdict)]).toEqual(['accepted', JSON.stringify(body)]);
			}),
			RUNS,
		);
	});

	it('are accepted whatever the documented fields hold', () => {
		fc.assert(
			fc.property(sloppyBody(provider), (body) => {
				expect(verifyDelivery(definition, signed(provider, form, body), expectations()).outcome).toBe(
					'accepted',
				);
			}),
			RUNS,
		);
	});

	it('never say anything else after a bit of the body was flipped', () => {
		fc.assert(
			fc.property(anyObject, fc.nat(), (body, position) => {
				const delivery = signed(provider, form, body);
				const verdict = verifyDelivery(
					definition,
					{ ...delivery, body: flipBit(delivery.body as Buffer, position) },
					expectations(),
				);
				// A flipped bit may turn \u001f into \u001F: the same text.
				expect([null, JSON.stringify(body)]).toContain(bodyOf(verdict));
			}),
			RUNS,
		);
	});

	it('are refused after a bit of the header was flipped, unless that only changes the case of a digit', () => {
		fc.assert(
			fc.property(anyObject, fc.nat(), (body, position) => {
				const delivery = signed(provider, form, body);
				const original = delivery.headers[header] as string;
				const flipped = flipBit(Buffer.from(original, 'latin1'), position).toString('latin1');
				fc.pre(flipped.slice(form.prefix.length).toLowerCase() !== original.slice(form.prefix.length));
				const verdict = verifyDelivery(
					definition,
					{ ...delivery, headers: { [header]: flipped } },
					expectations(),
				);
				expect(verdict.outcome).toBe('unauthorized');
			}),
			RUNS,
		);
	});

	it('are refused after a bit of the secret was flipped', () => {
		fc.assert(
			fc.property(
				anyObject,
				fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 64 }),
				fc.nat(),
				(body, key, position) => {
					// Bit 7 would leave ASCII, whose bytes are the characters.
					const flipped = flipBit(Buffer.from(key), position % 8 === 7 ? position - 1 : position).toString();
					const verdict = verifyDelivery(
						definition,
						signed(provider, form, body, key),
						expectations({ secrets: [flipped] }),
					);
					expect(verdict.outcome).toBe('unauthorized');
				},
			),
			RUNS,
		);
	});

	it('are accepted when any of several secrets made the signature', () => {
		fc.assert(
			fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), fc.nat(), (secrets, index) => {
				const delivery = signed(provider, form, provider.body, secrets[index % secrets.length]);
				expect(verifyDelivery(definition, delivery, expectations({ secrets })).outcome).toBe('accepted');
			}),
			RUNS,
		);
	});
});

describe.each(providers)('the kernel for $name', (provider) => {
	const { definition } = provider;
	const { header } = definition.signature;
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
		fc.json().map((text) => Buffer.from(text)),
		anyObject.map((body) => Buffer.from(JSON.stringify(body))),
	);
	const claims = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.stringMatching(/^(sha256=)?[0-9a-fA-F]{64}$/),
		fc.constantFrom(undefined, '', [] as string[]),
		fc.array(fc.string()),
	);

	it('never throws and never accepts, whatever a stranger sends', () => {
		fc.assert(
			fc.property(bytes, claims, fc.array(fc.string({ unit: 'binary' })), (body, claim, secrets) => {
				const verdict = verifyDelivery(
					definition,
					{ body, headers: { [header]: claim } },
					expectations({ secrets }),
				);
				expect(['unauthorized', 'unverifiable']).toContain(verdict.outcome);
			}),
			{ numRuns: 1000 },
		);
	});

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
				const verdict = verifyDelivery(
					definition,
					signed(provider, provider.forms[0], body),
					expectations(),
				);
				if (!('event' in verdict)) throw new Error(verdict.reason);
				const { event } = verdict;
				expect(event).toEqual({
					provider: definition.provider,
					event: text,
					id: text,
					timestamp:
						event.timestamp === null
							? null
							: expect.stringMatching(/^[+-]?\d+-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
					status: expect.stringMatching(/^(started|progress|completed|failed|info)$/),
					jobId: event.jobId === null ? null : text,
					variationId: event.variationId === null ? null : text,
					results: event.results.map((result) =>
						Object.fromEntries(Object.keys(result).map((field) => [field, text])),
					),
					error: event.error === null ? null : text,
					body,
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
	const whitespace = fc.stringMatching(/^[ \t\r\n]{1,5}$/);
	const indented = fc
		.tuple(anyObject, whitespace, whitespace, whitespace)
		.map(([body, before, indent, after]) => ({
			body,
			compact: JSON.stringify(body),
			wire: Buffer.from(`${before}${JSON.stringify(body, null, indent)}${after}`),
		}));

	it.each(providers.filter(({ forms }) => forms.length > 1))(
		'of any kind leaves a delivery of $name authentic, whose compact form was signed',
		({ definition }) => {
			fc.assert(
				fc.property(indented, ({ compact, wire }) => {
					expect(
						verifySignature(definition.signature, hexOf(compact), wire, ['', 'whsec_unit_7d3f']).ok,
					).toBe(true);
				}),
				RUNS,
			);
		},
	);

	it('of any kind makes a delivery of ListingRVA AI forged, since its bytes were signed', () => {
		const { signature } = providers[0].definition;
		fc.assert(
			fc.property(indented, ({ compact, wire }) => {
				expect(verifySignature(signature, hexOf(compact), wire, ['whsec_unit_7d3f']).ok).toBe(false);
			}),
			RUNS,
		);
	});

	it.each(providers.filter(({ forms }) => forms.length > 1))(
		'does not let a replay pass for another event of $name',
		({ definition }) => {
			fc.assert(
				fc.property(indented, ({ compact, wire }) => {
					const headers = { [definition.signature.headers[0]]: hexOf(compact) };
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
