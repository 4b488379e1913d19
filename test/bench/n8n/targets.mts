import type { StoredWorkflow } from '../../harness/n8n-types.mts';
import { hmacHex, vigthoriaSample } from '../../simulator/index.mts';
import { requestOf, simulatedSender } from '../../simulator/senders/index.mts';
import { createChain, received } from '../../support/action-workflow.mts';
import {
	activateReceiver,
	createReceiver,
	PACKAGE,
	secretOf,
	type Workbench,
} from '../../support/workbench.mts';
import type { Kind } from './load-generator.mts';

/** One request of the load generator. */
interface BenchRequest {
	path: string;
	headers: Record<string, string>;
	body: Buffer;
}

/** A workflow that receives deliveries. */
export interface Target {
	name: TargetName;
	workflow: StoredWorkflow;
	/** Where it listens; several where several processes receive. */
	origins: readonly string[];
	/** The status that each kind of delivery has to be answered with. */
	expected: Record<Kind, number>;
	/** Makes a delivery that has not been sent before. */
	request(kind: Kind): BenchRequest;
}

/** The workflows that are compared. Each ends with a node that does nothing. */
export const targetNames = {
	package: 'Vigthoria Trigger of this package',
	combined: 'Vigthoria Trigger, events combined under load',
	signed: 'Signed Webhook Trigger (Standard Webhooks)',
	github: 'GitHub Trigger of n8n',
	'do-it-yourself': 'Webhook, Crypto, If',
	unverified: 'Webhook, nothing verified',
} as const;

export type TargetName = keyof typeof targetNames;

/** About 1 KB, of the same shape for every workflow, and an event of its own each time. */
const newBody = () => ({ ...vigthoriaSample('generation.completed'), note: 'x'.repeat(680) });

/** @returns what makes deliveries that are signed in a header, over the raw bytes */
export function signedRequests(
	url: string,
	header: string,
	secret: string,
	{ prefix = '', headers = {} }: { prefix?: string; headers?: Record<string, string> } = {},
) {
	const path = new URL(url).pathname;
	return (kind: Kind): BenchRequest => {
		const body = Buffer.from(JSON.stringify(newBody()));
		const signature = prefix + hmacHex(body, kind === 'authentic' ? secret : 'another key');
		return { path, body, headers: { 'content-type': 'application/json', [header]: signature, ...headers } };
	};
}

/**
 * The package's trigger for a provider.
 *
 * @param bench where to
 * @param name `package` with its options as they are by default, `combined` with *Combine Events Under Load*
 */
export async function packageTarget(bench: Workbench, name: 'package' | 'combined'): Promise<Target> {
	const receiver = await createReceiver(bench, 'vigthoria', { options: { combineEvents: name === 'combined' } });
	await activateReceiver(bench, 'vigthoria', receiver);
	return {
		name,
		workflow: receiver.workflow,
		origins: [bench.n8n.url],
		expected: { authentic: 200, forged: 401 },
		request: signedRequests(receiver.url, 'x-vigthoria-signature', secretOf(bench, 'vigthoria', receiver)),
	};
}

/** The package's trigger for any service that signs as Standard Webhooks asks for. */
export async function signedTarget(bench: Workbench): Promise<Target> {
	const sender = simulatedSender('standardWebhooks');
	const { id, name } = await bench.client.createCredential('signedWebhookApi', 'Standard Webhooks', { webhookSecret: sender.secret });
	const trigger = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { sender: sender.value, events: ['*'], options: {} },
		credentials: { signedWebhookApi: { id, name } },
	};
	const workflow = await createChain(bench, trigger, received);
	const path = new URL(bench.client.webhookUrl(workflow, trigger.name)).pathname;
	await bench.client.activateAndWait(workflow.id, [path.slice('/webhook/'.length)]);
	return {
		name: 'signed',
		workflow,
		origins: [bench.n8n.url],
		expected: { authentic: 200, forged: 401 },
		request(kind) {
			const options = kind === 'forged' ? { secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` } : {};
			return { path, ...requestOf(sender, newBody(), options) };
		},
	};
}
