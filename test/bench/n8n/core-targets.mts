import { randomUUID } from 'node:crypto';

import type { StoredWorkflow, WorkflowNode } from '../../harness/n8n-types.mts';
import { waitUntil } from '../../harness/sleep.mts';
import { webhookNode } from '../../support/action-workflow.mts';
import { gitHub, plainHex } from '../../support/schemes.mts';
import type { Workbench } from '../../support/workbench.mts';
import { credentialOf, openTarget, SECRET, type Target } from './targets.mts';

/**
 * n8n's own trigger for a provider that signs; it keeps the secret in the workflow's static data.
 *
 * @param server the stub's URL
 */
export async function githubTarget(bench: Workbench, server: string): Promise<Target> {
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
		credentials: await credentialOf(bench, 'githubApi', { server, user: 'acme', accessToken: SECRET }),
	};
	const secretOf = async ({ id }: StoredWorkflow) =>
		await waitUntil(
			async () => {
				const data = (await bench.client.workflow(id)).staticData?.[`node:${trigger.name}`];
				return (data as { webhookSecret?: string } | undefined)?.webhookSecret;
			},
			{ what: "the GitHub Trigger's secret" },
		);
	return await openTarget(bench, 'github', [trigger], {
		scheme: gitHub,
		secret: secretOf,
		headers: { 'x-github-event': 'push' },
	});
}

const webhook = () => webhookNode({ responseMode: 'onReceived', options: {} });

/** What users build who have no trigger for their provider. Each forged delivery becomes an execution, too. */
export async function doItYourselfTarget(bench: Workbench): Promise<Target> {
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
		credentials: await credentialOf(bench, 'crypto', { hmacSecret: SECRET }),
	};
	const equal = {
		id: randomUUID(),
		leftValue: '={{ $json.computed }}',
		rightValue: "={{ $json.headers['x-signature'] }}",
		operator: { type: 'string', operation: 'equals' },
	};
	const options = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 };
	const condition: WorkflowNode = {
		name: 'If',
		type: 'n8n-nodes-base.if',
		typeVersion: 2.2,
		parameters: { conditions: { options, conditions: [equal], combinator: 'and' }, options: {} },
	};
	const deliveries = { scheme: plainHex, secret: SECRET, forgedStatus: 200 };
	return await openTarget(bench, 'do-it-yourself', [webhook(), crypto, condition], deliveries);
}

/** What a delivery costs n8n at the least. */
export const unverifiedTarget = async (bench: Workbench): Promise<Target> =>
	await openTarget(bench, 'unverified', [webhook()], { scheme: plainHex, secret: SECRET, forgedStatus: 200 });
