import pMap from 'p-map';

import { sleep } from '../harness/sleep.mts';
import { executedEvents, untilSettled } from '../support/executed-events.mts';
import { printFigures } from '../support/figures.mts';
import { activateReceiver, createReceiver, type Receiver } from '../support/workbench.mts';
import { letMinutesPass, openQueueBench, type QueueBench } from './queue-bench.mts';
import { createTraffic, newEvents, type Traffic, type TrafficEvent } from './traffic.mts';

/** How many authentic events each proof sends; fewer for a quick look. */
const EVENTS = Number(process.env.EVENTS || 2_000);
const CHUNK = EVENTS / 10;
/** Requests under way at once: five per receiving process. */
const IN_FLIGHT = 10;
/** Milliseconds without any change that tell a dead worker from a slow one: the executions of these tests are short. */
const QUIET_MS = 20_000;

interface Options {
	combineEvents: boolean;
}

const modes: Array<{ mode: string; options: Options }> = [
	{ mode: 'each event in an execution of its own', options: { combineEvents: false } },
	{ mode: 'events combined', options: { combineEvents: true } },
];

let bench: QueueBench;

beforeAll(async () => {
	bench = await openQueueBench();
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
}, 60_000);

async function newReceiver(
	options: Options,
	processes = bench.receivers,
): Promise<{ receiver: Receiver; traffic: Traffic }> {
	const receiver = await createReceiver(bench, 'vigthoria', { options });
	await activateReceiver(bench, 'vigthoria', receiver);
	const { pathname } = new URL(receiver.url);
	const urls = processes.map(({ url }) => url + pathname);
	return { receiver, traffic: createTraffic(urls, bench.credentialData.vigthoria.webhookSecret) };
}

/** Sends a chunk: its events, a tenth of it forged, and events of an earlier chunk again. */
async function sendChunk(
	traffic: Traffic,
	chunk: readonly TrafficEvent[],
	again: readonly TrafficEvent[],
): Promise<void> {
	const every = Math.floor(chunk.length / Math.max(again.length, 1));
	const sends = chunk.flatMap((event, index) => [
		async () => await traffic.deliver(event),
		...(index % 10 === 0 ? [async () => await traffic.forge(index)] : []),
		...(index % every === 0 && again[index / every] !== undefined
			? [async () => await traffic.redeliver(again[index / every])]
			: []),
	]);
	await pMap(sends, async (send) => await send(), { concurrency: IN_FLIGHT });
}

const chunksOf = (events: TrafficEvent[]): TrafficEvent[][] =>
	Array.from({ length: events.length / CHUNK }, (_, index) => events.slice(index * CHUNK, (index + 1) * CHUNK));

const tenthOf = (events: readonly TrafficEvent[]) => events.filter((_, index) => index % 10 === 0);

/** What became of the events of a run. Those that the user's own retry passed on once more are no duplicates. */
async function outcome(receiver: Receiver, traffic: Traffic, events: TrafficEvent[], again = new Set<string>()) {
	const executions = await executedEvents(bench.database, receiver.workflow.id);
	const times = new Map<string, number>();
	for (const id of executions.flatMap((execution) => execution.events)) {
		times.set(id, (times.get(id) ?? 0) + 1);
	}
	const sent = new Set(events.map(({ id }) => id));
	const acknowledged = events.filter((event) => event.acknowledged);
	const lost = acknowledged.filter(({ id }) => !times.has(id));
	const forged = [...times.keys()].filter((id) => !sent.has(id)).length;
	const statuses: Record<string, number> = {};
	for (const { status } of executions) statuses[status] = (statuses[status] ?? 0) + 1;
	return {
		statuses,
		lost: lost.map(({ id, answers }) => {
			const carriers = executions.filter(({ carries }) => carries.includes(id));
			return { id, answers, executions: carriers.map(({ executionId, status }) => `${executionId} ${status}`) };
		}),
		acknowledged: acknowledged.length,
		redelivered: events.filter((event) => event.redelivered).length,
		figures: {
			deliveries: traffic.sent,
			lost: lost.length,
			duplicated: events.filter(({ id }) => (times.get(id) ?? 0) > (again.has(id) ? 2 : 1)).length,
			forgedAccepted: traffic.forgedAccepted + forged,
		},
	};
}

/**
 * Presses "Retry" on every execution that a kill has interrupted, as its user would, unless a redelivery has brought
 * its events since. n8n retries nothing that it takes for queued: what a worker had taken but not started when it was
 * killed is delivered again.
 *
 * @returns how many there were, and the events that were passed on once more by that
 */
async function retryInterrupted(receiver: Receiver, traffic: Traffic, events: TrafficEvent[]) {
	const executions = await executedEvents(bench.database, receiver.workflow.id);
	const executed = new Set(executions.flatMap((execution) => execution.events));
	const acknowledged = new Map(events.filter((event) => event.acknowledged).map((event) => [event.id, event]));
	const interrupted = executions.filter(({ status }) => status !== 'success');
	const again = new Set<string>();
	for (const { executionId, status, carries } of interrupted) {
		const missing = carries.flatMap((id) => (executed.has(id) ? [] : (acknowledged.get(id) ?? [])));
		if (missing.length === 0) continue;
		if (status === 'new') {
			for (const event of missing) {
				await traffic.redeliver(event);
				executed.add(event.id);
			}
			continue;
		}
		await bench.client.call('POST', `/rest/executions/${executionId}/retry`, {});
		// A retry passes all events of its execution on, those that a redelivery has brought since among them.
		for (const id of carries) {
			if (executed.has(id)) again.add(id);
			executed.add(id);
		}
	}
	return { interrupted: interrupted.length, again };
}

it.each(modes)(
	'executes every authentic event once, over two receiving processes and two workers, $mode',
	async ({ mode, options }) => {
		const { receiver, traffic } = await newReceiver(options);
		const events = newEvents(EVENTS);
		let again: TrafficEvent[] = [];
		for (const chunk of chunksOf(events)) {
			await sendChunk(traffic, chunk, again);
			await untilSettled(bench.database, receiver.workflow.id);
			again = tenthOf(chunk);
		}
		await pMap(again, async (event) => await traffic.redeliver(event), { concurrency: IN_FLIGHT });
		await untilSettled(bench.database, receiver.workflow.id);

		const { figures, lost, statuses, acknowledged, redelivered } = await outcome(receiver, traffic, events);
		printFigures(`queue mode, ${mode}`, figures, { acknowledged, redelivered, ...statuses });
		expect(acknowledged).toBe(EVENTS);
		expect(redelivered).toBe(EVENTS / 10);
		expect(Object.keys(statuses)).toEqual(['success']);
		if (options.combineEvents) expect(statuses.success).toBeLessThan(EVENTS);
		else expect(statuses.success).toBe(EVENTS + redelivered);
		expect(lost).toEqual([]);
		expect(figures).toMatchObject({ duplicated: 0, forgedAccepted: 0 });
	},
	10 * 60_000,
);

it.each(modes)(
	'loses nothing that it acknowledged while a worker and a receiving process are killed, $mode',
	async ({ mode, options }) => {
		const { receiver, traffic } = await newReceiver(options);
		const events = newEvents(EVENTS);
		const chunks = chunksOf(events);
		const killAndRestart = async (process: (typeof bench.workers)[number], name: string) => {
			await process.kill();
			await sleep(2_000);
			// As on a new machine: n8n would rebuild what is in the old event log, with items of its own instead of the event.
			await process.start({ N8N_EVENTBUS_LOGWRITER_LOGBASENAME: `n8nEventLog-new-${name}` });
		};
		const kills: Array<Promise<void>> = [];
		for (const [index, chunk] of chunks.entries()) {
			const sending = sendChunk(traffic, chunk, index < 2 ? [] : tenthOf(chunks[index - 2]));
			if (index === 3) kills.push(sleep(1_500).then(async () => await killAndRestart(bench.workers[1], 'worker')));
			if (index === 6) kills.push(sleep(1_500).then(async () => await killAndRestart(bench.receivers[1], 'receiver')));
			await sending;
		}
		await Promise.all(kills);
		await untilSettled(bench.database, receiver.workflow.id, QUIET_MS);
		const { interrupted, again } = await retryInterrupted(receiver, traffic, events);
		await untilSettled(bench.database, receiver.workflow.id, QUIET_MS);

		const { figures, lost, acknowledged, redelivered } = await outcome(receiver, traffic, events, again);
		printFigures(`queue mode with kills, ${mode}`, figures, { acknowledged, redelivered, interrupted });
		expect(acknowledged).toBe(EVENTS);
		expect(lost).toEqual([]);
		expect(figures).toMatchObject({ duplicated: 0, forgedAccepted: 0 });
	},
	10 * 60_000,
);

it(
	'executes what a worker without the package was given once it is delivered again, ten minutes later, and only once',
	async () => {
		const [receiving] = bench.receivers;
		const { receiver, traffic } = await newReceiver({ combineEvents: false }, [receiving]);
		const events = newEvents(20);
		const redeliver = async () => {
			await pMap(events, async (event) => await traffic.redeliver(event), { concurrency: IN_FLIGHT });
			await untilSettled(bench.database, receiver.workflow.id);
		};
		const statuses = async () => (await outcome(receiver, traffic, events)).statuses;

		await Promise.all(bench.workers.map(async (worker) => await worker.stop()));
		await bench.workers[0].start({ N8N_COMMUNITY_PACKAGES_PREVENT_LOADING: 'true' });
		await pMap(events, async (event) => await traffic.deliver(event), { concurrency: IN_FLIGHT });
		await untilSettled(bench.database, receiver.workflow.id);
		expect(await statuses()).toEqual({ error: events.length });

		await bench.workers[0].stop();
		await Promise.all(bench.workers.map(async (worker) => await worker.start()));
		// A sender's quick repeats are duplicates, whether the event was executed or not.
		await redeliver();
		expect(await statuses()).toEqual({ error: events.length });

		await letMinutesPass(receiving);
		await redeliver();
		expect(await statuses()).toEqual({ error: events.length, success: events.length });
		await letMinutesPass(receiving);
		await redeliver();

		const { figures, lost, acknowledged, redelivered } = await outcome(receiver, traffic, events);
		printFigures('queue mode, a worker without the package', figures, { acknowledged, redelivered });
		expect(acknowledged).toBe(events.length);
		expect(lost).toEqual([]);
		expect(figures).toMatchObject({ duplicated: 0, forgedAccepted: 0 });
	},
	10 * 60_000,
);
