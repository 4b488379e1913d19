import '../../triggers/support/clock.mts';

import { createHmac, randomUUID } from 'node:crypto';
import { request, type ServerResponse } from 'node:http';

import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeParameters,
	INodeType,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import type { SignedRequest } from '../../../support/documented/row.mts';
import { makeHookContext, makeWebhookContext } from '../../support/n8n-contexts.mts';
import { letTimePass } from '../../triggers/support/clock.mts';
import { collectWarnings } from '../../triggers/support/warnings.mts';
import { closeHosts, startWebhookHost, type WebhookRequest } from '../../triggers/support/webhook-host.mts';
// After the clock, which the node takes hold of when it is loaded.
import { SignedWebhookTrigger } from '../../../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';

/** The node under test. */
export const trigger = new SignedWebhookTrigger() as INodeType & SignedWebhookTrigger;

/** n8n's public address, which has a path prefix that a proxy takes off: n8n itself listens elsewhere. */
const PUBLIC_URL = 'https://n8n.example.com/automation';

const HOUR = 3_600_000;

export { closeHosts as closeReceivers } from '../../triggers/support/webhook-host.mts';

/** How a trigger listens. */
interface ListenOptions {
	/** Whether the editor listens for a test event, at the Test URL. */
	testing?: boolean;
	/** What receives, where that is not the node's own `webhook()`. */
	webhook?: (this: IWebhookFunctions) => Promise<IWebhookResponseData>;
}

/** Makes a Signed Webhook Trigger of which nothing is known in this process yet, and listens. */
export async function listen(
	parameters: INodeParameters,
	credential?: ICredentialDataDecryptedObject,
	{ testing = false, webhook = trigger.webhook }: ListenOptions = {},
) {
	letTimePass(HOUR);
	const setUp = {
		nodeType: trigger,
		parameters: { events: ['*'], ...parameters },
		...(credential && { credentials: { signedWebhookApi: credential } }),
		node: { id: randomUUID(), webhookId: randomUUID() },
		workflowId: randomUUID(),
		staticData: {} as IDataObject,
		mode: testing ? ('manual' as const) : ('webhook' as const),
		additionalData: {
			webhookBaseUrl: `${PUBLIC_URL}/webhook`,
			webhookTestBaseUrl: `${PUBLIC_URL}/webhook-test`,
		},
	};
	const receive = async (incoming: WebhookRequest, response: ServerResponse) =>
		(await webhook.call(makeWebhookContext({ ...setUp, request: incoming, response }))) as IWebhookResponseData;
	const host = await startWebhookHost(receive, trigger.description.webhooks);
	const path = `${testing ? 'webhook-test' : 'webhook'}/${setUp.node.webhookId}/webhook`;
	const origin = new URL(host.baseUrl).origin;
	return {
		host,
		/** Where n8n listens, behind the proxy. */
		url: `${origin}/${path}`,
		/** The address that the sender is given. */
		publicUrl: `${PUBLIC_URL}/${path}`,
		hooks: makeHookContext(setUp),
		setUp,
		/** The items of all executions that were started. */
		get items() {
			return host.executions.map((execution) => ('items' in execution ? execution.items.map(({ json }) => json) : []));
		},
		/**
		 * Sends what a sender has made for the public address, as a proxy passes it on: path and query byte for byte. The
		 * Host header is a stranger's.
		 */
		async send(made: SignedRequest) {
			const { method, headers, body } = made;
			const target = made.url.startsWith(PUBLIC_URL) ? origin + made.url.slice(PUBLIC_URL.length) : made.url;
			return await sendRaw(target, { method, headers: { ...headers, Host: 'stranger.example' }, body });
		},
	};
}

/** A trigger that listens. */
export type Receiver = Awaited<ReturnType<typeof listen>>;

/** The secret of {@link receiveSigned}. */
const SECRET = 'a-secret-of-the-service';

/** A trigger for a service that signs the body, set up as *Any Other Service*, and what the service sends. */
export async function receiveSigned(settings: INodeParameters = {}, options: ListenOptions = {}) {
	const receiver = await listen(
		{ sender: 'custom', signatureHeader: 'x-signature', ...settings },
		{ webhookSecret: SECRET },
		options,
	);
	const deliver = async (text: string | Buffer, type?: string, headers: Record<string, string> = {}) => {
		const body = Buffer.from(text);
		const signature = settings.algorithm === 'token' ? SECRET : createHmac('sha256', SECRET).update(body).digest('hex');
		return await receiver.send({
			method: 'POST',
			url: receiver.publicUrl,
			headers: { 'X-Signature': signature, ...(type !== undefined && { 'Content-Type': type }), ...headers },
			body,
		});
	};
	return { receiver, deliver };
}

/**
 * Collects the warnings of each test of a file, and ends its receivers.
 * @returns the warnings of the running test
 */
export function useReceivers(): { readonly warnings: string[] } {
	let warnings: string[] = [];
	beforeEach(() => {
		warnings = collectWarnings();
	});
	afterEach(async () => {
		jest.restoreAllMocks();
		await closeHosts();
	});
	return {
		get warnings() {
			return warnings;
		},
	};
}

/** Sends a request whose path and query no library rewrites. */
async function sendRaw(url: string, { method, headers, body }: Pick<SignedRequest, 'method' | 'headers' | 'body'>) {
	const { hostname, port } = new URL(url);
	const path = url.slice(url.indexOf('/', 'http://'.length));
	return await new Promise<{ status: number; body: string }>((resolve, reject) => {
		const sending = request({ hostname, port, path, method, headers: { ...headers, 'Content-Length': body.length } });
		sending.once('error', reject);
		sending.once('response', (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
		});
		sending.end(body);
	});
}
