import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';

const privateHost =
	/^(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d+)+$|^\[f(?:[cd]|e80)|\.(?:local|internal|lan)$/;
const loopbackHost = /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * @param context a trigger's hook context
 * @returns the address that n8n listens on for the node
 */
export function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) {
		throw new NodeOperationError(context.getNode(), 'n8n gave the trigger no webhook URL', {
			description: 'Save the workflow, then activate it again.',
		});
	}
	return url;
}

/**
 * Warns of an address that only this machine can reach: good for trying out, useless to a provider.
 *
 * @param context a trigger's hook context
 * @param url the address that n8n listens on
 * @returns whether it is one
 */
export function warnOfLoopback(context: IHookFunctions, url: string): boolean {
	const loopback = loopbackHost.test(new URL(url).hostname);
	if (loopback) {
		context.logger.warn(
			`The webhook URL of "${context.getNode().name}" leads to this machine only, so no provider on the internet can deliver to it. Set N8N_WEBHOOK_URL (n8n 1.x: WEBHOOK_URL) to n8n's public address.`,
		);
	}
	return loopback;
}

/**
 * Refuses an address that the provider cannot or does not deliver to.
 *
 * @param context a trigger's hook context
 * @param url the address that n8n listens on
 * @param provider the provider's name
 * @throws NodeOperationError unless it is public HTTPS, or this machine
 */
export function requirePublicHttps(context: IHookFunctions, url: string, provider: string): void {
	if (warnOfLoopback(context, url)) return;
	const { protocol, hostname } = new URL(url);
	if (protocol === 'https:' && !privateHost.test(hostname)) return;
	throw new NodeOperationError(
		context.getNode(),
		`${provider} delivers to public HTTPS addresses only`,
		{
			description: `This n8n would receive webhooks at ${url}. Set N8N_WEBHOOK_URL (n8n 1.x: WEBHOOK_URL) to the public https:// address of n8n, restart it, and activate the workflow again.`,
		},
	);
}
