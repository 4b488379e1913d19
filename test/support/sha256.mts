/** SHA-256 (FIPS 180-4) that can go on from a digest, as whoever extends a signed text does. */

const primes = Array.from({ length: 312 }, (_, index) => index).filter(
	(number) =>
		number > 1 && !Array.from({ length: number - 2 }, (_, index) => index + 2).some((by) => number % by === 0),
);

/** The first 32 bits of the fraction of a root. */
const fraction = (root: number) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;

const K = primes.map((prime) => fraction(Math.cbrt(prime)));
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function compress(state: readonly number[], block: Buffer): number[] {
	const words = Array.from({ length: 16 }, (_, index) => block.readInt32BE(index * 4));
	for (let index = 16; index < 64; index++) {
		const [two, seven, fifteen, sixteen] = [2, 7, 15, 16].map((back) => words[index - back]);
		const s0 = rotate(fifteen, 7) ^ rotate(fifteen, 18) ^ (fifteen >>> 3);
		const s1 = rotate(two, 17) ^ rotate(two, 19) ^ (two >>> 10);
		words.push((sixteen + s0 + seven + s1) | 0);
	}
	let [a, b, c, d, e, f, g, h] = state;
	for (const [index, word] of words.entries()) {
		const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[index] + word) | 0;
		const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
	}
	return [a, b, c, d, e, f, g, h].map((word, index) => (word + state[index]) | 0);
}

/** What SHA-256 appends to a text of so many bytes. */
export function padding(length: number): Buffer {
	const zeros = (55 - length) & 63;
	const end = Buffer.alloc(8);
	end.writeBigUInt64BE(BigInt(length) * 8n);
	return Buffer.concat([Buffer.from([0x80]), Buffer.alloc(zeros), end]);
}

/**
 * @param digest of a text of so many bytes, in hex; that of nothing yet unless given
 * @param length the bytes of that text with its padding, a multiple of 64
 * @returns the digest of that text, its padding and the extension, in hex
 */
export function sha256(extension: Buffer, digest?: string, length = 0): string {
	const from = Buffer.from(digest ?? '', 'hex');
	let state = digest === undefined ? START : START.map((_, index) => from.readInt32BE(index * 4));
	const whole = Buffer.concat([extension, padding(length + extension.length)]);
	for (let at = 0; at < whole.length; at += 64) state = compress(state, whole.subarray(at, at + 64));
	return Buffer.from(Int32Array.from(state).buffer).swap32().toString('hex');
}
