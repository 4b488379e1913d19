import { randomUUID } from 'node:crypto';

import type { WorkflowNode } from '../../harness/n8n-types.mts';
import { waitUntil } from '../../harness/sleep.mts';
import { createChain, received } from '../../support/action-workflow.mts';
import { newSecret, type Workbench } from '../../support/workbench.mts';
import { signedRequests, type Target, type TargetName } from './targets.mts';

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
	const workflow = await createChain(bench, trigger, received);
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
	const workflow = await createChain(bench, webhook, ...nodes, received);
	await bench.client.activateAndWait(workflow.id, [path]);
	return {
		name,
		workflow,
		origins: [bench.n8n.url],
		expected: { authentic: 200, forged: 200 },
		request: signedRequests(`${bench.n8n.url}/webhook/${path}`, 'x-signature', secret),
	};
}
