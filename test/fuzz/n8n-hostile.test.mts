/** What strangers' largest bodies cost a real n8n that has little memory, beside a sender that signs raw bytes. */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { request } from 'undici';

import type { WorkflowNode } from '../harness/n8n-types.mts';
import { sendAs, simulatedSender } from '../simulator/senders/index.mts';
import { actionNode, createChain, received, webhookNode } from '../support/action-workflow.mts';
import { printFigures } from '../support/figures.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
import {
	activateReceiver,
	createReceiver,
	openWorkbench,
	PACKAGE,
	type ProviderName,
	providers,
	receivedItems,
	type Workbench,
} from '../support/workbench.mts';
import { hostileShapes } from './hostile-bodies.mts';

const SIZE = 15.9 * 1024 * 1024;
const HEAP = 640;
const ROUNDS = 5;
/** How much longer than for the raw sender n8n may be blocked, on average and by each: the measure of one is noisy. */
const ALLOWED = { mean: 1.3, each: 2 };

const digits = 'a'.repeat(64);

/** Something that strangers can send to, and headers with a well-formed signature that nobody made. */
interface Target {
	name: string;
	url: string;
	headers: Record<string, string>;
}

let bench: Workbench;
let raw: Target;
let targets: Target[];
let service: Awaited<ReturnType<typeof startJobService>>;
let secrets: { credentials: WorkflowNode['credentials'] };
const sender = simulatedSender('syncSo');

beforeAll(async () => {
	bench = await openWorkbench({
		env: { N8N_METRICS: 'true', NODE_OPTIONS: `--max-old-space-size=${HEAP}` },
		logLevel: 'warn',
	});
	service = await startJobService();
	const { id, name } = await bench.client.createCredential('signedWebhookApi', 'Sender', {
		webhookSecret: sender.secret,
	});
	secrets = { credentials: { signedWebhookApi: { id, name } } };
	const timed = { 'sync-signature': `t=${Math.floor(Date.now() / 1000)},v1=${digits}` };
	raw = await trigger('GitHub', { sender: 'gitHub' }, { 'x-hub-signature-256': `sha256=${digits}` });
	targets = [
		...(await Promise.all(Object.keys(providers).map(async (key) => await providerTrigger(key as ProviderName)))),
		await trigger('sync.', { sender: 'syncSo' }, timed),
		await trigger(
			'fields of the body',
			{ sender: 'custom', signatureHeader: 'x-signature', signedContent: '{body:id}' },
			{ 'x-signature': digits },
		),
		await trigger(
			'a form',
			{ sender: 'custom', signatureHeader: 'x-signature', signedContent: '{url}{form}', algorithm: 'hmacSha1' },
			{ 'x-signature': 'a'.repeat(40) },
		),
		await trigger('a signature in the body', { sender: 'custom', signatureHeader: 'body:signature' }, {}),
		{ name: 'an execution that waits for sync.', url: await waitingForJob(), headers: timed },
		{
			name: 'an execution that waits for Virtual Staging AI',
			url: await waitingForRender(),
			headers: signatureHeader('virtualStagingAi'),
		},
	];
}, 20 * 60_000);

afterAll(async () => {
	service?.close();
	await bench?.close();
});

const signatureHeader = (provider: ProviderName): Record<string, string> => ({
	[{ listingRva: 'x-webhook-signature', virtualStagingAi: 'x-vsai-signature', vigthoria: 'x-vigthoria-signature' }[
		provider
	]]: digits,
});

async function providerTrigger(provider: ProviderName): Promise<Target> {
	const receiver = await createReceiver(bench, provider);
	await activateReceiver(bench, provider, receiver);
	return { name: providers[provider].title, url: receiver.url, headers: signatureHeader(provider) };
}

async function trigger(name: string, parameters: object, headers: Record<string, string>): Promise<Target> {
	const { url } = await signedTrigger(parameters);
	return { name, url, headers };
}

async function signedTrigger(parameters: object) {
	const node: WorkflowNode = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { events: ['*'], ...parameters },
		...secrets,
	};
	const workflow = await createChain(bench, node, received);
	const url = bench.client.webhookUrl(workflow, node.name);
	await bench.client.activateAndWait(workflow.id, [new URL(url).pathname.slice(9)]);
	return { workflow, url };
}

async function waiting(...nodes: WorkflowNode[]): Promise<void> {
	const start = webhookNode();
	const workflow = await createChain(bench, start, ...nodes);
	const path = String(start.parameters?.path);
	await bench.client.activateAndWait(workflow.id, [path]);
	await fetch(`${bench.n8n.url}/webhook/${path}`, { method: 'POST' });
	const [{ id }] = await bench.client.waitForExecutions(workflow.id, 1);
	await bench.client.waitForExecution(id, { status: ['waiting'] });
}

async function waitingForJob(): Promise<string> {
	const wait: WorkflowNode = {
		name: 'Wait',
		type: `${PACKAGE}.signedWebhook`,
		typeVersion: 2,
		parameters: { resource: 'webhook', operation: 'wait', sender: 'syncSo', limitWaitMinutes: 60 },
		...secrets,
	};
	await waiting(startJobNode(service.url), wait);
	return service.jobs[0].webhook;
}

async function waitingForRender(): Promise<string> {
	const { virtualStagingAi } = bench.simulator;
	virtualStagingAi.holdDeliveries = true;
	virtualStagingAi.variationDurationMs = Infinity;
	await waiting(
		actionNode(bench, 'virtualStagingAi', 'render:createAndWait', {
			imageUrl: 'https://example.com/room.jpg',
			removeFurniture: 'off',
			limitWaitMinutes: 60,
		}),
	);
	const [{ variations }] = virtualStagingAi.renders.values();
	virtualStagingAi.finishVariation(variations[0].id);
	return virtualStagingAi.pendingDeliveries[0].url;
}

/** Milliseconds for which n8n's main thread was at work so far. Source: proc(5), schedstat. */
async function worked(): Promise<number> {
	const [nanoseconds] = (await readFile(`/proc/${bench.n8n.pid}/task/${bench.n8n.pid}/schedstat`, 'utf8')).split(' ');
	return Number(nanoseconds) / 1e6;
}

/** Sends a body, and measures for how long n8n was at work for it, during which it answers nobody else. */
async function blocked({ url, headers }: Target, body: Buffer): Promise<{ status: number; milliseconds: number }> {
	const before = await worked();
	const response = await request(url, {
		method: 'POST',
		// n8n parses JSON before it asks a node, which takes seconds and more memory than this n8n has. A text it only reads.
		headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip', ...headers },
		body,
	});
	await response.body.dump();
	return { status: response.statusCode, milliseconds: (await worked()) - before };
}

async function peakOfHeap(): Promise<number> {
	const { body } = await request(`${bench.n8n.url}/metrics`);
	const [, bytes] = /^n8n_nodejs_heap_size_used_bytes\S* (\S+)/m.exec(await body.text()) ?? [];
	return Number(bytes) / 1e6;
}

it(
	`blocks n8n no longer than a sender that signs raw bytes does, and lives in ${HEAP} MB of heap`,
	async () => {
		const forgedAccepted: string[] = [];
		const all = [raw, ...targets];
		const took = new Map(all.map(({ name }) => [name, 0]));
		let deliveries = 0;
		let heap = 0;
		for (const [shape, bodyOf] of Object.entries(hostileShapes)) {
			const body = gzipSync(bodyOf(SIZE));
			const best = new Map<string, number>();
			for (let round = 0; round < ROUNDS; round++) {
				// What one leaves behind is collected while the next is served, so each round begins with another one.
				for (const turn of all.keys()) {
					const target = all[(round * 2 + turn) % all.length];
					const { status, milliseconds } = await blocked(target, body);
					deliveries += 1;
					if (status < 400) forgedAccepted.push(`${target.name}, ${shape}: ${status}`);
					best.set(target.name, Math.min(milliseconds, best.get(target.name) ?? Infinity));
				}
				heap = Math.max(heap, await peakOfHeap());
			}
			for (const [name, milliseconds] of best) took.set(name, (took.get(name) ?? 0) + milliseconds);
		}

		const base = took.get(raw.name) ?? 0;
		const ratios = targets.map(({ name }) => ({ name, ratio: (took.get(name) ?? Infinity) / base }));
		printFigures(
			'hostile bodies of 16 MB',
			{ deliveries, lost: 0, duplicated: 0, forgedAccepted: forgedAccepted.length },
			{
				[`blocked by ${raw.name} for ms`]: base.toFixed(0),
				'MB of heap': heap.toFixed(0),
				...Object.fromEntries(ratios.map(({ name, ratio }) => [`${name}:`, `${ratio.toFixed(2)} x`])),
			},
		);
		expect(forgedAccepted).toEqual([]);
		expect(ratios.reduce((sum, { ratio }) => sum + ratio, 0) / ratios.length).toBeLessThan(ALLOWED.mean);
		expect(ratios.filter(({ ratio }) => ratio > ALLOWED.each)).toEqual([]);

		// It lives, and still works.
		const { workflow, url } = await signedTrigger({ sender: 'syncSo' });
		const [{ body }] = sender.deliveries('after', new Date());
		expect(await sendAs(sender, url, body)).toMatchObject({ status: 200 });
		expect(await receivedItems(bench, workflow.id, 1)).toHaveLength(1);
	},
	15 * 60_000,
);
