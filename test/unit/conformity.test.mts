import fc from 'fast-check';
import { z } from 'zod/v4';

import { conformityTo } from '../../nodes/shared/delivery/conformity.ts';
import type { JsonObject } from '../../nodes/shared/delivery/json.ts';
import { providers } from './support/providers.mts';

const schemas = {
	text: z.string(),
	number: z.number(),
	literal: z.literal(['a', 1, null]),
	optional: z.looseObject({ a: z.string().optional() }),
	nullable: z.string().nullable(),
	array: z.array(z.number()),
	union: z.union([z.string(), z.looseObject({ a: z.number() })]),
	object: z.object({ a: z.string(), b: z.looseObject({ c: z.array(z.string()) }) }),
	// What conformity leaves to zod.
	format: z.email(),
	check: z.string().min(3),
	integer: z.int(),
	strict: z.strictObject({ a: z.string() }),
	'nested check': z.looseObject({ a: z.array(z.string().min(3)) }),
	'union with a check': z.union([z.number(), z.string().min(3)]),
	'optional check': z.looseObject({ a: z.string().min(3).optional() }),
	default: z.string().default('a'),
	boolean: z.boolean(),
};

const anyValue = fc.oneof(
	fc.jsonValue(),
	fc.constantFrom('a', 'abc', 'a@example.com', 1, 1.5, 1e999, null, undefined),
	fc.array(fc.oneof(fc.string(), fc.double())),
	fc.record({ a: fc.jsonValue(), b: fc.record({ c: fc.array(fc.string()) }) }, { requiredKeys: [] }),
	fc.record({ a: fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())), d: fc.jsonValue() }),
);

describe('conformityTo', () => {
	it.each(Object.entries(schemas))('says of any value what safeParse says: %s', (_, schema) => {
		fc.assert(
			fc.property(anyValue, (value) => {
				expect(conformityTo(schema)(value)).toBe(schema.safeParse(value).success);
			}),
		);
	});

	const events = providers.flatMap(({ definition }) =>
		Object.entries(definition.events).map(([name, event]) => ({ name, ...event })),
	);

	it.each(events)('says of $name with any field changed what safeParse says', ({ schema, sample }) => {
		const body = sample(new Date()) as JsonObject;
		const paths = pathsOf(body);
		fc.assert(
			fc.property(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.constant(undefined)), (path, value) => {
				const changed = withValue(body, path, value);
				expect(conformityTo(schema)(changed)).toBe(schema.safeParse(changed).success);
			}),
		);
	});
});

function pathsOf(value: unknown, path: string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [path];
	return [path, ...Object.entries(value).flatMap(([key, entry]) => pathsOf(entry, [...path, key]))];
}

function withValue(body: unknown, [key, ...rest]: string[], value: unknown): unknown {
	if (key === undefined) return value;
	const copy = structuredClone(body) as JsonObject;
	copy[key] = withValue(copy[key], rest, value);
	return copy;
}
