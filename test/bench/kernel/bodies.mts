import {
	type JsonObject,
	listingRvaSample,
	vigthoriaSample,
	virtualStagingAiSample,
} from '../../simulator/index.mts';
import type { ProviderName } from '../../support/workbench.mts';

/** The sizes that are measured, in bytes, by the names under which they are shown. */
export const sizes = {
	'1 KB': 1_000,
	'1 MB': 1_000_000,
	'15 MB': 15_000_000,
} as const;

export type SizeName = keyof typeof sizes;

const samples: Record<ProviderName, () => JsonObject> = {
	listingRva: () => listingRvaSample(),
	virtualStagingAi: () => virtualStagingAiSample('done'),
	vigthoria: () => vigthoriaSample('generation.completed'),
};

/** One of the records that a body is filled up with: texts, a number, a boolean, as in most JSON. */
const record = (index: number) => ({
	id: `rec_${String(index).padStart(8, '0')}`,
	label: 'Living room, north façade, after sunset',
	width: 2048,
	approved: index % 2 === 0,
	source: { url: `https://media.example.com/originals/${index}.jpg`, bytes: 183_201 + index },
});

/**
 * A documented event of a provider, filled up with undocumented fields (which all providers may add) to a size.
 *
 * @param provider the provider
 * @param size bytes; what a provider's plain event takes is the least
 */
export function bodyOf(provider: ProviderName, size: number): Buffer {
	const event = samples[provider]();
	const missing = size - byteLength(event);
	if (missing <= 0) return Buffer.from(JSON.stringify(event));
	const records: unknown[] = [];
	let left = missing - byteLength({ extra: { records: [], note: '' } });
	for (let length = byteLength(record(0)) + 1; left > length; left -= length) {
		length = byteLength(record(records.length)) + 1;
		records.push(record(records.length));
	}
	return Buffer.from(JSON.stringify({ ...event, extra: { records, note: 'x'.repeat(Math.max(0, left)) } }));
}

const byteLength = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
