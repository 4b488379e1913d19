import type { ZodType } from 'zod/v4';
import type { $ZodType, $ZodTypes } from 'zod/v4/core';

import { isJsonObject } from './json';

/** Says whether a value satisfies a schema. */
type Conformity = (value: unknown) => boolean;

const compiled = new WeakMap<$ZodType, Conformity>();

/**
 * Turns a schema into a plain yes or no. `safeParse` builds a copy of the whole value and, for every member of a union
 * that does not fit, a list of issues, all of which would be thrown away: only a body that deviates is worth it.
 *
 * @param schema made of objects, arrays, unions, literals, texts and numbers, some of them optional or nullable;
 *   anything else is left to zod
 * @returns says what `safeParse(value).success` would say, of values that JSON.parse made
 */
export function conformityTo(schema: ZodType): Conformity {
	let conforms = compiled.get(schema);
	if (conforms === undefined) {
		conforms = compile(schema) ?? ((value) => schema.safeParse(value).success);
		compiled.set(schema, conforms);
	}
	return conforms;
}

/** @returns null where a part of the schema says more than this file understands */
function compile(schema: $ZodType): Conformity | null {
	const { def } = (schema as $ZodTypes)._zod;
	if (def.checks !== undefined && def.checks.length > 0) return null;
	switch (def.type) {
		case 'string':
			return isPlain(def) ? (value) => typeof value === 'string' : null;
		case 'number':
			return isPlain(def) ? Number.isFinite : null;
		case 'literal':
			return (value) => def.values.includes(value as string);
		case 'optional':
			return unless(undefined, compile(def.innerType));
		case 'nullable':
			return unless(null, compile(def.innerType));
		case 'array': {
			const entry = compile(def.element);
			return entry && ((value) => Array.isArray(value) && value.every((one) => entry(one)));
		}
		case 'union': {
			const options = all(def.options);
			return options && ((value) => options.some((option) => option(value)));
		}
		case 'object': {
			const names = Object.keys(def.shape);
			const fields = all(Object.values(def.shape));
			if (fields === null || (def.catchall !== undefined && def.catchall._zod.def.type !== 'unknown')) return null;
			return (value) => isJsonObject(value) && fields.every((field, index) => field(value[names[index]]));
		}
		default:
			return null;
	}
}

/** Formats and coercion are further properties of a definition. */
const isPlain = (def: object): boolean =>
	Object.keys(def).every((property) => property === 'type' || property === 'checks');

const unless = (exception: null | undefined, conforms: Conformity | null): Conformity | null =>
	conforms && ((value) => value === exception || conforms(value));

function all(schemas: readonly $ZodType[]): Conformity[] | null {
	const tests = schemas.map(compile);
	return tests.every((test) => test !== null) ? tests : null;
}
