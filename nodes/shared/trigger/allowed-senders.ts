import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

import { toObject } from '../util/json';
import { contains, type Network, parseAddress, parseNetwork } from '../util/ip-address';

/** What the user entered as Allowed IPs. */
interface AllowedIps {
	/** The ranges that may deliver; null where the field is empty, which allows every sender. */
	networks: readonly Network[] | null;
	/** Entries that are neither an address nor a range. They allow nobody. */
	unreadable: readonly string[];
}

/**
 * Reads Allowed IPs. Only a field that was left empty allows every sender: an expression that results in nothing
 * allows nobody.
 *
 * @param entered the parameter as it is in the workflow, expressions included
 * @param value its value
 */
export function readAllowedIps(entered: unknown, value: unknown): AllowedIps {
	if (entered === undefined || (typeof entered === 'string' && entered.trim() === '')) {
		return { networks: null, unreadable: [] };
	}
	const entries = [value]
		.flat()
		// Senders publish their addresses one per line as often as with commas.
		.flatMap((text) => String(text ?? '').split(/[\s,;]+/))
		.filter((entry) => entry !== '');
	return {
		networks: entries.flatMap((entry) => parseNetwork(entry) ?? []),
		unreadable: entries.filter((entry) => parseNetwork(entry) === null),
	};
}

/**
 * @param allowed the ranges that may deliver, or null for every sender
 * @param address the sender's address as n8n sees it (behind a proxy: N8N_PROXY_HOPS decides)
 * @returns whether the delivery may go on
 */
export function senderIsAllowed(allowed: AllowedIps['networks'], address: string | undefined): boolean {
	if (allowed === null) return true;
	const bits = parseAddress(address ?? '');
	return bits !== null && allowed.some((network) => contains(network, bits));
}

/**
 * Refuses to publish a workflow whose Allowed IPs cannot be read, since its trigger would refuse deliveries.
 *
 * @throws NodeOperationError that names the entries
 */
export function checkAllowedIps(context: IHookFunctions): void {
	const { allowedIps } = toObject(context.getNodeParameter('options', {}));
	const entered = toObject(context.getNode().parameters.options).allowedIps;
	const { networks, unreadable } = readAllowedIps(entered, allowedIps);
	if (networks === null || (networks.length > 0 && unreadable.length === 0)) return;
	const problem =
		unreadable.length > 0
			? `These entries are neither an address nor a range: ${unreadable.join(', ')}.`
			: 'It holds no address, so every delivery would be refused.';
	throw new NodeOperationError(context.getNode(), 'Allowed IPs cannot be read', {
		description: `${problem} Enter addresses such as 203.0.113.7 or ranges such as 203.0.113.0/24, separated by commas, spaces or line breaks, or remove the option. Then publish (activate) the workflow again.`,
	});
}
