/** What strangers' largest bodies cost a real n8n that has little memory, beside a sender that signs raw bytes. */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { quantile, sum } from 'simple-statistics';
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
import { createRandom, seed } from './random.mts';

const SIZE = 15.9 * 1024 * 1024;
const HEAP = 640;
const ROUNDS = 5;
/** Other programs, and memory that is collected, add to a measurement: so often, what seems slow is measured again. */
const MAX_REPEATS = 6;
/** How much longer n8n may be blocked than by the sender that signs raw bytes, at a trigger or at a wait like this one. */
const ALLOWED = 1.3;
/** The same for a single shape, of which there are fewer measurements. One that is parsed takes more than ten times as long. */
const ALLOWED_FOR_ONE = 2;

const digits = 'a'.repeat(64);

/** Something that strangers can send to, and headers with a well-formed signature that nobody made. */
interface Target {
	name: string;
	url: string;
	headers: Record<string, string>;
	/** For a wait, n8n itself loads the execution from its database first. */
	kind: 'trigger' | 'wait';
}

let bench: Workbench;
/** Signs raw bytes. */
let raw: Record<Target['kind'], Target>;
let targets: Target[];
let service: Awaited<ReturnType<typeof startJobService>>;
const sender = simulatedSender('syncSo');

beforeAll(async () => {
	bench = await openWorkbench({
		env: {
			N8N_METRICS: 'true',
			NODE_OPTIONS: `--max-old-space-size=${HEAP}`,
			// glibc keeps the memory of large bodies. What new pages cost depends on the machine, and hides all the rest.
			MALLOC_MMAP_THRESHOLD_: String(1024 ** 3),
			MALLOC_TRIM_THRESHOLD_: String(4 * 1024 ** 3),
		},
		logLevel: 'warn',
	});
	service = await startJobService();
	const timed = { 'sync-signature': `t=${Math.floor(Date.now() / 1000)},v1=${digits}` };
	const gitHub = { 'x-hub-signature-256': `sha256=${digits}` };
	raw = {
		trigger: await trigger('GitHub', { sender: 'gitHub' }, gitHub),
		wait: {
			name: 'an execution that waits for GitHub',
			url: await waitingForJob('gitHub'),
			headers: gitHub,
			kind: 'wait',
		},
	};
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
		{
			name: 'an execution that waits for sync.',
			url: await waitingForJob('syncSo'),
			headers: timed,
			kind: 'wait',
		},
		{
			name: 'an execution that waits for Virtual Staging AI',
			url: await waitingForRender(),
			headers: signatureHeader('virtualStagingAi'),
			kind: 'wait',
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
	return { name: providers[provider].title, url: receiver.url, headers: signatureHeader(provider), kind: 'trigger' };
}

async function trigger(name: string, parameters: object, headers: Record<string, string>): Promise<Target> {
	const { url } = await signedTrigger(parameters);
	return { name, url, headers, kind: 'trigger' };
}

/** A credential for one node alone, as every target has: a forgery lets n8n read its credential once a second. */
async function ownCredential(): Promise<Pick<WorkflowNode, 'credentials'>> {
	const { secret } = sender;
	const { id, name } = await bench.client.createCredential('signedWebhookApi', 'Sender', { webhookSecret: secret });
	return { credentials: { signedWebhookApi: { id, name } } };
}

async function signedTrigger(parameters: object) {
	const node: WorkflowNode = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { events: ['*'], ...parameters },
		...(await ownCredential()),
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

async function waitingForJob(sender: string): Promise<string> {
	const wait: WorkflowNode = {
		name: 'Wait',
		type: `${PACKAGE}.signedWebhook`,
		typeVersion: 2,
		parameters: { resource: 'webhook', operation: 'wait', sender, limitWaitMinutes: 60 },
		...(await ownCredential()),
	};
	await waiting(startJobNode(service.url), wait);
	return service.jobs[service.jobs.length - 1].webhook;
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

const random = createRandom(seed);

function shuffled<T>(list: readonly T[]): T[] {
	const rest = [...list];
	return list.map(() => rest.splice(random.below(rest.length), 1)[0]);
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
		const shapes = Object.entries(hostileShapes).map(([shape, bodyOf]) => ({ shape, body: gzipSync(bodyOf(SIZE)) }));
		const times = new Map(
			[raw.trigger, raw.wait, ...targets].map(({ name }) => [name, shapes.map((): number[] => [])]),
		);
		let deliveries = 0;
		let heap = 0;
		const measure = async (those: readonly Target[]) => {
			for (const [index, { shape, body }] of shapes.entries()) {
				for (let round = 0; round < ROUNDS; round++) {
					// What one leaves behind is collected while the next is served, so no two rounds have the same order.
					for (const target of shuffled([raw.trigger, raw.wait, ...those])) {
						const { status, milliseconds } = await blocked(target, body);
						deliveries += 1;
						if (status < 400) forgedAccepted.push(`${target.name}, ${shape}: ${status}`);
						times.get(target.name)![index].push(milliseconds);
					}
					heap = Math.max(heap, await peakOfHeap());
				}
			}
		};
		const usual = ({ name }: Target) => times.get(name)!.map((list) => quantile(list, 0.25));
		const ratioOf = (target: Target) => sum(usual(target)) / sum(usual(raw[target.kind]));
		const slowestOf = (target: Target) => (Math.max(...usual(target)) * shapes.length) / sum(usual(raw[target.kind]));
		const seemsSlow = (target: Target) => ratioOf(target) > ALLOWED || slowestOf(target) > ALLOWED_FOR_ONE;
		await measure(targets);
		for (let again = 0; again < MAX_REPEATS && targets.some(seemsSlow); again++)
			await measure(targets.filter(seemsSlow));

		printFigures(
			'hostile bodies of 16 MB',
			{ deliveries, lost: 0, duplicated: 0, forgedAccepted: forgedAccepted.length },
			{
				[`blocked by ${raw.trigger.name} for ms`]: sum(usual(raw.trigger)).toFixed(0),
				[`by ${raw.wait.name}`]: sum(usual(raw.wait)).toFixed(0),
				'MB of heap': heap.toFixed(0),
				...Object.fromEntries(
					targets.map((target) => [
						`${target.name}:`,
						`${ratioOf(target).toFixed(2)} x, slowest shape ${slowestOf(target).toFixed(2)} x`,
					]),
				),
			},
		);
		expect(forgedAccepted).toEqual([]);
		expect(targets.filter(seemsSlow).map(({ name }) => name)).toEqual([]);

		// It lives, and still works.
		const { workflow, url } = await signedTrigger({ sender: 'syncSo' });
		const [{ body }] = sender.deliveries('after', new Date());
		expect(await sendAs(sender, url, body)).toMatchObject({ status: 200 });
		expect(await receivedItems(bench, workflow.id, 1)).toHaveLength(1);
	},
	30 * 60_000,
);
