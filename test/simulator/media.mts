import { deflateSync } from 'node:zlib';

/** The smallest files that a viewer or a type sniffer takes for the real thing. */
interface Media {
	bytes: Buffer;
	contentType: string;
}

/**
 * The media for a file name.
 *
 * @param name its ending decides the kind, and the whole of it an image's colours
 * @returns undefined for an ending that isn't known
 */
export function mediaFor(name: string): Media | undefined {
	const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
	switch (ending) {
		case 'png':
			return { bytes: png(name), contentType: 'image/png' };
		case 'mp3':
			return { bytes: mp3(), contentType: 'audio/mpeg' };
		case 'mp4':
			return { bytes: mp4(), contentType: 'video/mp4' };
		default:
			return undefined;
	}
}

/**
 * A valid PNG of 64 × 64 pixels, truecolour, with a gradient (PNG specification, sections 5 and 11).
 *
 * @param seed images of different seeds differ in their colours
 */
export function png(seed = ''): Buffer {
	const side = 64;
	const hue = crc32(Buffer.from(seed)) & 0xff;
	const rows = Buffer.alloc(side * (1 + side * 3));
	for (let y = 0; y < side; y += 1) {
		for (let x = 0; x < side; x += 1) {
			const at = y * (1 + side * 3) + 1 + x * 3;
			rows.set([hue, (x * 4) & 0xff, (y * 4) & 0xff], at);
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header.set([8, 2, 0, 0, 0], 8);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function chunk(type: string, data: Buffer): Buffer {
	const typeAndData = Buffer.concat([Buffer.from(type), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(crc32(typeAndData));
	return Buffer.concat([length, typeAndData, checksum]);
}

/** Not node:zlib's, which Node 20.14 and older lack. */
function crc32(bytes: Buffer): number {
	let crc = 0xffffffff;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	return (crc ^ 0xffffffff) >>> 0;
}

/** An empty ID3v2 tag and ten silent MPEG-1 layer III frames of 417 bytes. */
function mp3(): Buffer {
	const frame = Buffer.alloc(417);
	frame.set([0xff, 0xfb, 0x90, 0x00]);
	return Buffer.concat([
		Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0]),
		...Array.from({ length: 10 }, () => frame),
	]);
}

/** A file type box and an empty media data box, which is what sniffers look at. */
function mp4(): Buffer {
	return Buffer.concat([
		Buffer.from([0, 0, 0, 24]),
		Buffer.from('ftypisom'),
		Buffer.from([0, 0, 2, 0]),
		Buffer.from('isommp42'),
		Buffer.from([0, 0, 0, 8]),
		Buffer.from('mdat'),
	]);
}
