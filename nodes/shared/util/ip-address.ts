/**
 * A range of addresses. IPv4 addresses are stored as IPv4-mapped IPv6 addresses, so that both compare alike. n8n's
 * linter forbids `node:net`, which could parse them.
 */
export interface Network {
	/** The first 128 - `hostBits` bits of every address in it. */
	prefix: bigint;
	hostBits: bigint;
}

const MAPPED_IPV4 = 0xffffn << 32n;

/** @returns the 128 bits of an IPv4 or IPv6 address (IPv4: of `::ffff:a.b.c.d`), or null if the text is not an address */
export function parseAddress(text: string): bigint | null {
	return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/**
 * @param text an address, or a range in CIDR notation (RFC 4632, RFC 4291) such as `203.0.113.0/24` or `2001:db8::/32`
 * @returns the range, or null if the text is neither
 */
export function parseNetwork(text: string): Network | null {
	const [, address, length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
	const bits = address === undefined ? null : parseAddress(address);
	if (bits === null) return null;
	const width = address.includes(':') ? 128 : 32;
	const prefixLength = length === undefined ? width : Number(length);
	if (prefixLength > width) return null;
	const hostBits = BigInt(width - prefixLength);
	return { prefix: bits >> hostBits, hostBits };
}

/** @returns whether the address is in the range */
export function contains({ prefix, hostBits }: Network, address: bigint): boolean {
	return address >> hostBits === prefix;
}

function parseIpv4(text: string): bigint | null {
	const octets = text.split('.');
	// Some programs read an octet with a leading zero as octal, so it is refused.
	if (octets.length !== 4 || !octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256)) {
		return null;
	}
	return MAPPED_IPV4 + octets.reduce((bits, octet) => (bits << 8n) + BigInt(octet), 0n);
}

function parseIpv6(text: string): bigint | null {
	// A zone index names a local interface; it is not part of the address.
	const address = text.replace(/%.*$/, '');
	const host = `http://[${address}]`;
	if (!/^[0-9a-f:.]+$/i.test(address) || !URL.canParse(host)) return null;
	const [head, tail] = new URL(host).hostname.slice(1, -1).split('::');
	const groupsOf = (part = '') => part.split(':').filter((group) => group !== '');
	const [first, last] = [groupsOf(head), groupsOf(tail)];
	const zeros = new Array<string>(8 - first.length - last.length).fill('0');
	return [...first, ...zeros, ...last].reduce((bits, group) => (bits << 16n) + BigInt(`0x${group}`), 0n);
}

/**
 * @param hostname as the URL parser normalises it
 * @returns the IPv4 address of an IPv4-mapped IPv6 address; any other host unchanged
 */
export function withoutMapping(hostname: string): string {
	const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname);
	if (mapped === null) return hostname;
	return mapped
		.slice(1)
		.map((group) => Number.parseInt(group, 16))
		.flatMap((group) => [group >> 8, group & 255])
		.join('.');
}
