/** Points of the curve of Ed25519 (RFC 8032, section 5.1), with nothing but integers. */

const P = 2n ** 255n - 19n;
/** The order of the base point. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (value: bigint) => ((value % P) + P) % P;

function power(base: bigint, exponent: bigint): bigint {
	let result = 1n;
	for (let square = mod(base), left = exponent; left > 0n; left >>= 1n, square = mod(square * square)) {
		if (left & 1n) result = mod(result * square);
	}
	return result;
}

const inverse = (value: bigint) => power(value, P - 2n);
const D = mod(-121665n * inverse(121666n));

interface Point {
	x: bigint;
	y: bigint;
}

const NEUTRAL: Point = { x: 0n, y: 1n };

function add(one: Point, other: Point): Point {
	const product = mod(D * one.x * other.x * one.y * other.y);
	return {
		x: mod((one.x * other.y + one.y * other.x) * inverse(1n + product)),
		y: mod((one.y * other.y + one.x * other.x) * inverse(1n - product)),
	};
}

function multiply(point: Point, times: bigint): Point {
	let result = NEUTRAL;
	for (let doubled = point, left = times; left > 0n; left >>= 1n, doubled = add(doubled, doubled)) {
		if (left & 1n) result = add(result, doubled);
	}
	return result;
}

/** A point with a y coordinate, or null where none has it. */
function pointAt(y: bigint): Point | null {
	const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
	const root = power(square, (P + 3n) / 8n);
	const candidates = [root, mod(root * power(2n, (P - 1n) / 4n))];
	const x = candidates.find((candidate) => mod(candidate * candidate) === square);
	return x === undefined ? null : { x, y };
}

const isNeutral = ({ x, y }: Point) => x === 0n && y === 1n;

/** The eight points whose order divides eight: the multiples of one of order eight. */
function pointsOfSmallOrder(): Point[] {
	for (let y = 2n; ; y++) {
		const point = pointAt(y);
		const torsion = point && multiply(point, L);
		if (torsion && !isNeutral(multiply(torsion, 4n))) {
			return Array.from({ length: 8 }, (_, times) => multiply(torsion, BigInt(times)));
		}
	}
}

const littleEndian = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();

/** Every way to write a point of small order in 32 bytes: with either sign, and with y beyond the prime. */
export function encodingsOfSmallOrder(): Buffer[] {
	const ys = new Set(pointsOfSmallOrder().map(({ y }) => y));
	const written = [...ys].flatMap((y) => [y, y + P]).filter((y) => y < 2n ** 255n);
	return written.flatMap((y) => [littleEndian(y), littleEndian(y + 2n ** 255n)]);
}
