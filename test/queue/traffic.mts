import { sleep } from '../harness/sleep.mts';
import { type JsonObject, sendSigned, vigthoriaSample } from '../simulator/index.mts';
import { mutations } from '../support/mutations.mts';

/** One event of a run, with what became of its deliveries. */
export interface TrafficEvent {
	body: JsonObject;
	id: string;
	/** Which of the receiving processes gets it, and then, which has acknowledged it. */
	receiver: number;
	acknowledged: boolean;
	redelivered: boolean;
	/** What each delivery of it was answered, in order. */
	answers: string[];
}

/** Sends deliveries to one of several processes, and counts. */
export interface Traffic {
	/** How many requests were sent. */
	sent: number;
	/** How many forged deliveries were not refused. */
	forgedAccepted: number;
	/** Sends an event as a provider does: again, to whichever process answers, until it is acknowledged. */
	deliver(event: TrafficEvent): Promise<void>;
	/** Sends an acknowledged event again, to the process that has not seen it. */
	redeliver(event: TrafficEvent): Promise<void>;
	/** Sends something that only looks like an event. */
	forge(index: number): Promise<void>;
}

const ATTEMPTS = 20;
const PAUSE_MS = 1_000;

/** Makes events that nobody has seen before. */
export function newEvents(count: number): TrafficEvent[] {
	return Array.from({ length: count }, (_, index) => {
		const body = vigthoriaSample('generation.completed');
		return { body, id: String(body.id), receiver: index % 2, acknowledged: false, redelivered: false, answers: [] };
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
	const untilAcknowledged = async (event: TrafficEvent, first: number) => {
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			const { status, error, ms, at, body } = await post(first + attempt, event.body);
			const when = new Date(at).toISOString();
			event.answers.push(
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
		async deliver(event) {
			const by = await untilAcknowledged(event, event.receiver);
			event.acknowledged = by !== null;
			event.receiver = by ?? event.receiver;
		},
		async redeliver(event) {
			event.redelivered = (await untilAcknowledged(event, event.receiver + 1)) !== null;
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
