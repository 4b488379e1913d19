import { sleep } from '../harness/sleep.mts';
import { type JsonObject, sendSigned, vigthoriaSample } from '../simulator/index.mts';
import { mutations } from '../support/mutations.mts';

/** One delivery of a run, with what became of it. */
export interface Delivery {
	body: JsonObject;
	/** The ids of its events: of one, or of a list. */
	ids: string[];
	/** Which of the receiving processes gets it, and then, which has acknowledged it. */
	receiver: number;
	acknowledged: boolean;
	redelivered: boolean;
	/** What each attempt was answered, in order. */
	answers: string[];
}

/** Sends deliveries to one of several processes, and counts. */
export interface Traffic {
	/** How many requests were sent. */
	sent: number;
	/** How many forged deliveries were not refused. */
	forgedAccepted: number;
	/** Sends as a provider does: again, to whichever process answers, until it is acknowledged. */
	deliver(delivery: Delivery): Promise<void>;
	/** Sends what was acknowledged again, to the process that has not seen it. */
	redeliver(delivery: Delivery): Promise<void>;
	/** Sends something that only looks like an event. */
	forge(index: number): Promise<void>;
}

const ATTEMPTS = 20;
/** Senders wait for seconds at least. Of copies that two processes get in one moment, both may be executed (SECURITY.md). */
const PAUSE_MS = 5_000;

const newEvents = (count: number) => Array.from({ length: count }, () => vigthoriaSample('generation.completed'));

const toDelivery = (body: JsonObject, events: readonly JsonObject[], index: number): Delivery => ({
	body,
	ids: events.map(({ id }) => String(id)),
	receiver: index % 2,
	acknowledged: false,
	redelivered: false,
	answers: [],
});

/** Makes deliveries of one event each, which nobody has seen before. */
export function newDeliveries(count: number): Delivery[] {
	return newEvents(count).map((event, index) => toDelivery(event, [event], index));
}

/**
 * Makes deliveries of a list each, in the field `events`: new events behind one that an earlier list has brought.
 *
 * @param length how many events of a list are new
 * @param back how many deliveries ago the known one was sent; to the other process where that is odd
 */
export function newLists(count: number, length: number, back: number): Delivery[] {
	const lists = Array.from({ length: count }, () => newEvents(length));
	return lists.map((fresh, index) => {
		const events = [...(lists[index - back] ?? []).slice(0, 1), ...fresh];
		return toDelivery({ events }, events, index);
	});
}

/**
 * Makes a sender.
 *
 * @param urls one per receiving process
 * @param secret what authentic deliveries are signed with
 */
export function createTraffic(urls: readonly string[], secret: string): Traffic {
	const post = async (receiver: number, body: JsonObject, overrides = {}) => {
		traffic.sent += 1;
		const url = urls[receiver % urls.length];
		return await sendSigned({ provider: 'vigthoria', url, body, secret, timeoutMs: 30_000, ...overrides });
	};
	const untilAcknowledged = async (delivery: Delivery, first: number) => {
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			const { status, error, ms, at, body } = await post(first + attempt, delivery.body);
			const when = new Date(at).toISOString();
			delivery.answers.push(
				`${when} receiver ${(first + attempt) % urls.length}: ${status ?? error} ${body} after ${ms} ms`,
			);
			// While it starts, n8n answers everything with 200 and a sentence. A proxy sends nothing there before it is ready.
			if (status === 200 && body.startsWith('{"received":true')) return first + attempt;
			await sleep(PAUSE_MS);
		}
		return null;
	};
	const traffic: Traffic = {
		sent: 0,
		forgedAccepted: 0,
		async deliver(delivery) {
			const by = await untilAcknowledged(delivery, delivery.receiver);
			delivery.acknowledged = by !== null;
			delivery.receiver = by ?? delivery.receiver;
		},
		async redeliver(delivery) {
			delivery.redelivered = (await untilAcknowledged(delivery, delivery.receiver + 1)) !== null;
		},
		async forge(index) {
			const { overrides } = mutations[index % mutations.length];
			const body = { ...vigthoriaSample('generation.completed'), id: `forged_${index}` };
			const { status } = await post(index, body, overrides(secret));
			if (status !== null && status < 300) traffic.forgedAccepted += 1;
		},
	};
	return traffic;
}
