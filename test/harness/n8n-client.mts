import { randomUUID } from 'node:crypto';

import type { ExecutionStatus } from 'n8n-workflow';
import { request } from 'undici';

import { type ExecutionDetail, unpackData } from './execution-data.mts';
import { CURRENT, listExecutions } from './execution-list.mts';
import type { ExecutionSummary, StoredCredential, StoredWorkflow, WorkflowDefinition } from './n8n-types.mts';
import { RestClient } from './rest-client.mts';
import { waitUntil } from './sleep.mts';

/** The one user of a test's n8n. */
export const OWNER = { email: 'owner@example.com', password: 'Harness1-password' };

const PUBLICATION_TIMEOUT_MS = 60_000;

type Publication = { status: string; triggers: Array<{ errorMessage: string | null }> };

/** n8n's internal REST API, as the editor of n8n 1.123 and 2.41 uses it. Log in, or set the owner up, first. */
export class N8nClient extends RestClient {
	/** Whether this is an n8n 1. */
	readonly isFirstMajor: boolean;

	constructor({ url, version }: { url: string; version: string }) {
		super(url);
		this.isFirstMajor = version.startsWith('1.');
	}

	/** Creates the owner of a new n8n, whom n8n logs in. */
	async setupOwner(): Promise<void> {
		await this.call('POST', '/rest/owner/setup', { ...OWNER, firstName: 'Test', lastName: 'Owner' });
	}

	/** Logs in as the owner. */
	async login(): Promise<void> {
		await this.call('POST', '/rest/login', { ...OWNER, emailOrLdapLoginId: OWNER.email });
	}

	// --- credentials

	/** Stores a credential. */
	async createCredential(type: string, name: string, data: Record<string, unknown>): Promise<StoredCredential> {
		const { id } = await this.call<StoredCredential>('POST', '/rest/credentials', { name, type, data });
		return { id, name, type };
	}

	/** Replaces the data of a stored credential. */
	async updateCredential(credential: StoredCredential, data: Record<string, unknown>): Promise<void> {
		await this.call('PATCH', `/rest/credentials/${credential.id}`, { ...credential, data });
	}

	/** Presses "Retry" in a credential's dialogue, with these values in its fields. */
	async testCredential(
		credential: StoredCredential,
		data: object,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.call('POST', '/rest/credentials/test', { credentials: { ...credential, data } });
	}

	// --- workflows

	/** Saves a workflow. As in the editor, nodes get the id, position and webhook id they lack; without connections, they form a chain. */
	async createWorkflow(workflow: WorkflowDefinition): Promise<StoredWorkflow> {
		// n8n 1 stores what it gets, and its database insists on `active`.
		return await this.call('POST', '/rest/workflows', { ...completed(workflow), active: false });
	}

	/** A stored workflow, with its static data. */
	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.call('GET', `/rest/workflows/${id}`);
	}

	/** Saves changes to a workflow. An active one keeps running as it was until it is activated anew (2.x). */
	async updateWorkflow(id: string, changes: Partial<WorkflowDefinition>): Promise<void> {
		const { name, nodes, connections, settings, versionId } = await this.workflow(id);
		const workflow = completed({ name, nodes, connections, settings, ...changes });
		await this.call('PATCH', `/rest/workflows/${id}`, { ...workflow, versionId });
	}

	/**
	 * Activates ("publishes") the last saved version. n8n 2 registers its triggers after this has returned.
	 * @throws Error when n8n says at once that it cannot (in n8n 1, that is also when a trigger fails)
	 */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.call('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/** Activates, then waits for the triggers and for webhooks at these paths (after `/webhook/`). Throws an Error with what went wrong. */
	async activateAndWait(id: string, webhookPaths: string[] = []): Promise<void> {
		await this.activate(id);
		// n8n reads its queue and the triggers at once: where one has been done between the two, it says that nothing is published.
		const publication = await this.settledPublication(id, ['in_progress', 'not_published']);
		if (publication !== undefined && publication.status !== 'published') {
			const reasons = publication.triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
			throw new Error(`The workflow is ${publication.status}: ${reasons.join('; ')}`);
		}
		for (const path of webhookPaths) {
			const probe = async () => (await this.hasWebhook('POST', path)) || undefined;
			await waitUntil(probe, { what: `the webhook ${path}`, timeoutMs: PUBLICATION_TIMEOUT_MS });
		}
	}

	/** Deactivates a workflow and waits until its triggers are gone. */
	async deactivate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.call('POST', `/rest/workflows/${id}/deactivate`, { versionId });
		await this.settledPublication(id);
	}

	/** Whether a production webhook is registered; asks n8n's registry, so nothing is delivered. */
	async hasWebhook(method: string, path: string): Promise<boolean> {
		return (await this.call('POST', '/rest/webhooks/find', { method, path })) !== null;
	}

	/** The URL under which n8n receives for a trigger: its webhook id and the path in its description. */
	webhookUrl(workflow: StoredWorkflow, nodeName: string, { test = false } = {}): string {
		const node = workflow.nodes.find(({ name }) => name === nodeName);
		if (!node?.webhookId) throw new Error(`${nodeName} has no webhook id`);
		return `${this.url}/${test ? 'webhook-test' : 'webhook'}/${node.webhookId}/webhook`;
	}

	// --- executions

	/** The executions of a workflow, or of all, latest first. */
	async executions({ workflowId }: { workflowId?: string }): Promise<ExecutionSummary[]> {
		return await listExecutions(this, this.isFirstMajor, workflowId);
	}

	/** An execution with what every node has put out. */
	async execution(id: string): Promise<ExecutionDetail> {
		const { data, ...summary } = await this.call<ExecutionSummary & { data?: string }>('GET', `/rest/executions/${id}`);
		return { ...summary, ...unpackData(data) };
	}

	/** Waits for at least so many executions, none queued or running (one that waits counts as arrived). Returns them, latest first. */
	async waitForExecutions(workflowId: string, count: number, { timeoutMs = 30_000 } = {}): Promise<ExecutionSummary[]> {
		let seen: ExecutionSummary[] = [];
		const probe = async () => {
			seen = await this.executions({ workflowId });
			const isBusy = seen.some(({ status }) => CURRENT.includes(status));
			return seen.length >= count && !isBusy ? seen : undefined;
		};
		const what = () =>
			`${count} executions; there are ${seen.length} (${[...new Set(seen.map(({ status }) => status))].join(', ')})`;
		return await waitUntil(probe, { timeoutMs, everyMs: 200, what });
	}

	/** Waits until an execution has one of these statuses, else until it has ended, and returns it. */
	async waitForExecution(
		id: string,
		{
			status = ['success', 'error', 'canceled', 'crashed'],
			timeoutMs,
		}: { status?: ExecutionStatus[]; timeoutMs?: number } = {},
	): Promise<ExecutionDetail> {
		let last: ExecutionStatus | undefined;
		const probe = async () => {
			const execution = await this.execution(id);
			last = execution.status;
			return status.includes(last) ? execution : undefined;
		};
		return await waitUntil(probe, { timeoutMs, what: () => `execution ${id}, which is ${last}` });
	}

	// --- the editor

	/**
	 * Presses "Execute workflow" with this trigger, or "Execute step" on a destination.
	 * @returns the execution's id, unless the trigger waits for a call, for which n8n then listens at the test URL
	 */
	async runManually(workflowId: string, triggerNode: string, destination?: string): Promise<{ executionId?: string }> {
		const start = {
			triggerToStartFrom: { name: triggerNode },
			...(destination && { destinationNode: { nodeName: destination, mode: 'inclusive' } }),
		};
		// n8n 1 runs what the editor sends, n8n 2 what is stored.
		const body = this.isFirstMajor ? { ...start, workflowData: await this.workflow(workflowId) } : start;
		return await this.call('POST', `/rest/workflows/${workflowId}/run`, body);
	}

	/** Runs a workflow from a trigger that needs no call, and returns the finished execution. */
	async runToEnd(workflowId: string, triggerNode: string, timeoutMs?: number): Promise<ExecutionDetail> {
		const { executionId } = await this.runManually(workflowId, triggerNode);
		if (executionId === undefined) throw new Error(`${triggerNode} waits for a call`);
		return await this.waitForExecution(executionId, { timeoutMs });
	}

	/** Presses "Stop listening" and waits until n8n, which answers before that, has called `delete()` and forgotten the webhook. */
	async stopTestWebhook(workflowId: string, testUrl: string): Promise<void> {
		await this.call('DELETE', `/rest/test-webhook/${workflowId}`);
		const probe = async () => {
			// Asked with another method, n8n names the one that would be right, and delivers nothing.
			const { body } = await request(testUrl, { reset: true });
			return (await body.text()).includes('Did you mean to make a POST request') ? undefined : true;
		};
		await waitUntil(probe, { what: 'the end of the test webhook' });
	}

	/** The descriptions of all node or credential types, as the editor loads them. */
	async types(
		kind: 'nodes' | 'credentials',
	): Promise<Array<Record<string, unknown> & { name: string; displayName: string }>> {
		return await this.call('GET', `/types/${kind}.json`);
	}

	// n8n 1 registers triggers before it answers, and does not know this question.
	private async settledPublication(
		id: string,
		unsettled: readonly string[] = ['in_progress'],
	): Promise<Publication | undefined> {
		if (this.isFirstMajor) return undefined;
		const probe = async () => {
			const publication = await this.call<Publication>('GET', `/rest/workflows/${id}/publication-status`);
			return unsettled.includes(publication.status) ? undefined : publication;
		};
		return await waitUntil(probe, {
			timeoutMs: PUBLICATION_TIMEOUT_MS,
			everyMs: 50,
			what: `the publication of workflow ${id}`,
		});
	}
}

function completed(workflow: WorkflowDefinition): WorkflowDefinition {
	const nodes = workflow.nodes.map((node, index) => ({
		id: randomUUID(),
		position: [index * 220, 0] as [number, number],
		parameters: {},
		webhookId: randomUUID(),
		...node,
	}));
	const pairs = nodes.slice(1).map((node, index) => [nodes[index].name, node.name]);
	const connections = Object.fromEntries(
		pairs.map(([from, node]) => [from, { main: [[{ node, type: 'main' as const, index: 0 }]] }]),
	);
	return { connections, settings: { executionOrder: 'v1' }, ...workflow, nodes };
}
