import { isJsonObject, toArray, toObject, parseBody, toText, valueAt } from '../../../nodes/shared/util/json.ts';

const parse = (text: string) => parseBody(Buffer.from(text));
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

describe('parseBody', () => {
	it('reads an object', () => {
		expect(parse('{"a":[1,null,"ü"]}')).toEqual({ ok: true, body: { a: [1, null, 'ü'] } });
	});

	it('reads a view into a larger buffer', () => {
		const buffer = Buffer.from('xx{"a":1}yy');
		expect(parseBody(buffer.subarray(2, 9))).toEqual({ ok: true, body: { a: 1 } });
	});

	it('skips one byte order mark', () => {
		expect(parse('\ufeff{"a":1}')).toEqual({ ok: true, body: { a: 1 } });
	});

	it('does not skip a second byte order mark', () => {
		expect(parse('\ufeff\ufeff{"a":1}')).toEqual({ ok: false, reason: 'not-json' });
	});

	it('reads a body after one that was not UTF-8, since no state is left behind', () => {
		parseBody(Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0xff]));
		expect(parse('\ufeff{"a":1}')).toEqual({ ok: true, body: { a: 1 } });
	});

	it.each([
		['a lone continuation byte', [0x80]],
		['a byte that UTF-8 never has', [0xff]],
		['an overlong slash', [0xc0, 0xaf]],
		['an overlong NUL', [0xc0, 0x80]],
		['an encoded surrogate', [0xed, 0xa0, 0x80]],
		['a code point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
		['a character that is cut off', [0xe2, 0x82]],
	])('refuses %s instead of repairing it', (_, bytes) => {
		const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
		expect(parseBody(body)).toEqual({ ok: false, reason: 'not-utf8' });
	});

	it('refuses UTF-16 with a byte order mark', () => {
		const body = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{}', 'utf16le')]);
		expect(parseBody(body)).toEqual({ ok: false, reason: 'not-utf8' });
	});

	it.each([
		'',
		' ',
		'{',
		'{"a":1',
		"{'a':1}",
		'{"a":1,}',
		'{"a":01}',
		'{"a":NaN}',
		'{"a":undefined}',
		'{"a":1} {"b":2}',
		'{"a":1}\0',
		'{"a":"\n"}',
		'// {}',
		'event=image.generated',
		'\u00a0{}',
	])('refuses %j, which is not JSON', (text) => {
		expect(parse(text)).toEqual({ ok: false, reason: 'not-json' });
	});

	it.each(['[]', '[{"a":1}]', 'null', 'true', '0', '-1e3', '""', '"{}"'])(
		'refuses %s, which is JSON but no object',
		(text) => {
			expect(parse(text)).toEqual({ ok: false, reason: 'not-an-object' });
		},
	);

	it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'toJSON'])(
		'reads a field called %s as a field like any other',
		(name) => {
			const parsed = parse(`{"${name}":{"polluted":true}}`);
			expect(parsed.ok && Object.getOwnPropertyDescriptor(parsed.body, name)?.value).toEqual({
				polluted: true,
			});
		},
	);

	it('leaves the prototype of the body untouched', () => {
		const parsed = parse('{"__proto__":{"polluted":true}}');
		expect(parsed.ok && Object.getPrototypeOf(parsed.body)).toBe(Object.prototype);
	});

	it('leaves the prototype of all objects untouched', () => {
		parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
		expect('polluted' in {}).toBe(false);
	});

	it('keeps the last of two fields of the same name', () => {
		expect(parse('{"a":1,"a":2}')).toEqual({ ok: true, body: { a: 2 } });
	});

	it('reads lists that are nested 100,000 levels deep', () => {
		expect(parse(`{"a":${nested('[', ']', 100_000)}}`).ok).toBe(true);
	});

	it('reads objects that are nested 100,000 levels deep', () => {
		expect(parse('{"a":'.repeat(100_000) + '0' + '}'.repeat(100_000)).ok).toBe(true);
	});

	it('refuses a list that is opened a million times and never closed', () => {
		expect(parse(`{"a":${'['.repeat(1_000_000)}`)).toEqual({ ok: false, reason: 'not-json' });
	});

	it('reads a body of 16 MiB', () => {
		expect(parse(`{"a":"${'x'.repeat(16 * 1024 * 1024)}"}`).ok).toBe(true);
	});

	it('reads a body of 200,000 fields', () => {
		const fields = Array.from({ length: 200_000 }, (_, index) => `"f${index}":${index}`);
		expect(parse(`{${fields.join(',')}}`).ok).toBe(true);
	});
});

describe('isJsonObject', () => {
	it.each([[{}], [{ a: 1 }], [Object.create(null) as object]])('takes an object for one', (value) => {
		expect(isJsonObject(value)).toBe(true);
	});

	it.each([[null], [[]], [[{}]], ['{}'], [1], [true], [undefined]])('does not take %j for an object', (value) => {
		expect(isJsonObject(value)).toBe(false);
	});
});

describe('toObject', () => {
	it('gives the object itself', () => {
		const value = { a: 1 };
		expect(toObject(value)).toBe(value);
	});

	it.each([[null], [undefined], [[1]], ['text'], [1]])('gives an empty object for %j', (value) => {
		expect(toObject(value)).toEqual({});
	});
});

describe('toText', () => {
	it.each([
		['text', 'text'],
		[' ', ' '],
		['0', '0'],
		[42, '42'],
		[0, '0'],
		[-1, '-1'],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	])('reads %j as the text %j', (value, expected) => {
		expect(toText(value)).toBe(expected);
	});

	it.each([[''], [null], [undefined], [true], [false], [[]], [['a']], [{}]])('finds no text in %j', (value) => {
		expect(toText(value)).toBeNull();
	});

	// JSON.parse has rounded it: two ids that differ would become one, and an event be taken for a duplicate.
	it('finds no text in an integer that is too large to be exact', () => {
		expect(toText(JSON.parse('12345678901234567891'))).toBeNull();
	});

	it('finds no text in a number that JSON.parse read as infinite', () => {
		expect(toText(JSON.parse('1e999'))).toBeNull();
	});
});

describe('toArray', () => {
	it('gives the list itself', () => {
		const list = [1, null];
		expect(toArray(list)).toBe(list);
	});

	it.each([[undefined], [null]])('gives nothing for %j', (value) => {
		expect(toArray(value)).toEqual([]);
	});

	it.each([['a'], [0], [false], [{ a: 1 }]])('gives %j as the only entry', (value) => {
		expect(toArray(value)).toEqual([value]);
	});
});

describe('valueAt', () => {
	const body = { a: { b: 1, list: ['x'] }, text: 't', none: null };

	it.each([
		['a.b', 1],
		['a.list.0', 'x'],
		['text', 't'],
		['none', null],
		['text.length', undefined],
		['none.a', undefined],
		['a.c', undefined],
		['constructor', undefined],
		['a.__proto__', undefined],
		['', undefined],
	])('finds at %j %j', (path, expected) => {
		expect(valueAt(body, path)).toBe(expected);
	});
});
