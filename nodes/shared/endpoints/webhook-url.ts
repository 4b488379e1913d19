import { type IHookFunctions, type IWebhookFunctions, NodeOperationError } from 'n8n-workflow';

import { warn } from '../n8n/log';
import { withoutMapping } from '../util/ip-address';

const privateIpv4 =
	/^(?:10\.\d+|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.\d+\.\d+$/;
const privateIpv6 = /^\[(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/;
/** A name without a dot belongs to the local network. */
const privateName = /^[^.:]+$|\.(?:local|internal|lan|home\.arpa)$/;
/** 0.0.0.0 and [::] name no address at all. */
const loopbackHost = /^(?:(?:.*\.)?localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/;

/** @returns the address that n8n listens on for the node. In `webhook()`, it is the Production URL in any mode. */
export function webhookUrl(context: IHookFunctions | IWebhookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) {
		throw new NodeOperationError(context.getNode(), 'n8n gave the trigger no webhook URL', {
			description: 'Save the workflow, then publish (activate) it again.',
		});
	}
	return url;
}

/**
 * Compares webhook URLs by their last two segments, the id that n8n made for the node and the name of the webhook. What
 * comes before them changes with n8n's public address, and `webhook()` is told the Production URL even while somebody
 * listens at the Test URL.
 *
 * @returns whether n8n gave both to the same node
 */
export function leadToSameNode(some: string, other: string): boolean {
	const [end, otherEnd] = [some, other].map((url) => url.split('/').slice(-2).join('/'));
	return end === otherEnd;
}

/**
 * Warns of an address that only this machine can reach: good for trying out, useless to a provider.
 *
 * @param url the address that n8n listens on
 * @returns whether it is one
 */
export function warnOfLoopback(context: IHookFunctions, url: string): boolean {
	const loopback = loopbackHost.test(hostOf(url));
	if (loopback) {
		warn(
			context,
			'webhook-url',
			"The webhook URL leads to this machine only, so no provider on the internet can deliver to it. Set N8N_WEBHOOK_URL (n8n 1.x: WEBHOOK_URL) to n8n's public address.",
		);
	}
	return loopback;
}

/**
 * Refuses an address that the provider cannot or does not deliver to. While somebody listens for a test event, it
 * only warns: on a local network, test events of this package still arrive.
 *
 * @param url the address that n8n listens on
 * @param provider the provider's name
 * @throws NodeOperationError unless the address is public HTTPS, or leads to this machine
 */
export function requirePublicHttps(context: IHookFunctions, url: string, provider: string): void {
	if (warnOfLoopback(context, url)) return;
	const host = hostOf(url);
	const isPrivate = [privateIpv4, privateIpv6, privateName].some((pattern) => pattern.test(host));
	if (new URL(url).protocol === 'https:' && !isPrivate) return;

	const message = `${provider} delivers to public HTTPS addresses only`;
	const description = `This n8n receives webhooks at ${url}. Set N8N_WEBHOOK_URL (n8n 1.x: WEBHOOK_URL) to the public https:// address of n8n, restart it, and publish (activate) the workflow again.`;
	if (context.getMode() !== 'manual') throw new NodeOperationError(context.getNode(), message, { description });
	warn(context, 'webhook-url', `${message}. ${description}`);
}

function hostOf(url: string): string {
	return withoutMapping(new URL(url).hostname.replace(/\.$/, ''));
}
