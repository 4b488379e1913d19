import { withoutMapping } from '../util/ip-address';

/**
 * Checks the sender of a delivery against the addresses that the user allows.
 *
 * @param allowed addresses separated by commas; nothing allows every sender
 * @param address the sender's address as n8n sees it (behind a proxy: N8N_PROXY_HOPS decides)
 * @returns whether the delivery may go on
 */
export function senderIsAllowed(allowed: string | undefined, address: string | undefined): boolean {
	if ((allowed ?? '').trim() === '') return true;
	const list = (allowed ?? '').split(',').map(normalised).filter((entry) => entry !== '');
	return list.includes(normalised(address ?? ''));
}

/**
 * IPv6 addresses have many spellings, of which the URL parser makes one. A server that listens on IPv6 too sees
 * IPv4 senders as `::ffff:192.0.2.1`.
 */
function normalised(address: string): string {
	const text = address.trim().toLowerCase();
	if (!text.includes(':') || !URL.canParse(`http://[${text}]`)) return text;
	return withoutMapping(new URL(`http://[${text}]`).hostname);
}
