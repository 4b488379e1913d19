import type { StoredCredential, StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import {
	type DeliveryOverrides,
	listingRvaSample,
	type SignedRequest,
	vigthoriaSample,
	virtualStagingAiSample,
} from '../simulator/index.mts';
import { manualTrigger, received } from '../support/action-workflow.mts';
import {
	newSecret,
	openReceiver,
	PACKAGE,
	type ProviderName,
	providers,
	secretOf,
	type Workbench,
} from '../support/workbench.mts';

/** One request of the demo, and what should come of it. */
export interface Scene {
	title: string;
	overrides: DeliveryOverrides & { url?: string };
	/** Sends the body of the scene before once more. */
	again?: boolean;
	status: number;
	starts: boolean;
}

/** A sender of the demo, with an active workflow that receives from it. */
export interface DemoSender {
	title: string;
	workflow: StoredWorkflow;
	/** Makes the body of a new event. */
	sample(): Record<string, unknown>;
	/** How the sender delivers an event. */
	request: Omit<SignedRequest, 'body'>;
	scenes: Scene[];
}

const authentic = { overrides: {}, status: 200, starts: true };
const repeated = { overrides: {}, again: true, status: 200, starts: false };
const refused = { status: 401, starts: false };

const signedScenes: Scene[] = [
	{ title: 'authentic: a signed event', ...authentic },
	{ title: 'authentic: the same event again', ...repeated },
	{ title: 'forged: signed with another secret', overrides: { secret: 'guessed' }, ...refused },
	{ title: 'forged: no signature', overrides: { signature: null }, ...refused },
	{
		title: 'forged: a field added after signing',
		overrides: { tamper: (bytes) => Buffer.from(bytes.toString().replace('{', '{"forged":true,')) },
		...refused,
	},
];

const samples: Record<ProviderName, () => Record<string, unknown>> = {
	listingRva: () => listingRvaSample(),
	virtualStagingAi: () => virtualStagingAiSample('done'),
	vigthoria: () => vigthoriaSample('generation.completed'),
};

/** A provider with nodes of its own, which the simulator plays. */
export async function openProvider(bench: Workbench, name: ProviderName): Promise<DemoSender> {
	const receiver = await openReceiver(bench, name);
	return {
		title: providers[name].title,
		workflow: receiver.workflow,
		sample: samples[name],
		request: {
			provider: name,
			url: receiver.url,
			secret: secretOf(bench, name, receiver),
		},
		scenes: signedScenes,
	};
}

/** GitHub, a sender by name. Its workflow has a node that plays GitHub, for whoever wants to click. */
export async function openGitHub(bench: Workbench): Promise<DemoSender> {
	const secret = newSecret();
	const { workflow, url } = await openSignedWebhook(bench, secret, 'gitHub', 'Receive from GitHub', {
		name: 'Send a Test Event',
		parameters: {
			...{ operation: 'sendTestEvent', sender: 'gitHub', event: 'issues' },
			options: { body: "={{ JSON.stringify({ action: 'opened', issue: { id: $now.toMillis() } }) }}" },
		},
	});
	return {
		title: 'GitHub',
		workflow,
		sample: () => ({ action: 'opened', issue: { id: Date.now(), title: 'It works' }, repository: { name: 'demo' } }),
		request: {
			provider: 'gitHub',
			url,
			secret,
			variant: { prefix: 'sha256=' },
			headers: { 'x-github-event': 'issues' },
		},
		scenes: signedScenes,
	};
}

/** A service that signs nothing and calls the URL that n8n has made for one job. */
export async function openCallbackUrl(bench: Workbench): Promise<DemoSender> {
	const { workflow, url: production } = await openSignedWebhook(
		bench,
		newSecret(),
		'callbackUrl',
		'Receive callbacks',
		{
			name: 'Create Callback URL',
			parameters: { operation: 'createCallbackUrl' },
		},
	);
	const made = await bench.client.runToEnd(workflow.id, manualTrigger.name, 60_000);
	const url = String(made.items('Create Callback URL')[0].json.url);
	const changed = url.replace(/(?<=callback=)./, (first) => (first === 'A' ? 'B' : 'A'));
	return {
		title: 'Callback URL',
		workflow,
		sample: () => ({ task_id: `task_${Date.now()}`, status: 'completed', video_url: 'https://example.com/1.mp4' }),
		request: { url },
		scenes: [
			{ title: 'authentic: a call to the URL n8n has made', ...authentic },
			{ title: 'authentic: the same call again', ...repeated },
			{ title: 'forged: a URL with one letter changed', overrides: { url: changed }, ...refused },
			{ title: 'forged: the plain Production URL', overrides: { url: production }, ...refused },
		],
	};
}

/**
 * Stores and publishes a workflow of a Signed Webhook Trigger and, behind a manual start, one operation of Signed Webhook.
 *
 * @param action the node of that operation; its `url` is the trigger's Production URL
 */
async function openSignedWebhook(
	{ client }: Workbench,
	webhookSecret: string,
	sender: string,
	title: string,
	action: { name: string; parameters: Record<string, unknown> },
): Promise<{ workflow: StoredWorkflow; url: string }> {
	const credential = await client.createCredential('signedWebhookApi', title, { webhookSecret });
	const trigger = nodeOf('signedWebhookTrigger', credential, {
		name: 'Signed Webhook Trigger',
		parameters: { sender, events: ['*'] },
	});
	const acting = nodeOf('signedWebhook', credential, {
		name: action.name,
		parameters: { resource: 'webhook', ...action.parameters },
	});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
	const workflow = await client.createWorkflow({
		name: title,
		nodes: [trigger, received, manualTrigger, acting].map((node, index) => ({
			...node,
			position: [(index % 2) * 240, Math.floor(index / 2) * 240],
		})),
		connections: { [trigger.name]: to(received.name), [manualTrigger.name]: to(acting.name) },
	});
	const url = client.webhookUrl(workflow, trigger.name);
	await client.updateWorkflow(workflow.id, {
		nodes: workflow.nodes.map((node) =>
			node.name === acting.name ? { ...node, parameters: { ...node.parameters, url } } : node,
		),
	});
	await client.activateAndWait(workflow.id, [new URL(url).pathname.slice('/webhook/'.length)]);
	return { workflow, url };
}

const nodeOf = (
	type: string,
	{ id, name }: StoredCredential,
	node: Pick<WorkflowNode, 'name' | 'parameters'>,
): WorkflowNode => ({
	...node,
	type: `${PACKAGE}.${type}`,
	typeVersion: 2,
	credentials: { signedWebhookApi: { id, name } },
});
