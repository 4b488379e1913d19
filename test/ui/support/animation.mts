import { crc32 } from 'node:zlib';

/** One picture of an animation. */
export interface Frame {
	/** A PNG, as large as the other ones. */
	png: Buffer;
	/** How long it is shown, in milliseconds. */
	duration: number;
}

interface Chunk {
	type: string;
	data: Buffer;
}

const SIGNATURE_LENGTH = 8;

/**
 * Makes one animated PNG that repeats for ever out of single ones. Programs that know no animation show the first picture.
 * The format is that of the PNG specification, third edition: https://www.w3.org/TR/png-3/.
 *
 * @param frames the pictures, all of the same size and colour type
 * @returns the file
 */
export function animatedPng(frames: readonly Frame[]): Buffer {
	const pictures = frames.map(({ png }) => chunksOf(png));
	const [header] = pictures[0];
	const size = header.data.subarray(0, 8);
	let sequence = 0;
	const next = () => uint32(sequence++);

	const chunks: Chunk[] = [header, { type: 'acTL', data: Buffer.concat([uint32(frames.length), uint32(0)]) }];
	pictures.forEach((picture, index) => {
		const delay = Buffer.alloc(4);
		delay.writeUInt16BE(frames[index].duration, 0);
		delay.writeUInt16BE(1000, 2);
		const atOrigin = Buffer.alloc(8);
		const replaceAll = Buffer.alloc(2);
		chunks.push({ type: 'fcTL', data: Buffer.concat([next(), size, atOrigin, delay, replaceAll]) });
		for (const { data } of picture.filter(({ type }) => type === 'IDAT')) {
			chunks.push(index === 0 ? { type: 'IDAT', data } : { type: 'fdAT', data: Buffer.concat([next(), data]) });
		}
	});
	chunks.push({ type: 'IEND', data: Buffer.alloc(0) });
	return Buffer.concat([frames[0].png.subarray(0, SIGNATURE_LENGTH), ...chunks.map(encoded)]);
}

/** The chunks of a PNG: length, type, data, checksum. */
function chunksOf(png: Buffer): Chunk[] {
	const chunks: Chunk[] = [];
	for (let at = SIGNATURE_LENGTH; at < png.length; ) {
		const length = png.readUInt32BE(at);
		const type = png.toString('latin1', at + 4, at + 8);
		chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
		at += 12 + length;
	}
	return chunks;
}

function encoded({ type, data }: Chunk): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}
