import type { Random } from './random.mts';

/** What tends to upset code that reads JSON. */
const tokens = [
	'"__proto__":{"polluted":true},',
	'"constructor":{"prototype":{"polluted":true}},',
	'"toString":null,',
	'"hasOwnProperty":1,',
	'"type":"constructor",',
	'"event":"__proto__",',
	'"event_type":["done"],',
	'"id":{},',
	'"timestamp":1e400,',
	'"timestamp":-8.64e15,',
	'"created":"9999-99-99T99:99:99Z",',
	'"\\ud800":"\\udfff",',
	'"\\u0000":"\\u0000",',
	'null',
	'[',
	'{',
	'}',
	'"',
	'\\',
	'-0',
	'1e999',
	'\u2028',
].map((token) => Buffer.from(token));

const bytes = [
	Buffer.from([0]),
	Buffer.from([0xef, 0xbb, 0xbf]),
	Buffer.from([0xff, 0xfe]),
	Buffer.from([0xed, 0xa0, 0x80]),
	Buffer.from([0xc0, 0xaf]),
	Buffer.from([0xf4, 0x90, 0x80, 0x80]),
];

const insert = (body: Buffer, at: number, what: Buffer) =>
	Buffer.concat([body.subarray(0, at), what, body.subarray(at)]);

const nested = (depth: number) => Buffer.from(`${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`);

/** Ways to change a body; each gets one that is not empty. */
const changes: Array<(body: Buffer, random: Random) => Buffer> = [
	(body, random) => {
		const copy = Buffer.from(body);
		copy[random.below(copy.length)] ^= 1 << random.below(8);
		return copy;
	},
	(body, random) => insert(body, random.below(body.length), random.pick(tokens)),
	(body, random) => insert(body, random.below(body.length), random.pick(bytes)),
	// Behind the first brace a token makes a JSON that still parses.
	(body, random) => insert(body, body.indexOf('{') + 1, random.pick(tokens)),
	(body, random) => insert(body, random.below(body.length), random.bytes(1 + random.below(8))),
	(body, random) => body.subarray(0, random.below(body.length)),
	(body, random) => body.subarray(random.below(body.length)),
	(body) => Buffer.concat([body, body]),
	(body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
	(body) => Buffer.from(body.toString('latin1'), 'utf16le'),
	(body) => Buffer.from(`[${body.toString('latin1')}]`, 'latin1'),
	(body) => Buffer.from(` \n${body.toString('latin1')}\t `, 'latin1'),
	(_, random) => nested(random.chance(0.02) ? 10_000 : random.below(200)),
	(_, random) => Buffer.from(`{"padding":"${'x'.repeat(random.below(4_000))}"}`),
	() => Buffer.alloc(0),
];

/**
 * Changes a body a little, or a lot.
 *
 * @param body the body of an authentic delivery
 * @param random decides how
 */
export function mutate(body: Buffer, random: Random): Buffer {
	let mutated = body;
	const times = 1 + random.below(3);
	for (let time = 0; time < times && mutated.length > 0; time++) {
		mutated = random.pick(changes)(mutated, random);
	}
	return mutated;
}

/**
 * Changes a signature header, or repeats it.
 *
 * @param signature the value of an authentic one
 * @param random decides how
 */
export function mutateSignature(signature: string, random: Random): string | string[] | undefined {
	const at = random.below(signature.length);
	return random.pick<string | string[] | undefined>([
		undefined,
		'',
		[],
		[''],
		[signature, signature],
		[signature, ''],
		`${signature},${signature}`,
		` ${signature}`,
		`${signature}\n`,
		`${signature}\0`,
		signature.slice(0, at),
		`${signature}${signature[at]}`,
		signature.slice(0, at) + (signature[at] === '0' ? '1' : '0') + signature.slice(at + 1),
		`sha512=${signature}`,
		`sha256=sha256=${signature}`,
		`SHA256=${signature}`,
		`0x${signature}`,
		Buffer.from(signature).toString('base64'),
		'0'.repeat(64),
		'０'.repeat(64),
		'g'.repeat(64),
		'__proto__',
	]);
}
