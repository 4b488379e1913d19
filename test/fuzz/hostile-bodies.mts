/** Bodies that are dear to parse, to serialise or to look through, by what makes them so. */
export const hostileShapes: Readonly<Record<string, (size: number) => Buffer>> = {
	'empty objects': (size) => list('{},', size),
	'empty lists': (size) => list('[],', size),
	'nested objects': (size) => Buffer.from(`${'{"a":'.repeat(size / 6)}0${'}'.repeat(size / 6)}`),
	'nested lists': (size) => Buffer.from(`{"a":${'['.repeat(size / 2 - 4)}${']'.repeat(size / 2 - 4)}}`),
	'different keys': (size) => object((index) => `"${index.toString(36)}":0,`, size),
	'one repeated key': (size) => object(() => '"key":0,', size),
	'numeric keys': (size) => object((index) => `"${index * 7}":0,`, size),
	escapes: (size) => Buffer.from(`{"a":"${'\\u0000'.repeat(size / 6 - 2)}"}`),
	numbers: (size) => list('1e300,', size),
	'long numbers': (size) => Buffer.from(`{"a":${'9'.repeat(size - 6)}}`),
};

function list(entry: string, size: number): Buffer {
	return Buffer.from(`{"a":[${entry.repeat((size - 10) / entry.length)}0]}`);
}

function object(entry: (index: number) => string, size: number): Buffer {
	const entries: string[] = [];
	for (let length = 6, index = 0; length < size - 20; index++) length += entries[entries.push(entry(index)) - 1].length;
	return Buffer.from(`{${entries.join('')}"z":0}`);
}
