import { createHmac } from 'node:crypto';

import { z } from 'zod/v4';

// @ts-expect-error The build is plain JavaScript.
import * as build from '../../build/output-schemas.js';
import { listingRvaDelivery } from '../../nodes/ListingRva/delivery.ts';
import { listingRvaResources } from '../../nodes/ListingRva/resources/index.ts';
import { generationEventSchema } from '../../nodes/shared/event/schema.ts';
import { ANY_EVENT, verifyDelivery } from '../../nodes/shared/delivery/verify.ts';
import { vigthoriaDelivery } from '../../nodes/Vigthoria/delivery.ts';
import { vigthoriaResources } from '../../nodes/Vigthoria/resources/index.ts';
import { virtualStagingAiDelivery } from '../../nodes/VirtualStagingAi/delivery.ts';
import { virtualStagingAiResources } from '../../nodes/VirtualStagingAi/resources/index.ts';
import { deviations, type PlainSchema } from '../support/output-schemas.mts';

const { plainSchema } = build as { plainSchema(schema: object): PlainSchema };
const plain = (schema: z.ZodType) => plainSchema(z.toJSONSchema(schema));

const deliveries = [listingRvaDelivery, virtualStagingAiDelivery, vigthoriaDelivery];
const events = deliveries.flatMap((delivery) => [
	...Object.entries(delivery.events).map(([name, { sample }]) => ({ delivery, name, body: sample(new Date()) })),
	{ delivery, name: 'an unknown event', body: { [delivery.eventField]: 'unknown', data: 1, result: true } },
]);

const secret = 'a secret of this test';

function eventOf({ delivery, body }: (typeof events)[number]) {
	const bytes = Buffer.from(JSON.stringify(body));
	const headers = { [delivery.signature.places[0]]: createHmac('sha256', secret).update(bytes).digest('hex') };
	const verdict = verifyDelivery(
		delivery,
		{ body: bytes, headers },
		{ secrets: [secret], events: [ANY_EVENT], maxAge: 0, now: Date.now() },
	);
	return 'event' in verdict ? verdict.event : verdict;
}

describe("the schema of a trigger's items", () => {
	it.each(events)('describes $name of $delivery.provider', (event) => {
		expect(generationEventSchema(event.delivery).safeParse(eventOf(event)).error).toBeUndefined();
	});

	it.each(events.filter(({ name }) => name !== 'an unknown event'))(
		'describes $name of $delivery.provider in the form that the editor reads',
		(event) => {
			expect(deviations(plain(generationEventSchema(event.delivery)), eventOf(event))).toEqual([]);
		},
	);

	it.each(deliveries)('names the events of $provider', (delivery) => {
		const { properties } = plain(generationEventSchema(delivery));
		expect(properties?.event.examples).toEqual(Object.keys(delivery.events));
		expect(Object.keys(properties ?? {})).toEqual([
			...['provider', 'event', 'id', 'timestamp', 'status', 'jobId', 'variationId', 'results', 'error', 'body'],
			...['metadata', 'verifiedBy', 'envelope', 'issues'],
		]);
	});
});

describe('the schemas of the operations', () => {
	const operations = [...listingRvaResources, ...virtualStagingAiResources, ...vigthoriaResources].flatMap(
		({ value: resource, operations: all }) =>
			all.flatMap(({ value, output }) => (output === undefined ? [] : [{ name: `${resource}:${value}`, output }])),
	);

	it.each(operations)('$name gives an object with fields, which is all that the editor shows', ({ output }) => {
		const schema = plain(output());
		expect(schema.type).toBe('object');
		expect(Object.keys(schema.properties ?? {}).length).toBeGreaterThan(0);
	});
});

describe('a schema in the form that the editor reads', () => {
	const text = z.string();

	it.each([
		['a text that may be null', text.nullable(), { type: ['string', 'null'] }],
		['one of two fixed texts', z.union([z.literal('a'), z.literal('b')]), { type: 'string', examples: ['a', 'b'] }],
		['anything', z.unknown(), {}],
		['anything or a text', z.union([z.unknown(), text]), {}],
		[
			'a list',
			z.array(z.looseObject({ a: text })),
			{
				type: 'array',
				items: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
			},
		],
		[
			'one of two objects',
			z.union([z.looseObject({ a: text, b: text }), z.looseObject({ a: z.number() })]),
			{
				type: 'object',
				properties: { a: { type: ['string', 'number'] }, b: { type: 'string' } },
				required: ['a'],
			},
		],
		[
			'an object or a list of them',
			z.union([z.looseObject({ a: text }), z.array(z.looseObject({}))]),
			{
				type: ['object', 'array'],
				properties: { a: { type: 'string' } },
				required: ['a'],
				items: { type: 'object', properties: {} },
			},
		],
		[
			'one of two lists',
			z.union([z.array(text), z.array(z.number())]),
			{
				type: 'array',
				items: { type: ['string', 'number'] },
			},
		],
	])('has no alternatives: %s', (_, schema, expected) => {
		expect(plain(schema)).toEqual(expected);
	});
});
