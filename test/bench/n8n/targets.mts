import { randomUUID } from 'node:crypto';

import type { StoredWorkflow, WorkflowConnections, WorkflowDefinition, WorkflowNode } from '../../harness/n8n-types.mts';
import { waitUntil } from '../../harness/sleep.mts';
import { hmacHex, vigthoriaSample } from '../../simulator/index.mts';
import {
	activateReceiver,
	createReceiver,
	newSecret,
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
	github: 'GitHub Trigger of n8n',
	'do-it-yourself': 'Webhook, Crypto, If',
	unverified: 'Webhook, nothing verified',
} as const;

export type TargetName = keyof typeof targetNames;

const END: WorkflowNode = { name: 'Received', type: 'n8n-nodes-base.noOp', typeVersion: 1 };

/** About 1 KB, of the same shape for every workflow, and an event of its own each time. */
function newBody(): Buffer {
	return Buffer.from(JSON.stringify({ ...vigthoriaSample('generation.completed'), note: 'x'.repeat(680) }));
}

/** @returns what makes deliveries that are signed in a header, over the raw bytes */
function signedRequests(
	url: string,
	header: string,
	secret: string,
	{ prefix = '', headers = {} }: { prefix?: string; headers?: Record<string, string> } = {},
) {
	const path = new URL(url).pathname;
	return (kind: Kind): BenchRequest => {
		const body = newBody();
		const signature = prefix + hmacHex(body, kind === 'authentic' ? secret : 'another key');
		return { path, body, headers: { 'content-type': 'application/json', [header]: signature, ...headers } };
	};
}

/**
 * The package's trigger.
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

/**
 * n8n's own trigger for a provider that signs; it keeps the secret in the workflow's static data.
 *
 * @param bench where to
 * @param server the stub's URL
 */
export async function githubTarget(bench: Workbench, server: string): Promise<Target> {
	const { client } = bench;
	const { id, name } = await client.createCredential('githubApi', 'GitHub (stub)', {
		server,
		user: 'acme',
		accessToken: newSecret(),
	});
	const trigger: WorkflowNode = {
		name: 'GitHub Trigger',
		type: 'n8n-nodes-base.githubTrigger',
		typeVersion: 1,
		parameters: {
			owner: { __rl: true, mode: 'name', value: 'acme' },
			repository: { __rl: true, mode: 'name', value: 'studio' },
			events: ['push'],
			options: {},
		},
		credentials: { githubApi: { id, name } },
	};
	const workflow = await client.createWorkflow(chain('GitHub Trigger', [trigger, END]));
	await client.activateAndWait(workflow.id, [`${workflow.nodes[0].webhookId}/webhook`]);
	const secret = await waitUntil(
		async () => {
			const data = (await client.workflow(workflow.id)).staticData?.[`node:${trigger.name}`];
			return (data as { webhookSecret?: string } | undefined)?.webhookSecret;
		},
		{ what: "the GitHub Trigger's secret" },
	);
	return {
		name: 'github',
		workflow,
		origins: [bench.n8n.url],
		expected: { authentic: 200, forged: 401 },
		request: signedRequests(client.webhookUrl(workflow, trigger.name), 'x-hub-signature-256', secret, {
			prefix: 'sha256=',
			headers: { 'x-github-event': 'push' },
		}),
	};
}

/** What users build who have no trigger for their provider. Each forged delivery becomes an execution, too. */
export async function doItYourselfTarget(bench: Workbench): Promise<Target> {
	const secret = newSecret();
	const { id, name } = await bench.client.createCredential('crypto', 'Webhook secret', { hmacSecret: secret });
	const crypto: WorkflowNode = {
		name: 'Crypto',
		type: 'n8n-nodes-base.crypto',
		typeVersion: 2,
		parameters: {
			action: 'hmac',
			type: 'SHA256',
			value: '={{ JSON.stringify($json.body) }}',
			dataPropertyName: 'computed',
			encoding: 'hex',
		},
		credentials: { crypto: { id, name } },
	};
	const condition: WorkflowNode = {
		name: 'If',
		type: 'n8n-nodes-base.if',
		typeVersion: 2.2,
		parameters: {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
				conditions: [
					{
						id: randomUUID(),
						leftValue: '={{ $json.computed }}',
						rightValue: "={{ $json.headers['x-signature'] }}",
						operator: { type: 'string', operation: 'equals' },
					},
				],
				combinator: 'and',
			},
			options: {},
		},
	};
	return await webhookTarget(bench, 'do-it-yourself', [crypto, condition], secret);
}

/** What a delivery costs n8n at the least. */
export async function unverifiedTarget(bench: Workbench): Promise<Target> {
	return await webhookTarget(bench, 'unverified', [], newSecret());
}

async function webhookTarget(
	bench: Workbench,
	name: TargetName,
	nodes: WorkflowNode[],
	secret: string,
): Promise<Target> {
	const path = randomUUID();
	const webhook: WorkflowNode = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
	};
	const workflow = await bench.client.createWorkflow(chain(targetNames[name], [webhook, ...nodes, END]));
	await bench.client.activateAndWait(workflow.id, [path]);
	return {
		name,
		workflow,
		origins: [bench.n8n.url],
		expected: { authentic: 200, forged: 200 },
		request: signedRequests(`${bench.n8n.url}/webhook/${path}`, 'x-signature', secret),
	};
}

function chain(name: string, nodes: WorkflowNode[]): WorkflowDefinition {
	const connections: WorkflowConnections = {};
	for (const [index, { name: next }] of nodes.slice(1).entries()) {
		connections[nodes[index].name] = { main: [[{ node: next, type: 'main', index: 0 }]] };
	}
	return { name, nodes, connections };
}
