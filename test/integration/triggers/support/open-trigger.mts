import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeParameters,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { makeWebhookContext, type NodeSetUp } from '../../support/n8n-contexts.mts';
import { letTimePass } from './clock.mts';
import type { Provider } from './providers.mts';
import { startWebhookHost, type WebhookHost, type WebhookRequest } from './webhook-host.mts';

export { closeHosts } from './webhook-host.mts';

/** How a trigger is set up; what is left out is as a new node has it. */
export interface TriggerSetUp {
	/** Every event unless given. */
	events?: string[];
	options?: IDataObject;
	/** The credential's data; the webhook secret is a random one unless given. */
	credential?: ICredentialDataDecryptedObject;
	mode?: WorkflowExecuteMode;
	node?: Partial<INode>;
	additionalData?: Partial<IWorkflowExecuteAdditionalData>;
}

/** A trigger node in a workflow of its own, which n8n's contexts can be made for. */
export interface OpenTrigger {
	provider: Provider;
	/** What `makeHookContext` and `makeWebhookContext` need. The parts may be changed at any time. */
	setUp: NodeSetUp & { staticData: IDataObject; parameters: INodeParameters };
	/** The credential: its data may be changed, and its reads are counted. */
	credential: CredentialProbe;
	/** Calls the node's `webhook()` in n8n-core's webhook context. */
	receive(request: WebhookRequest, response: ServerResponse): Promise<IWebhookResponseData>;
}

/** A credential that counts how often n8n decrypts it. */
class CredentialProbe {
	reads = 0;
	/** Thrown by every read while it is there. */
	failure: Error | undefined;

	constructor(public data: ICredentialDataDecryptedObject) {}

	/** The signing secret in the credential. */
	get secret(): string {
		return String(this.data.webhookSecret);
	}

	set secret(secret: string) {
		this.data = { ...this.data, webhookSecret: secret };
	}

	read(): ICredentialDataDecryptedObject {
		this.reads++;
		if (this.failure !== undefined) throw this.failure;
		return this.data;
	}
}

/** Longer than anything that the nodes keep in memory of a credential. */
const SECRETS_FORGOTTEN = 15 * 60_000;

/** A signing secret as a user would make one. */
export const newSecret = (): string => randomBytes(24).toString('hex');

/**
 * Makes a trigger of which nothing is known in this process yet.
 *
 * @param provider whose trigger
 * @param setUp how it differs from a new node
 */
export function openTrigger(provider: Provider, setUp: TriggerSetUp = {}): OpenTrigger {
	letTimePass(SECRETS_FORGOTTEN);
	const { trigger, credentialType } = provider;
	const credential = new CredentialProbe({ webhookSecret: newSecret(), ...setUp.credential });
	const nodeSetUp = {
		nodeType: trigger,
		parameters: { events: setUp.events ?? ['*'], options: { ...setUp.options } } as INodeParameters,
		credentials: Object.defineProperty({}, credentialType, {
			enumerable: true,
			get: () => credential.read(),
		}) as Record<string, ICredentialDataDecryptedObject>,
		mode: setUp.mode ?? 'webhook',
		node: { id: randomUUID(), webhookId: randomUUID(), ...setUp.node },
		workflowId: randomUUID(),
		staticData: {},
		additionalData: setUp.additionalData,
	};
	return {
		provider,
		setUp: nodeSetUp,
		credential,
		async receive(request, response) {
			const context = makeWebhookContext({ ...nodeSetUp, request, response });
			return (await trigger.webhook.call(context)) as IWebhookResponseData;
		},
	};
}

/** A trigger behind a real HTTP server that treats its deliveries as n8n does. */
export type ListeningTrigger = OpenTrigger & { host: WebhookHost; url: string };

/**
 * Makes a trigger and listens for its deliveries until {@link closeHosts}.
 *
 * @param provider whose trigger
 * @param setUp how it differs from a new node
 */
export async function listen(provider: Provider, setUp: TriggerSetUp = {}): Promise<ListeningTrigger> {
	const trigger = openTrigger(provider, setUp);
	const host = await startWebhookHost(trigger.receive, provider.trigger.description.webhooks);
	return { ...trigger, host, url: `${host.baseUrl}/${trigger.setUp.node?.webhookId}/webhook` };
}
