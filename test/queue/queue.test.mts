import pMap from 'p-map';

import type { StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { sleep } from '../harness/sleep.mts';
import { SIGNATURE_HEADERS } from '../simulator/delivery.mts';
import { createChain, received } from '../support/action-workflow.mts';
import { callbackToken } from '../support/callback-token.mts';
import { executedEvents, untilSettled } from '../support/executed-events.mts';
import { printFigures } from '../support/figures.mts';
import { newSecret, PACKAGE, triggerNode } from '../support/workbench.mts';
import { letMinutesPass, openQueueBench, type QueueBench } from './queue-bench.mts';
import { createTraffic, type Delivery, newDeliveries, newLists, type Traffic } from './traffic.mts';

/** How many authentic events each proof sends; fewer for a quick look. */
const EVENTS = Number(process.env.EVENTS || 2_000);
/** In how many chunks they are sent. */
const CHUNKS = 10;
/** How many new events a list has. */
const LIST_LENGTH = 4;
/** Requests under way at once: five per receiving process. */
const IN_FLIGHT = 10;
/** Milliseconds without any change that tell a dead worker from a slow one: the executions of these tests are short. */
const QUIET_MS = 30_000;

const SINGLE = { mode: 'each event in an execution of its own', combineEvents: false, lists: false };

const modes = [
	SINGLE,
	{ mode: 'events combined', combineEvents: true, lists: false },
	{ mode: 'lists of events', combineEvents: false, lists: true },
];

type Mode = (typeof modes)[number];

let bench: QueueBench;

beforeAll(async () => {
	bench = await openQueueBench();
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
}, 60_000);

/** A trigger that is active, and a node that shows what it emits. */
async function activate(trigger: WorkflowNode) {
	const workflow = await createChain(bench, trigger, received);
	const { pathname } = new URL(bench.client.webhookUrl(workflow, trigger.name));
	await bench.client.activateAndWait(workflow.id, [pathname.slice('/webhook/'.length)]);
	return { workflow, pathname };
}

/** A Signed Webhook Trigger with this secret. */
async function signedTrigger(webhookSecret: string, parameters: Record<string, unknown>): Promise<WorkflowNode> {
	const { id, name } = await bench.client.createCredential('signedWebhookApi', 'Signed Webhook', { webhookSecret });
	return {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { events: ['*'], ...parameters },
		credentials: { signedWebhookApi: { id, name } },
	};
}

async function newReceiver(
	{ combineEvents, lists }: Mode,
	processes = bench.receivers,
): Promise<{ workflow: StoredWorkflow; traffic: Traffic }> {
	const secret = bench.credentialData.vigthoria.webhookSecret;
	const ofLists = {
		sender: 'custom',
		signatureHeader: SIGNATURE_HEADERS.vigthoria,
		fields: { entriesField: 'events' },
	};
	const { workflow, pathname } = await activate(
		lists ? await signedTrigger(secret, ofLists) : triggerNode(bench, 'vigthoria', { options: { combineEvents } }),
	);
	const urls = processes.map(({ url }) => url + pathname);
	return { workflow, traffic: createTraffic(urls, secret) };
}

/** Deliveries with so many new events. */
function newTraffic({ lists }: Mode): Delivery[] {
	if (!lists) return newDeliveries(EVENTS);
	const count = EVENTS / LIST_LENGTH;
	return newLists(count, LIST_LENGTH, (2 * count) / CHUNKS + 1);
}

/** Sends a chunk: its deliveries, a tenth of it forged, and deliveries of an earlier chunk again. */
async function sendChunk(
	traffic: Traffic,
	chunk: readonly Delivery[],
	again: readonly Delivery[],
	halfway: () => void = () => {},
): Promise<void> {
	const every = Math.floor(chunk.length / Math.max(again.length, 1));
	const sends = chunk.flatMap((delivery, index) => [
		...(index === Math.floor(chunk.length / 2) ? [async () => halfway()] : []),
		async () => await traffic.deliver(delivery),
		...(index % 10 === 0 ? [async () => await traffic.forge(index)] : []),
		...(index % every === 0 && again[index / every] !== undefined
			? [async () => await traffic.redeliver(again[index / every])]
			: []),
	]);
	await pMap(sends, async (send) => await send(), { concurrency: IN_FLIGHT });
}

function chunksOf(deliveries: readonly Delivery[]): Delivery[][] {
	const size = deliveries.length / CHUNKS;
	return Array.from({ length: CHUNKS }, (_, index) => deliveries.slice(index * size, (index + 1) * size));
}

const tenthOf = (deliveries: readonly Delivery[]) => deliveries.filter((_, index) => index % 10 === 0);

/** The ids of the events of deliveries. A list may have one that another list has had. */
const idsOf = (deliveries: readonly Delivery[]) => new Set(deliveries.flatMap(({ ids }) => ids));

/** What became of the events of a run. Those that the user's own retry passed on once more are no duplicates. */
async function outcome(
	{ id: workflowId }: StoredWorkflow,
	traffic: Traffic,
	deliveries: readonly Delivery[],
	again = new Set<string>(),
) {
	const executions = await executedEvents(bench.database, workflowId);
	const times = new Map<string, number>();
	for (const id of executions.flatMap((execution) => execution.events)) {
		times.set(id, (times.get(id) ?? 0) + 1);
	}
	const sent = idsOf(deliveries);
	const acknowledged = idsOf(deliveries.filter((delivery) => delivery.acknowledged));
	const lost = [...acknowledged].filter((id) => !times.has(id));
	const forged = [...times.keys()].filter((id) => !sent.has(id)).length;
	const statuses: Record<string, number> = {};
	for (const { status } of executions) statuses[status] = (statuses[status] ?? 0) + 1;
	return {
		statuses,
		lost: lost.map((id) => ({
			id,
			answers: deliveries.flatMap(({ ids, answers }) => (ids.includes(id) ? answers : [])),
			executions: executions
				.filter(({ carries }) => carries.includes(id))
				.map(({ executionId, status }) => `${executionId} ${status}`),
		})),
		acknowledged: acknowledged.size,
		redelivered: deliveries.filter((delivery) => delivery.redelivered).length,
		figures: {
			deliveries: traffic.sent,
			lost: lost.length,
			duplicated: [...sent].filter((id) => (times.get(id) ?? 0) > (again.has(id) ? 2 : 1)).length,
			forgedAccepted: traffic.forgedAccepted + forged,
		},
	};
}

/**
 * Presses "Retry" on every execution that a kill has interrupted, as its user would, unless a redelivery has brought
 * its events since. n8n retries nothing that it takes for queued: what a worker had taken but not started when it was
 * killed is delivered again.
 *
 * @returns their ids, and the events that were passed on once more by that
 */
async function retryInterrupted({ id: workflowId }: StoredWorkflow, traffic: Traffic, deliveries: readonly Delivery[]) {
	const executions = await executedEvents(bench.database, workflowId);
	const executed = new Set(executions.flatMap((execution) => execution.events));
	const acknowledged = deliveries.filter((delivery) => delivery.acknowledged);
	const interrupted = executions.filter(({ status }) => status !== 'success');
	const again = new Set<string>();
	for (const { executionId, status, carries } of interrupted) {
		const missing = carries.filter((id) => !executed.has(id));
		const brought = acknowledged.filter(({ ids }) => ids.some((id) => missing.includes(id)));
		if (brought.length === 0) continue;
		if (status === 'new') {
			for (const delivery of brought) await traffic.redeliver(delivery);
			for (const id of missing) executed.add(id);
			continue;
		}
		await bench.client.call('POST', `/rest/executions/${executionId}/retry`, {});
		// A retry passes all events of its execution on, those that a redelivery has brought since among them.
		for (const id of carries) {
			if (executed.has(id)) again.add(id);
			executed.add(id);
		}
	}
	return { interrupted: interrupted.map(({ executionId }) => executionId), again };
}

it.each(modes)(
	'executes every authentic event once, over two receiving processes and two workers, $mode',
	async (mode) => {
		const { workflow, traffic } = await newReceiver(mode);
		const deliveries = newTraffic(mode);
		let again: Delivery[] = [];
		for (const chunk of chunksOf(deliveries)) {
			await sendChunk(traffic, chunk, again);
			await untilSettled(bench.database, workflow.id);
			again = tenthOf(chunk);
		}
		await pMap(again, async (delivery) => await traffic.redeliver(delivery), { concurrency: IN_FLIGHT });
		await untilSettled(bench.database, workflow.id);

		const { figures, lost, statuses, acknowledged, redelivered } = await outcome(workflow, traffic, deliveries);
		printFigures(`queue mode, ${mode.mode}`, figures, { acknowledged, redelivered, ...statuses });
		expect(acknowledged).toBe(EVENTS);
		expect(redelivered).toBe(deliveries.length / 10);
		expect(Object.keys(statuses)).toEqual(['success']);
		if (mode.combineEvents) expect(statuses.success).toBeLessThan(EVENTS);
		else expect(statuses.success).toBe(deliveries.length + redelivered);
		expect(lost).toEqual([]);
		expect(figures).toMatchObject({ duplicated: 0, forgedAccepted: 0 });
	},
	10 * 60_000,
);

it.each(modes)(
	'loses nothing that it acknowledged while a worker and a receiving process are killed, $mode',
	async (mode) => {
		const { workflow, traffic } = await newReceiver(mode);
		const deliveries = newTraffic(mode);
		const chunks = chunksOf(deliveries);
		const kills: Array<Promise<void>> = [];
		const killAndRestart = async (process: (typeof bench.workers)[number], name: string) => {
			await process.kill();
			await sleep(2_000);
			// As on a new machine: n8n would rebuild what is in the old event log, with items of its own instead of the event.
			await process.start({ N8N_EVENTBUS_LOGWRITER_LOGBASENAME: `n8nEventLog-${workflow.id}-${name}` });
		};
		for (const [index, chunk] of chunks.entries()) {
			await sendChunk(traffic, chunk, index < 2 ? [] : tenthOf(chunks[index - 2]), () => {
				if (index === 3) kills.push(killAndRestart(bench.workers[1], 'worker'));
				if (index === 6) kills.push(killAndRestart(bench.receivers[1], 'receiver'));
			});
		}
		await Promise.all(kills);
		await untilSettled(bench.database, workflow.id, QUIET_MS);
		const { interrupted, again } = await retryInterrupted(workflow, traffic, deliveries);
		await untilSettled(bench.database, workflow.id, QUIET_MS, interrupted);

		const { figures, lost, acknowledged, redelivered } = await outcome(workflow, traffic, deliveries, again);
		printFigures(`queue mode with kills, ${mode.mode}`, figures, {
			acknowledged,
			redelivered,
			interrupted: interrupted.length,
		});
		expect(acknowledged).toBe(EVENTS);
		expect(lost).toEqual([]);
		expect(figures).toMatchObject({ duplicated: 0, forgedAccepted: 0 });
	},
	10 * 60_000,
);

it(
	'uses a callback URL up with one call, to whichever process it is made again, before and after a restart',
	async () => {
		const secret = newSecret();
		const { workflow, pathname } = await activate(await signedTrigger(secret, { sender: 'callbackUrl' }));
		const token = callbackToken({ secret, receiver: pathname.slice('/webhook/'.length), id: 'cb_1' });
		const events = async () => (await executedEvents(bench.database, workflow.id)).map((execution) => execution.events);
		const call = async ({ url }: (typeof bench.receivers)[number]) => {
			const response = await fetch(`${url}${pathname}?callback=${token}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ task_id: 't1', status: 'done' }),
			});
			const answer = await response.text();
			await untilSettled(bench.database, workflow.id);
			return answer;
		};
		const [first, second] = bench.receivers;
		const stored = '{"received":true}';
		const known = '{"received":true,"duplicate":true}';

		expect(await call(first)).toBe(stored);
		expect(await events()).toEqual([['cb_1']]);
		// A process that has not seen the call stores an execution, in which n8n's database knows it.
		expect([await call(second), await call(first), await call(second)]).toEqual([stored, known, known]);
		expect(await events()).toEqual([['cb_1'], []]);

		await Promise.all(
			[...bench.receivers, ...bench.workers].map(async (process) => {
				await process.stop();
				await process.start();
			}),
		);
		expect([await call(first), await call(second)]).toEqual([stored, stored]);
		expect(await events()).toEqual([['cb_1'], [], [], []]);
	},
	5 * 60_000,
);

it(
	'executes what a worker without the package was given once it is delivered again, ten minutes later, and only once',
	async () => {
		const [receiving] = bench.receivers;
		const { workflow, traffic } = await newReceiver(SINGLE, [receiving]);
		const deliveries = newDeliveries(20);
		const redeliver = async () => {
			await pMap(deliveries, async (delivery) => await traffic.redeliver(delivery), { concurrency: IN_FLIGHT });
			await untilSettled(bench.database, workflow.id);
		};
		const statuses = async () => (await outcome(workflow, traffic, deliveries)).statuses;

		await Promise.all(bench.workers.map(async (worker) => await worker.stop()));
		await bench.workers[0].start({ N8N_COMMUNITY_PACKAGES_PREVENT_LOADING: 'true' });
		await pMap(deliveries, async (delivery) => await traffic.deliver(delivery), { concurrency: IN_FLIGHT });
		await untilSettled(bench.database, workflow.id);
		expect(await statuses()).toEqual({ error: deliveries.length });

		await bench.workers[0].stop();
		await Promise.all(bench.workers.map(async (worker) => await worker.start()));
		// A sender's quick repeats are duplicates, whether the event was executed or not.
		await redeliver();
		expect(await statuses()).toEqual({ error: deliveries.length });

		await letMinutesPass(receiving);
		await redeliver();
		expect(await statuses()).toEqual({ error: deliveries.length, success: deliveries.length });
		await letMinutesPass(receiving);
		await redeliver();

		const { figures, lost, acknowledged, redelivered } = await outcome(workflow, traffic, deliveries);
		printFigures('queue mode, a worker without the package', figures, { acknowledged, redelivered });
		expect(acknowledged).toBe(deliveries.length);
		expect(lost).toEqual([]);
		expect(figures).toMatchObject({ duplicated: 0, forgedAccepted: 0 });
	},
	10 * 60_000,
);
