import { createHash } from 'node:crypto';
import path from 'node:path';
import { PNG } from 'pngjs';

/** An empty ID3v2 tag and ten silent MPEG-1 layer III frames of 417 bytes. */
const MP3 = Buffer.from(`ID3\x03${'\0'.repeat(6)}${`\xff\xfb\x90${'\0'.repeat(414)}`.repeat(10)}`, 'latin1');

/** A file type box and an empty media data box, which is what sniffers look at. */
const MP4 = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp42\0\0\0\x08mdat', 'latin1');

/** The smallest file with a name that a viewer or a type sniffer takes for the real thing; undefined for an unknown ending. */
export function mediaFor(name: string): { bytes: Buffer; contentType: string } | undefined {
	return {
		'.png': { bytes: png(name), contentType: 'image/png' },
		'.mp3': { bytes: MP3, contentType: 'audio/mpeg' },
		'.mp4': { bytes: MP4, contentType: 'video/mp4' },
	}[path.extname(name).toLowerCase()];
}

/** A valid PNG of 64 × 64 pixels with a gradient, whose colour differs from seed to seed. */
export function png(seed = ''): Buffer {
	const side = 64;
	const [red] = createHash('sha256').update(seed).digest();
	const image = new PNG({ width: side, height: side });
	for (let pixel = 0; pixel < side * side; pixel += 1) {
		image.data.set([red, (pixel % side) * 4, Math.floor(pixel / side) * 4, 255], pixel * 4);
	}
	return PNG.sync.write(image, { colorType: 2 });
}
