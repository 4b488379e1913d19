import { randomUUID } from 'node:crypto';

import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import type { WorkflowNode } from '../../harness/n8n-types.mts';
import { vigthoriaSample } from '../../simulator/index.mts';
import { createChain, received, webhookNode } from '../../support/action-workflow.mts';
import type { HttpTarget } from '../../support/http-target.mts';
import { gitHub, plainHex, standardWebhooks } from '../../support/schemes.mts';
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
export type Target = Awaited<ReturnType<typeof openTarget>>;

/** Secrets that fit every scheme: base64 after a prefix, or plain text. */
const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const STRANGER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

/** The nodes of a workflow, the one that receives first, how its sender signs, and what becomes of forged deliveries. */
interface Receiver {
	nodes: WorkflowNode[];
	scheme: SignatureScheme;
	secret?: string;
	forgedStatus?: number;
}

/** A node with a credential of its own. */
async function nodeWith(
	bench: Workbench,
	[credential, data]: [type: string, data: Record<string, string>],
	node: Omit<WorkflowNode, 'name'>,
): Promise<WorkflowNode> {
	const { id, name } = await bench.client.createCredential(credential, `Benchmark (${credential})`, data);
	return { ...node, name: node.type, credentials: { [credential]: { id, name } } };
}

const webhook = () => webhookNode({ responseMode: 'onReceived', options: {} });

const vigthoria = (bench: Workbench, combineEvents: boolean): Receiver => ({
	nodes: [triggerNode(bench, 'vigthoria', { options: { combineEvents } })],
	scheme: { ...plainHex, places: ['x-vigthoria-signature'] },
	secret: bench.credentialData.vigthoria.webhookSecret,
});

const receivers: Record<TargetName, (bench: Workbench, github?: HttpTarget) => Receiver | Promise<Receiver>> = {
	package: (bench) => vigthoria(bench, false),
	combined: (bench) => vigthoria(bench, true),
	async signed(bench) {
		const trigger = await nodeWith(bench, ['signedWebhookApi', { webhookSecret: SECRET }], {
			type: `${PACKAGE}.signedWebhookTrigger`,
			typeVersion: 2,
			parameters: { sender: 'standardWebhooks', events: ['*'], options: {} },
		});
		return { nodes: [trigger], scheme: standardWebhooks };
	},
	async github(bench, github) {
		const [owner, repository] = ['acme', 'studio'].map((value) => ({ __rl: true, mode: 'name', value }));
		const trigger = await nodeWith(
			bench,
			['githubApi', { server: github?.url ?? '', user: 'acme', accessToken: SECRET }],
			{
				type: 'n8n-nodes-base.githubTrigger',
				typeVersion: 1,
				parameters: { owner, repository, events: ['push'] },
			},
		);
		return { nodes: [trigger], scheme: gitHub };
	},
	/** What users build who have no trigger for their provider. Each forged delivery becomes an execution, too. */
	async 'do-it-yourself'(bench) {
		const crypto = await nodeWith(bench, ['crypto', { hmacSecret: SECRET }], {
			type: 'n8n-nodes-base.crypto',
			typeVersion: 2,
			parameters: {
				action: 'hmac',
				type: 'SHA256',
				value: '={{ JSON.stringify($json.body) }}',
				dataPropertyName: 'computed',
			},
		});
		const equal = {
			leftValue: '={{ $json.computed }}',
			rightValue: "={{ $json.headers['x-signature'] }}",
			operator: { type: 'string', operation: 'equals' },
		};
		const options = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 };
		const parameters = { conditions: { options, conditions: [equal], combinator: 'and' } };
		const condition: WorkflowNode = { name: 'If', type: 'n8n-nodes-base.if', typeVersion: 2.2, parameters };
		return { nodes: [webhook(), crypto, condition], scheme: plainHex, forgedStatus: 200 };
	},
	/** What a delivery costs n8n at the least. */
	unverified: () => ({ nodes: [webhook()], scheme: plainHex, forgedStatus: 200 }),
};

/** Stores and activates one of the workflows. The GitHub Trigger registers its endpoint, with a secret of its choice, at `github`. */
export async function openTarget(bench: Workbench, name: TargetName, github?: HttpTarget) {
	const { nodes, scheme, secret = SECRET, forgedStatus = 401 } = await receivers[name](bench, github);
	const workflow = await createChain(bench, ...nodes, received);
	const [{ parameters, webhookId }] = workflow.nodes;
	const path = String(parameters?.path ?? `${webhookId}/webhook`);
	await bench.client.activateAndWait(workflow.id, [path]);
	const [registration] = name === 'github' && github ? await github.received(1) : [];
	const { config } = (registration?.json() ?? { config: { secret } }) as { config: { secret: string } };
	return {
		name,
		workflow,
		/** Where it listens; several where several processes receive. */
		origins: [bench.n8n.url],
		/** The status that each kind of delivery has to be answered with. */
		expected: { authentic: 200, forged: forgedStatus },
		/** Makes a delivery of about 1 KB that has not been sent before, of the same shape for every workflow. */
		request(kind: Kind) {
			const body = Buffer.from(JSON.stringify({ ...vigthoriaSample('generation.completed'), note: 'x'.repeat(680) }));
			const key = kind === 'authentic' ? config.secret : STRANGER;
			const signed = signDelivery(scheme, { body, secret: key, id: randomUUID(), now: Date.now() }).headers;
			const headers = { 'content-type': 'application/json', 'x-github-event': 'push', ...signed };
			return { path: `/webhook/${path}`, headers, body };
		},
	};
}
