/**
 * @param hostname a host as the URL parser writes it
 * @returns the IPv4 address where the host is one that is mapped into IPv6, else the host
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
