import { randomUUID } from 'node:crypto';

import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/delivery/sign.ts';
import type { StoredWorkflow, WorkflowNode } from '../../harness/n8n-types.mts';
import { vigthoriaSample } from '../../simulator/index.mts';
import { createChain, received } from '../../support/action-workflow.mts';
import { plainHex, standardWebhooks } from '../../support/schemes.mts';
import { PACKAGE, triggerNode, type Workbench } from '../../support/workbench.mts';

/** Which deliveries are sent: signed with the right key, or with another one. */
export type Kind = 'authentic' | 'forged';

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

/** A workflow that receives deliveries. */
export interface Target {
	name: TargetName;
	workflow: StoredWorkflow;
	/** Where it listens; several where several processes receive. */
	origins: readonly string[];
	/** The status that each kind of delivery has to be answered with. */
	expected: Record<Kind, number>;
	/** Makes a delivery that has not been sent before. */
	request(kind: Kind): { path: string; headers: Record<string, string>; body: Buffer };
}

/** Secrets that fit every scheme: base64 after a prefix, or plain text. */
export const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const STRANGER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

/** How deliveries to a workflow are signed, and what becomes of forged ones. */
interface Deliveries {
	scheme: SignatureScheme;
	/** The secret, or what finds it once the workflow is active. */
	secret: string | ((workflow: StoredWorkflow) => Promise<string>);
	headers?: Record<string, string>;
	forgedStatus?: number;
}

/** Stores and activates a workflow of nodes that come one after the other, the one that receives first. */
export async function openTarget(
	bench: Workbench,
	name: TargetName,
	nodes: WorkflowNode[],
	{ scheme, secret: given, headers, forgedStatus = 401 }: Deliveries,
): Promise<Target> {
	const workflow = await createChain(bench, ...nodes, received);
	const [{ parameters, webhookId }] = workflow.nodes;
	const path = parameters?.path === undefined ? `${webhookId}/webhook` : String(parameters.path);
	await bench.client.activateAndWait(workflow.id, [path]);
	const secret = typeof given === 'string' ? given : await given(workflow);
	return {
		name,
		workflow,
		origins: [bench.n8n.url],
		expected: { authentic: 200, forged: forgedStatus },
		request(kind) {
			// About 1 KB, of the same shape for every workflow, and an event of its own each time.
			const body = Buffer.from(JSON.stringify({ ...vigthoriaSample('generation.completed'), note: 'x'.repeat(680) }));
			const key = kind === 'authentic' ? secret : STRANGER;
			const signed = signDelivery(scheme, { body, secret: key, id: randomUUID(), now: Date.now() });
			return { path: `/webhook/${path}`, headers: { 'content-type': 'application/json', ...headers, ...signed }, body };
		},
	};
}

/** Stores a credential, and returns what a node names it by. */
export async function credentialOf(bench: Workbench, type: string, data: Record<string, string>): Promise<WorkflowNode['credentials']> {
	const { id, name } = await bench.client.createCredential(type, `Benchmark (${type})`, data);
	return { [type]: { id, name } };
}

/** The package's trigger for a provider: with its options as they are by default, or with *Combine Events Under Load*. */
export async function packageTarget(bench: Workbench, name: 'package' | 'combined'): Promise<Target> {
	const trigger = triggerNode(bench, 'vigthoria', { options: { combineEvents: name === 'combined' } });
	return await openTarget(bench, name, [trigger], {
		scheme: { ...plainHex, headers: ['x-vigthoria-signature'] },
		secret: bench.credentialData.vigthoria.webhookSecret,
	});
}

/** The package's trigger for any service that signs as Standard Webhooks asks for. */
export async function signedTarget(bench: Workbench): Promise<Target> {
	const trigger: WorkflowNode = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { sender: 'standardWebhooks', events: ['*'], options: {} },
		credentials: await credentialOf(bench, 'signedWebhookApi', { webhookSecret: SECRET }),
	};
	return await openTarget(bench, 'signed', [trigger], { scheme: standardWebhooks, secret: SECRET });
}
