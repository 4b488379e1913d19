import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { parseExecution } from './execution-data.mts';
import { listExecutions } from './execution-list.mts';
import type {
	ExecutionDetail,
	ExecutionStatus,
	ExecutionSummary,
	LoadedOption,
	ManualRun,
	StoredCredential,
	StoredWorkflow,
	WorkflowDefinition,
} from './n8n-types.mts';
import { N8nRestError, RestClient } from './rest-client.mts';
import { waitUntil } from './sleep.mts';

/** The one user of a test's n8n. */
export const OWNER = { email: 'owner@example.com', password: 'Harness1-password' };

/** n8n could not activate a workflow; the message is n8n's. */
export class ActivationError extends Error {
	override name = 'ActivationError';
}

/** What a node's dynamic list is loaded for. */
type DynamicParameter = {
	/** For example `n8n-nodes-ai-media-webhooks.listingRva`. */
	nodeType: string;
	typeVersion: number;
	/** The name of the method in the node's `methods`. */
	method: string;
	/** The parameter's path, for example `parameters.webhookId`. */
	path?: string;
	parameters?: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	/** What the user typed into the list's search field, and the token of the next page. */
	filter?: string;
	paginationToken?: string;
};

type PublicationStatus = {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
};

const UNFINISHED: ExecutionStatus[] = ['new', 'running'];

/** n8n's internal REST API, as the editor of n8n 1.123 and 2.41 uses it. Log in, or set the owner up, first. */
export class N8nClient {
	/** For requests that this class has no method for. */
	readonly rest: RestClient;
	private version: string | undefined;

	constructor(readonly url: string) {
		this.rest = new RestClient(url);
	}

	/** Creates the owner of a new n8n, and is logged in afterwards. */
	async setupOwner(): Promise<void> {
		await this.rest.call('POST', '/rest/owner/setup', { ...OWNER, firstName: 'Test', lastName: 'Owner' });
		await this.login();
	}

	/** Logs in as the owner. */
	async login(): Promise<void> {
		const { email, password } = OWNER;
		await this.rest.call('POST', '/rest/login', { emailOrLdapLoginId: email, email, password });
	}

	/** Closes the connections. */
	async close(): Promise<void> {
		await this.rest.close();
	}

	/** n8n's version. */
	async n8nVersion(): Promise<string> {
		this.version ??= (await this.rest.call<{ versionCli: string }>('GET', '/rest/settings')).versionCli;
		return this.version;
	}

	// --- credentials

	/** Stores a credential. */
	async createCredential(type: string, name: string, data: Record<string, unknown>): Promise<StoredCredential> {
		const { id } = await this.rest.call<StoredCredential>('POST', '/rest/credentials', { name, type, data });
		return { id, name, type };
	}

	/** Replaces the data of a stored credential. */
	async updateCredential(credential: StoredCredential, data: Record<string, unknown>): Promise<void> {
		const { id, name, type } = credential;
		await this.rest.call('PATCH', `/rest/credentials/${id}`, { id, name, type, data });
	}

	/** Presses "Retry" in a credential's dialogue, with these values in its fields. */
	async testCredential(
		credential: StoredCredential,
		data: Record<string, unknown>,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.rest.call('POST', '/rest/credentials/test', { credentials: { ...credential, data } });
	}

	// --- workflows

	/** Saves a new workflow. Nodes without an id, a position or a webhook id get one, as in the editor. */
	async createWorkflow(workflow: WorkflowDefinition): Promise<StoredWorkflow> {
		// n8n 1 stores what it gets, and its database insists on `active`.
		return await this.rest.call('POST', '/rest/workflows', { ...completed(workflow), active: false });
	}

	/** A stored workflow, with its static data. */
	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.rest.call('GET', `/rest/workflows/${id}`);
	}

	/** Saves changes to a workflow. An active one keeps running as it was until it is activated anew (2.x). */
	async updateWorkflow(id: string, changes: Partial<WorkflowDefinition>): Promise<StoredWorkflow> {
		const current = await this.workflow(id);
		const { name, nodes, connections, settings } = current;
		return await this.rest.call('PATCH', `/rest/workflows/${id}`, {
			...completed({ name, nodes, connections, settings, ...changes }),
			versionId: current.versionId,
		});
	}

	/**
	 * Activates ("publishes") the last saved version. In n8n 2 the triggers are registered after this has returned;
	 * `activateAndWait` waits for them.
	 * @throws ActivationError when n8n says at once that it cannot (in n8n 1, that is also when a trigger fails)
	 */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		try {
			await this.rest.call('POST', `/rest/workflows/${id}/activate`, { versionId });
		} catch (error) {
			throw error instanceof N8nRestError ? new ActivationError(error.reason) : error;
		}
	}

	/**
	 * Activates the last saved version and waits until n8n says that all its triggers are registered.
	 * @param webhookPaths paths of webhooks (what follows `/webhook/`) that must be found as well
	 * @throws ActivationError with what went wrong
	 */
	async activateAndWait(id: string, webhookPaths: string[] = [], timeoutMs = 60_000): Promise<void> {
		await this.activate(id);
		const publication = await this.settledPublication(id, timeoutMs);
		if (publication !== undefined && publication.status !== 'published') {
			throw new ActivationError((await this.activationError(id)) ?? `It is ${publication.status}`);
		}
		for (const path of webhookPaths) {
			await waitUntil(async () => ((await this.hasWebhook('POST', path)) ? true : undefined), {
				what: `the webhook ${path}`,
				timeoutMs,
			});
		}
	}

	/**
	 * Why a trigger of an active workflow could not be registered, or null. n8n 2 keeps a message per trigger; n8n 1
	 * keeps the ones of a failed start of n8n, and answers `activate` with the others.
	 */
	async activationError(id: string): Promise<string | null> {
		if (!(await this.isFirstMajor())) {
			const { triggers } = await this.publication(id);
			return triggers.flatMap(({ errorMessage }) => errorMessage ?? []).join('; ') || null;
		}
		return await this.rest.call('GET', `/rest/active-workflows/error/${id}`);
	}

	/** Deactivates a workflow and waits until its triggers are gone. */
	async deactivate(id: string, timeoutMs = 60_000): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.rest.call('POST', `/rest/workflows/${id}/deactivate`, { versionId });
		await this.settledPublication(id, timeoutMs);
	}

	/** Whether a production webhook is registered; asks n8n's registry, so nothing is delivered. */
	async hasWebhook(method: string, path: string): Promise<boolean> {
		return (await this.rest.call('POST', '/rest/webhooks/find', { method, path })) !== null;
	}

	/** The URL under which n8n receives for a trigger: its webhook id and the path in its description. */
	webhookUrl(workflow: StoredWorkflow, nodeName: string, { path = 'webhook', test = false } = {}): string {
		const node = workflow.nodes.find(({ name }) => name === nodeName);
		if (!node?.webhookId) throw new Error(`${nodeName} has no webhook id`);
		return `${this.url}/${test ? 'webhook-test' : 'webhook'}/${node.webhookId}/${path}`;
	}

	// --- executions

	/** The executions of a workflow, latest first: all of them unless there is a limit. */
	async executions(filter: { workflowId?: string; status?: ExecutionStatus[]; limit?: number }): Promise<ExecutionSummary[]> {
		return await listExecutions(this.rest, await this.isFirstMajor(), filter);
	}

	/** An execution with what every node has put out. */
	async execution(id: string): Promise<ExecutionDetail> {
		return parseExecution(await this.rest.call('GET', `/rest/executions/${id}`));
	}

	/**
	 * Waits until a workflow has at least that many executions and none of them is queued or running; one that waits
	 * (for a call or a time) counts as arrived. Returns them, latest first.
	 */
	async waitForExecutions(
		workflowId: string,
		count: number,
		{ timeoutMs = 30_000, everyMs = 200 }: { timeoutMs?: number; everyMs?: number } = {},
	): Promise<ExecutionSummary[]> {
		let seen: ExecutionSummary[] = [];
		const probe = async () => {
			seen = await this.executions({ workflowId });
			const busy = seen.some(({ status }) => UNFINISHED.includes(status));
			return seen.length >= count && !busy ? seen : undefined;
		};
		const what = () => `${count} executions; there are ${tally(seen)}`;
		return await waitUntil(probe, { timeoutMs, everyMs, what });
	}

	/** Waits until an execution has one of these statuses, else until it has ended, and returns it. */
	async waitForExecution(
		id: string,
		{
			status = ['success', 'error', 'canceled', 'crashed'],
			timeoutMs = 30_000,
		}: { status?: ExecutionStatus[]; timeoutMs?: number } = {},
	): Promise<ExecutionDetail> {
		let last: ExecutionDetail | undefined;
		const probe = async () => {
			last = await this.execution(id);
			return status.includes(last.status) ? last : undefined;
		};
		return await waitUntil(probe, { timeoutMs, what: () => `execution ${id}, which is ${last?.status}` });
	}

	/** Ends a running or waiting execution. */
	async stopExecution(id: string): Promise<void> {
		await this.rest.call('POST', `/rest/executions/${id}/stop`, {});
	}

	// --- the editor

	/**
	 * Presses "Execute workflow" with this trigger, or, with a destination, "Execute step" on that node.
	 * @returns the execution's id, or that n8n now waits for a call to the trigger's test webhook
	 */
	async runManually(
		workflowId: string,
		triggerNodeName: string,
		{ destinationNodeName }: { destinationNodeName?: string } = {},
	): Promise<ManualRun> {
		const start = {
			triggerToStartFrom: { name: triggerNodeName },
			...(destinationNodeName && {
				destinationNode: { nodeName: destinationNodeName, mode: 'inclusive' },
			}),
		};
		// n8n 1 runs what the editor sends, n8n 2 what is stored.
		const body = (await this.isFirstMajor()) ? { ...start, workflowData: await this.workflow(workflowId) } : start;
		return await this.rest.call('POST', `/rest/workflows/${workflowId}/run`, body);
	}

	/** Runs a workflow from a trigger that needs no call, and returns the finished execution. */
	async runToEnd(workflowId: string, triggerNodeName: string, timeoutMs = 30_000): Promise<ExecutionDetail> {
		const { executionId } = await this.runManually(workflowId, triggerNodeName);
		if (executionId === undefined) throw new Error(`${triggerNodeName} waits for a call`);
		return await this.waitForExecution(executionId, { timeoutMs });
	}

	/**
	 * Presses "Execute step" on a trigger, which then listens for a test event. With `wholeWorkflow`, the event then runs all nodes, as after
	 * "Execute workflow".
	 */
	async listenForTestEvent(workflowId: string, triggerNodeName: string, { wholeWorkflow = false } = {}): Promise<ManualRun> {
		return await this.runManually(workflowId, triggerNodeName, wholeWorkflow ? {} : { destinationNodeName: triggerNodeName });
	}

	/**
	 * Presses "Stop listening". n8n answers before it has called the trigger's `delete()` and forgotten the webhook;
	 * with the test URL, this waits for that.
	 */
	async stopTestWebhook(workflowId: string, testUrl?: string): Promise<void> {
		await this.rest.call('DELETE', `/rest/test-webhook/${workflowId}`);
		if (testUrl === undefined) return;
		await waitUntil(async () => ((await isListening(testUrl)) ? undefined : true), {
			what: 'the end of the test webhook',
		});
	}

	/** The descriptions of all node types, as the editor loads them. */
	async nodeTypes(): Promise<Array<Record<string, unknown> & { name: string; displayName: string }>> {
		return await this.rest.call('GET', '/types/nodes.json');
	}

	/** The descriptions of all credential types, as the editor loads them. */
	async credentialTypes(): Promise<Array<Record<string, unknown> & { name: string; displayName: string }>> {
		return await this.rest.call('GET', '/types/credentials.json');
	}

	/** The choices that a `listSearch` method returns. */
	async listSearch(parameter: DynamicParameter): Promise<{ results: LoadedOption[]; paginationToken?: unknown }> {
		const { nodeType, typeVersion, method, path = '', parameters = {}, ...rest } = parameter;
		return await this.rest.call('POST', '/rest/dynamic-node-parameters/resource-locator-results', {
			nodeTypeAndVersion: { name: nodeType, version: typeVersion },
			methodName: method,
			path,
			currentNodeParameters: parameters,
			...rest,
		});
	}

	private async isFirstMajor(): Promise<boolean> {
		return (await this.n8nVersion()).startsWith('1.');
	}

	private async publication(id: string): Promise<PublicationStatus> {
		return await this.rest.call('GET', `/rest/workflows/${id}/publication-status`);
	}

	// n8n 1 registers triggers before it answers, and does not know this question.
	private async settledPublication(id: string, timeoutMs: number): Promise<PublicationStatus | undefined> {
		if (await this.isFirstMajor()) return undefined;
		const probe = async () => {
			const publication = await this.publication(id);
			return publication.status === 'in_progress' ? undefined : publication;
		};
		return await waitUntil(probe, { timeoutMs, everyMs: 50, what: `the publication of workflow ${id}` });
	}
}

/**
 * Whether a webhook that takes POST requests is registered at a URL, production or test. Asks with another method: n8n
 * then names the one that would be right, and delivers nothing.
 */
async function isListening(webhookUrl: string): Promise<boolean> {
	const { body } = await request(webhookUrl, { reset: true });
	return (await body.text()).includes('Did you mean to make a POST request');
}

function completed(workflow: WorkflowDefinition): WorkflowDefinition {
	return {
		connections: {},
		settings: { executionOrder: 'v1' },
		...workflow,
		nodes: workflow.nodes.map((node, index) => ({
			...node,
			id: node.id ?? randomUUID(),
			position: node.position ?? [index * 220, 0],
			parameters: node.parameters ?? {},
			webhookId: node.webhookId ?? randomUUID(),
		})),
	};
}

function tally(executions: ExecutionSummary[]): string {
	const counts = new Map<string, number>();
	for (const { status } of executions) counts.set(status, (counts.get(status) ?? 0) + 1);
	return [...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'none';
}
