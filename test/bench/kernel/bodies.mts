import type { JsonObject } from '../../simulator/index.mts';

/** One of the records that a body is filled up with: texts, a number, a boolean, as in most JSON. All are of one length. */
const record = (index: number) => ({
	id: `rec_${String(index).padStart(8, '0')}`,
	label: 'Living room, north façade, after sunset',
	width: 2048,
	approved: true,
	source: { url: 'https://media.example.com/originals/living-room.jpg', bytes: 1_000_000 + index },
});

const RECORD_BYTES = Buffer.byteLength(JSON.stringify(record(0))) + 1;

/** An event, filled up with undocumented fields (which all providers may add) to a number of bytes if it has fewer. */
export function bodyOf(event: JsonObject, size: number): Buffer {
	const extra = { records: [] as unknown[], note: '' };
	const missing = () => Math.max(0, size - Buffer.byteLength(JSON.stringify({ ...event, extra })));
	extra.records = Array.from({ length: Math.floor(missing() / RECORD_BYTES) }, (_, index) => record(index));
	extra.note = 'x'.repeat(missing());
	return Buffer.from(JSON.stringify({ ...event, extra }));
}
