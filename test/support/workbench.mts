import { randomBytes } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { N8nClient } from '../harness/n8n-client.mts';
import { type N8nInstance, startN8n, type StartOptions } from '../harness/n8n-instance.mts';
import type { StoredCredential, StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { type Attempt, sendSigned, type SignedRequest, type Simulator, startSimulator } from '../simulator/index.mts';

/** The name under which n8n knows the package's nodes when it is installed by hand. */
export const PACKAGE = 'n8n-nodes-ai-media-webhooks';

/** The providers, as their nodes and credentials are named. */
export const providers = {
	listingRva: { node: 'listingRva', credential: 'listingRvaApi', title: 'ListingRVA AI' },
	virtualStagingAi: { node: 'virtualStagingAi', credential: 'virtualStagingAiApi', title: 'Virtual Staging AI' },
	vigthoria: { node: 'vigthoria', credential: 'vigthoriaApi', title: 'Vigthoria' },
} as const;

/** A provider's name, as in the generation event. */
export type ProviderName = keyof typeof providers;

/** A real n8n with the packed package in it, the simulator, and a credential per provider. */
export interface Workbench {
	n8n: N8nInstance;
	client: N8nClient;
	simulator: Simulator;
	credentials: Record<ProviderName, StoredCredential>;
	/** The credentials' data, as a user entered it. */
	credentialData: Record<ProviderName, Record<string, string>>;
	close(): Promise<void>;
}

/** Starts everything that an end-to-end test needs. Throws what n8n says when it does not start. */
export async function openWorkbench(options: StartOptions = {}): Promise<Workbench> {
	const simulator = await startSimulator();
	const n8n = await startN8n(options);
	return await furnish(n8n, simulator, async () => await n8n.dispose());
}

/** Sets up an n8n that has just been started, by its main process: its owner, and a credential per provider. */
export async function furnish(
	n8n: N8nInstance,
	simulator: Simulator,
	dispose: () => Promise<void>,
): Promise<Workbench> {
	const client = new N8nClient(n8n);
	await client.setupOwner();

	const credentialData = {} as Workbench['credentialData'];
	const credentials = {} as Workbench['credentials'];
	for (const name of Object.keys(providers) as ProviderName[]) {
		const { credential, title } = providers[name];
		const { credentials: login, baseUrl } = simulator[name];
		credentialData[name] = { ...login, baseUrl, webhookSecret: name === 'listingRva' ? '' : newSecret() };
		credentials[name] = await client.createCredential(credential, title, credentialData[name]);
	}
	const close = async () => {
		await dispose();
		await simulator.close();
	};
	return { n8n, client, simulator, credentialData, credentials, close };
}

/** A signing secret as a user would make one. */
export const newSecret = (): string => randomBytes(24).toString('hex');

/** A node of the package, with a provider's credential. */
export function providerNode(
	bench: Workbench,
	provider: ProviderName,
	node: Omit<WorkflowNode, 'typeVersion'>,
): WorkflowNode {
	const { id, name } = bench.credentials[provider];
	return { typeVersion: 2, credentials: { [providers[provider].credential]: { id, name } }, ...node };
}

/** A trigger node for a workflow; it receives every event unless its parameters say otherwise. */
export function triggerNode(
	bench: Workbench,
	provider: ProviderName,
	parameters: Record<string, unknown> = {},
): WorkflowNode {
	const { node, title } = providers[provider];
	return providerNode(bench, provider, {
		name: `${title} Trigger`,
		type: `${PACKAGE}.${node}Trigger`,
		parameters: { events: ['*'], options: {}, ...parameters },
	});
}

/** A workflow that is nothing but a trigger and a node that shows what it emits, active. */
export interface Receiver {
	workflow: StoredWorkflow;
	trigger: string;
	/** Its production URL. */
	url: string;
	testUrl: string;
}

/** Stores a receiver of a provider's events without activating it. */
export async function createReceiver(
	bench: Workbench,
	name: ProviderName,
	parameters: Record<string, unknown> = {},
): Promise<Receiver> {
	const trigger = triggerNode(bench, name, parameters);
	const workflow = await bench.client.createWorkflow({
		name: `Receive from ${providers[name].title}`,
		nodes: [trigger, { name: 'Received', type: 'n8n-nodes-base.noOp', typeVersion: 1 }],
	});
	return {
		workflow,
		trigger: trigger.name,
		url: bench.client.webhookUrl(workflow, trigger.name),
		testUrl: bench.client.webhookUrl(workflow, trigger.name, { test: true }),
	};
}

/** Puts a catch-up trigger beside the trigger of a receiver that is not active yet. */
export async function addCatchUp(
	bench: Workbench,
	name: 'virtualStagingAi' | 'vigthoria',
	{ workflow }: Receiver,
	parameters: Record<string, unknown> = {},
): Promise<void> {
	const { node, title } = providers[name];
	const catchUp = providerNode(bench, name, {
		name: `${title} Catch-Up Trigger`,
		type: `${PACKAGE}.${node}CatchUpTrigger`,
		parameters,
	});
	const toReceived = { main: [[{ node: 'Received', type: 'main' as const, index: 0 }]] };
	await bench.client.updateWorkflow(workflow.id, {
		nodes: [...workflow.nodes, catchUp],
		connections: { ...workflow.connections, [catchUp.name]: toReceived },
	});
}

/** Changes parameters of a receiver's trigger, so that its next activation registers it anew: n8n 2 leaves an unchanged trigger alone. */
export async function editTrigger(
	bench: Workbench,
	{ workflow }: Receiver,
	parameters: Record<string, unknown>,
): Promise<void> {
	const [trigger, ...rest] = workflow.nodes;
	await bench.client.updateWorkflow(workflow.id, {
		nodes: [{ ...trigger, parameters: { ...trigger.parameters, ...parameters } }, ...rest],
	});
}

/** Activates a receiver and, where the provider's users do so by hand, sets up its endpoint. */
export async function activateReceiver(bench: Workbench, name: ProviderName, receiver: Receiver): Promise<void> {
	await bench.client.activateAndWait(receiver.workflow.id, [new URL(receiver.url).pathname.slice(9)]);
	if (name === 'vigthoria') {
		const { webhookSecret } = bench.credentialData.vigthoria;
		bench.simulator.vigthoria.addEndpoint({ url: receiver.url, secret: webhookSecret });
	}
}

/** Stores a receiver of a provider's events and activates it. */
export async function openReceiver(
	bench: Workbench,
	name: ProviderName,
	parameters: Record<string, unknown> = {},
): Promise<Receiver> {
	const receiver = await createReceiver(bench, name, parameters);
	await activateReceiver(bench, name, receiver);
	return receiver;
}

/** Sends an active receiver what its provider would send, or something close to it. */
export const sendTo = async (
	bench: Workbench,
	name: ProviderName,
	receiver: Receiver,
	body: SignedRequest['body'],
	overrides: Partial<SignedRequest> = {},
): Promise<Attempt> =>
	await sendSigned({
		provider: name,
		url: receiver.url,
		body,
		secret: secretOf(bench, name, receiver),
		timeoutMs: 30_000,
		...overrides,
	});

/** The secret with which a provider signs what it sends to an active receiver. */
export function secretOf(bench: Workbench, name: ProviderName, receiver: Receiver): string {
	if (name !== 'listingRva') return bench.credentialData[name].webhookSecret;
	const urls = [receiver.url, receiver.testUrl];
	const endpoint = [...bench.simulator.listingRva.endpoints.values()].find(({ url }) => urls.includes(url));
	if (endpoint === undefined) throw new Error('The receiver has no endpoint at ListingRVA AI');
	return endpoint.secret;
}

/** Waits for a number of executions and returns what they passed on: a list of items each, the earliest first. */
export async function receivedItems(
	{ client }: Workbench,
	workflowId: string,
	count: number,
): Promise<IDataObject[][]> {
	const executions = await client.waitForExecutions(workflowId, count, { timeoutMs: 60_000 });
	const details = await Promise.all(executions.reverse().map(async ({ id }) => await client.execution(id)));
	return details.map(({ items }) => items('Received').map(({ json }) => json));
}
