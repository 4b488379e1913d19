/** The polynomial of ISO 3309, least significant bit first. */
const POLYNOMIAL = 0xedb88320;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
	let value = byte;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
	return value;
});

/** @returns the checksum of ISO 3309 and ZIP, as an unsigned number. It finds accidents: anybody can make it come out equal. */
export function crc32(bytes: Uint8Array): number {
	let sum = 0xffffffff;
	for (const byte of bytes) sum = table[(sum ^ byte) & 0xff] ^ (sum >>> 8);
	return (sum ^ 0xffffffff) >>> 0;
}
