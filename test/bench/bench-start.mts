// `npm run bench:start [-- --quick] [--write]`: how long n8n takes to start with 300 triggers, beside 300 Webhook nodes of its own.
import pMap from 'p-map';
import { request } from 'undici';

import type { WorkflowNode } from '../harness/n8n-types.mts';
import { waitUntil } from '../harness/sleep.mts';
import { simulatedSender } from '../simulator/senders/index.mts';
import { openWorkbench, PACKAGE, triggerNode, type Workbench } from '../support/workbench.mts';
import { report } from './support/report.mts';
import { ratios, summarise } from './support/statistics.mts';
import { duration, goal, markdownTable } from './support/table.mts';

const quick = process.argv.includes('--quick');
const TRIGGERS = quick ? 30 : 300;
const ROUNDS = quick ? 1 : 5;

/** Makes the trigger of one of the workflows. */
type MakeTrigger = (index: number) => WorkflowNode;

/** An n8n in which every workflow begins with such a trigger, and the address of the last one. */
async function prepare(triggerOf: (bench: Workbench) => Promise<MakeTrigger>) {
	const bench = await openWorkbench({ logLevel: 'warn' });
	const make = await triggerOf(bench);
	let last = '';
	await pMap(
		Array.from({ length: TRIGGERS }, (_, index) => index),
		async (index) => {
			const trigger = make(index);
			const received = { name: 'Received', type: 'n8n-nodes-base.noOp', typeVersion: 1 };
			const workflow = await bench.client.createWorkflow({ name: `Receive ${index}`, nodes: [trigger, received] });
			// The path of n8n's own node is its parameter.
			const { path } = trigger.parameters as { path?: string };
			const url = path ? `${bench.n8n.url}/webhook/${path}` : bench.client.webhookUrl(workflow, trigger.name);
			await bench.client.activateAndWait(workflow.id, [new URL(url).pathname.slice('/webhook/'.length)]);
			if (index === TRIGGERS - 1) last = url;
		},
		{ concurrency: 2 },
	);
	return { bench, last };
}

const ours = await prepare(async (bench) => {
	const { secret } = simulatedSender('syncSo');
	const { id, name } = await bench.client.createCredential('signedWebhookApi', 'sync.', { webhookSecret: secret });
	const signedWebhook: WorkflowNode = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { sender: 'syncSo', events: ['*'] },
		credentials: { signedWebhookApi: { id, name } },
	};
	const kinds = [triggerNode(bench, 'vigthoria'), triggerNode(bench, 'virtualStagingAi'), signedWebhook];
	return (index) => kinds[index % kinds.length];
});
const own = await prepare(
	async () =>
		await Promise.resolve((index: number) => ({
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { httpMethod: 'POST', path: `control-${index}`, options: {} },
		})),
);

/** @returns milliseconds from the start to the first answer of the last trigger */
async function start({ bench, last }: typeof ours): Promise<number> {
	await bench.n8n.stop();
	const began = performance.now();
	await bench.n8n.start();
	await waitUntil(
		async () => {
			const { statusCode, body } = await request(last, { method: 'POST' });
			await body.dump();
			return statusCode === 404 ? undefined : true;
		},
		{ timeoutMs: 60_000, what: 'the last trigger' },
	);
	return performance.now() - began;
}

const requests = () =>
	Object.values(ours.bench.simulator).reduce<number>((sum, each) => {
		const { requests: list } = each as { requests?: unknown[] };
		return sum + (Array.isArray(list) ? list.length : 0);
	}, 0);

const before = requests();
const times: Array<{ ours: number; own: number }> = [];
try {
	// Two processes that start at once would slow each other down, so they take turns.
	for (let round = 0; round < ROUNDS; round++) {
		times.push({ ours: (await start(ours)) * 1e6, own: (await start(own)) * 1e6 });
	}
} finally {
	await ours.bench.close();
	await own.bench.close();
}
const sent = requests() - before;

const starts = (of: 'ours' | 'own') => times.map((each) => each[of]);
const row = (what: string, { median, low, high }: ReturnType<typeof summarise>) => ({
	what,
	median: duration(median),
	'eight of ten': `${duration(low)} to ${duration(high)}`,
});
await report({
	start: [
		`n8n ${ours.bench.n8n.version}, ${ROUNDS} starts each, until the last trigger answers.`,
		markdownTable([
			row(`${TRIGGERS} triggers of this package`, summarise(starts('ours'))),
			row(`${TRIGGERS} Webhook nodes of n8n`, summarise(starts('own'))),
		]),
		markdownTable([
			goal('a start beside n8n’s own', ratios(starts('ours'), starts('own')).median, 'at most', 1.15),
			goal('requests to providers', sent, 'at most', 0, String),
		]),
	],
});
