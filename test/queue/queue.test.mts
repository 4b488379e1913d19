import pMap from 'p-map';

import type { StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { sleep, waitUntil } from '../harness/sleep.mts';
import { SIGNATURE_HEADERS } from '../simulator/delivery.mts';
import { sendAs, simulatedSender } from '../simulator/senders/index.mts';
import { createChain, received, webhookNode } from '../support/action-workflow.mts';
import { callbackToken } from '../support/callback-token.mts';
import { executedEvents, untilSettled } from '../support/executed-events.mts';
import { printFigures } from '../support/figures.mts';
import { startJobNode, startJobService } from '../support/job-service.mts';
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

/**
 * Deliveries with so many new events. Copies of an event lie within the 1,000 that n8n's record has.
 *
 * @param chunksBack where a list has its known event from: not the chunk whose deliveries are sent again beside it
 */
function newTraffic({ lists }: Mode, chunksBack: number): Delivery[] {
	if (!lists) return newDeliveries(EVENTS);
	const count = EVENTS / LIST_LENGTH;
	return newLists(count, LIST_LENGTH, (chunksBack * count) / CHUNKS + 1);
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

type Execution = Awaited<ReturnType<typeof executedEvents>>[number];

/** What became of the events of a run. Those that a retry or a late redelivery passed on once `again` are no duplicates. */
async function outcome(
	{ id: workflowId }: StoredWorkflow,
	traffic: Traffic,
	deliveries: readonly Delivery[],
	again = new Set<string>(),
) {
	const executions = await executedEvents(bench.database, workflowId);
	const passedOnBy = new Map<string, Execution[]>();
	for (const execution of executions) {
		for (const id of execution.events) passedOnBy.set(id, [...(passedOnBy.get(id) ?? []), execution]);
	}
	const sent = idsOf(deliveries);
	const acknowledged = idsOf(deliveries.filter((delivery) => delivery.acknowledged));
	const forged = [...passedOnBy.keys()].filter((id) => !sent.has(id)).length;
	const statuses: Record<string, number> = {};
	for (const { status } of executions) statuses[status] = (statuses[status] ?? 0) + 1;

	const story = (id: string) => ({
		id,
		answers: deliveries.flatMap(({ ids, answers }) => (ids.includes(id) ? answers : [])),
		executions: executions
			.filter(({ carries }) => carries.includes(id))
			.map(({ executionId, status, startedAt, stoppedAt }) =>
				[executionId, status, startedAt?.toISOString(), stoppedAt?.toISOString()].join(' '),
			),
	});
	const lost = [...acknowledged].filter((id) => !passedOnBy.has(id));
	const twice = [...sent].filter((id) => (passedOnBy.get(id)?.length ?? 0) > (again.has(id) ? 2 : 1));
	const simultaneous = twice.filter((id) => ranAtOnce(passedOnBy.get(id)!));
	return {
		statuses,
		lost: lost.map(story),
		duplicated: twice.filter((id) => !simultaneous.includes(id)).map(story),
		simultaneous: simultaneous.map(story),
		acknowledged: acknowledged.size,
		redelivered: deliveries.filter((delivery) => delivery.redelivered).length,
		figures: {
			deliveries: traffic.sent,
			lost: lost.length,
			duplicated: twice.length - simultaneous.length,
			forgedAccepted: traffic.forgedAccepted + forged,
		},
	};
}

/** Whether two executions ran in the same moment: of such copies both may be executed (SECURITY.md). */
const ranAtOnce = (executions: readonly Execution[]) =>
	executions.some((execution) =>
		executions.some(
			(other) =>
				other !== execution && other.startedAt! >= execution.startedAt! && other.startedAt! <= execution.stoppedAt!,
		),
	);

/**
 * Presses "Retry" on every execution that a kill has interrupted, as its user would, unless a redelivery has brought
 * its events since. n8n retries nothing that it takes for queued: what a worker had taken but not started when it was
 * killed is delivered again, once the retries are over.
 *
 * @returns the number of those executions, and the events that may have been passed on once more by that
 */
async function retryInterrupted({ id: workflowId }: StoredWorkflow, traffic: Traffic, deliveries: readonly Delivery[]) {
	const executions = await executedEvents(bench.database, workflowId);
	const executed = new Set(executions.flatMap((execution) => execution.events));
	const interrupted = executions.filter(({ status }) => status !== 'success');
	const settled = async () => {
		const dead = interrupted.map(({ executionId }) => executionId);
		await untilSettled(bench.database, workflowId, QUIET_MS, dead);
	};
	const acknowledged = deliveries.filter((delivery) => delivery.acknowledged);
	const missingIn = ({ carries }: Execution) => {
		const missing = new Set(carries.filter((id) => !executed.has(id)));
		return acknowledged.filter(({ ids }) => ids.some((id) => missing.has(id)));
	};
	const again = new Set<string>();
	for (const execution of interrupted.filter(({ status }) => status !== 'new')) {
		if (missingIn(execution).length === 0) continue;
		await bench.client.call('POST', `/rest/executions/${execution.executionId}/retry`, {});
		// A retry passes all events of its execution on, those that another one has brought since among them.
		for (const id of execution.carries) {
			if (executed.has(id)) again.add(id);
			executed.add(id);
		}
	}
	await settled();
	for (const execution of interrupted.filter(({ status }) => status === 'new')) {
		for (const delivery of missingIn(execution)) {
			await traffic.redeliver(delivery);
			// By now, n8n's record may have lost those of its events that were executed long before.
			for (const id of delivery.ids) if (executed.has(id)) again.add(id);
		}
		for (const id of execution.carries) executed.add(id);
	}
	await settled();
	return { interrupted: interrupted.length, again };
}

it.each(modes)(
	'executes every authentic event once, over two receiving processes and two workers, $mode',
	async (mode) => {
		const { workflow, traffic } = await newReceiver(mode);
		const deliveries = newTraffic(mode, 2);
		let again: Delivery[] = [];
		for (const chunk of chunksOf(deliveries)) {
			await sendChunk(traffic, chunk, again);
			await untilSettled(bench.database, workflow.id);
			again = tenthOf(chunk);
		}
		await pMap(again, async (delivery) => await traffic.redeliver(delivery), { concurrency: IN_FLIGHT });
		await untilSettled(bench.database, workflow.id);

		const { figures, statuses, acknowledged, redelivered, ...wrong } = await outcome(workflow, traffic, deliveries);
		printFigures(`queue mode, ${mode.mode}`, figures, { acknowledged, redelivered, ...statuses });
		expect(acknowledged).toBe(EVENTS);
		expect(redelivered).toBe(deliveries.length / 10);
		expect(Object.keys(statuses)).toEqual(['success']);
		if (mode.combineEvents) expect(statuses.success).toBeLessThan(EVENTS);
		else expect(statuses.success).toBe(deliveries.length + redelivered);
		expect(wrong).toEqual({ lost: [], duplicated: [], simultaneous: [] });
		expect(figures).toMatchObject({ duplicated: 0, forgedAccepted: 0 });
	},
	10 * 60_000,
);

it.each(modes)(
	'loses nothing that it acknowledged while a worker and a receiving process are killed, $mode',
	async (mode) => {
		const { workflow, traffic } = await newReceiver(mode);
		const deliveries = newTraffic(mode, 1);
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

		const { figures, lost, duplicated, simultaneous, acknowledged, redelivered } = await outcome(
			workflow,
			traffic,
			deliveries,
			again,
		);
		printFigures(`queue mode with kills, ${mode.mode}`, figures, {
			acknowledged,
			redelivered,
			interrupted,
			'copies in one moment': simultaneous.length,
		});
		expect(acknowledged).toBe(EVENTS);
		expect({ lost, duplicated }).toEqual({ lost: [], duplicated: [] });
		// A process that is killed leaves requests without an answer: as many as were under way can be sent once more.
		expect(simultaneous.length).toBeLessThanOrEqual(IN_FLIGHT * LIST_LENGTH);
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
	'hands an event over once, whichever process receives it, to an execution that another one has started',
	async () => {
		const heyGen = simulatedSender('heyGen');
		const service = await startJobService();
		const trigger = await signedTrigger(heyGen.secret, { sender: 'heyGen', options: { ignoreDuplicates: false } });
		const node = (name: string, parameters: Record<string, unknown>): WorkflowNode => ({
			...trigger,
			name,
			type: `${PACKAGE}.signedWebhook`,
			parameters: { resource: 'webhook', sender: 'heyGen', ...parameters },
		});
		const relay = await createChain(
			bench,
			trigger,
			node('Resume', { operation: 'resume', resumeUrl: '={{ $json.body.event_data.callback_id }}' }),
		);
		const { pathname } = new URL(bench.client.webhookUrl(relay, trigger.name));
		await bench.client.activateAndWait(relay.id, [pathname.slice('/webhook/'.length)]);
		const start = webhookNode();
		const waiting = await createChain(
			bench,
			start,
			startJobNode(service.url),
			node('Wait', { operation: 'wait', jobId: '={{ $json.id }}' }),
			received,
		);
		await bench.client.activateAndWait(waiting.id, [String(start.parameters?.path)]);

		const [first, second] = bench.receivers;
		await fetch(`${second.url}/webhook/${String(start.parameters?.path)}`, { method: 'POST' });
		const job = await waitUntil(async () => service.jobs[0], { what: 'the job', timeoutMs: 30_000 });
		const [{ body }] = heyGen.deliveries(job.id, new Date());
		const event_data = { ...(body.event_data as object), callback_id: job.webhook };
		const report = async ({ url }: typeof first) => await sendAs(heyGen, url + pathname, { ...body, event_data });
		// The execution may not be asleep yet.
		for (const { status } of await Promise.all([report(first), report(second)])) expect(status).toBe(200);

		const handOvers = await bench.client.waitForExecutions(relay.id, 2, { timeoutMs: 90_000 });
		const results = await Promise.all(
			handOvers.map(async ({ id }) => {
				const execution = await bench.client.execution(id);
				return execution.error?.message ?? execution.items('Resume')[0].json.result;
			}),
		);
		const [{ id }] = await bench.client.waitForExecutions(waiting.id, 1);
		const detail = await bench.client.waitForExecution(id);
		service.close();
		expect(detail.runs.Received).toHaveLength(1);
		expect(detail.items('Received').map(({ json }) => [json.jobId, json.status])).toEqual([[job.id, 'completed']]);
		expect(results.filter((result) => result === 'resumed')).toHaveLength(1);
		expect(results).toContainEqual(expect.stringMatching(/^duplicate$|has finished$/));
	},
	3 * 60_000,
);

it(
	'executes what a worker without the package was given once it is delivered again, ten minutes later, and only once',
	async () => {
		const [receiving] = bench.receivers;
		const { workflow, traffic } = await newReceiver(SINGLE, [receiving]);
		const deliveries = newDeliveries(20);
		const statuses = async () => (await outcome(workflow, traffic, deliveries)).statuses;

		await Promise.all(bench.workers.map(async (worker) => await worker.stop()));
		await bench.workers[0].start({ N8N_COMMUNITY_PACKAGES_PREVENT_LOADING: 'true' });
		await pMap(deliveries, async (delivery) => await traffic.deliver(delivery), { concurrency: IN_FLIGHT });
		// An execution that fails before the process that queued it listens for its end stays "running" in n8n.
		const unnoticed = await untilSettled(bench.database, workflow.id, QUIET_MS);
		const failed = await statuses();
		expect((failed.error ?? 0) + unnoticed.length).toBe(deliveries.length);
		const redeliver = async () => {
			await pMap(deliveries, async (delivery) => await traffic.redeliver(delivery), { concurrency: IN_FLIGHT });
			await untilSettled(bench.database, workflow.id, Infinity, unnoticed);
		};

		await bench.workers[0].stop();
		await Promise.all(bench.workers.map(async (worker) => await worker.start()));
		// A sender's quick repeats are duplicates, whether the event was executed or not.
		await redeliver();
		expect(await statuses()).toEqual(failed);

		await letMinutesPass(receiving);
		await redeliver();
		expect(await statuses()).toEqual({ ...failed, success: deliveries.length });
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
