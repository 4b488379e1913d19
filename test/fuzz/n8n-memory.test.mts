import pMap from 'p-map';
import { Pool, request } from 'undici';

import { hmacHex, vigthoriaSample } from '../simulator/index.mts';
import { printFigures } from '../support/figures.mts';
import {
	activateReceiver,
	createReceiver,
	openWorkbench,
	type Receiver,
	type Workbench,
} from '../support/workbench.mts';

const DELIVERIES = Number(process.env.MEMORY_DELIVERIES || 50_000);
const IN_FLIGHT = 10;
/** Of each so many deliveries one is a new event, one a repeated one, and the others are forged. */
const GROUP = 50;
const SAMPLE_EVERY = DELIVERIES / 500;
/** MB that the heap may grow by: n8n's own lists of executions and metrics do grow, by less. */
const ALLOWED = 25;

let bench: Workbench;
let receiver: Receiver;

beforeAll(async () => {
	bench = await openWorkbench({
		env: {
			N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
			N8N_METRICS: 'true',
			// What is left of a larger heap is garbage that nobody was in need to collect.
			NODE_OPTIONS: '--max-old-space-size=600',
		},
		logLevel: 'warn',
	});
	receiver = await createReceiver(bench, 'vigthoria');
	await activateReceiver(bench, 'vigthoria', receiver);
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

/** MB that n8n's JavaScript occupies, what is garbage already included. */
async function heapInUse(): Promise<number> {
	const { body } = await request(`${bench.n8n.url}/metrics`);
	const [, bytes] = /^n8n_nodejs_heap_size_used_bytes\S* (\S+)/m.exec(await body.text()) ?? [];
	return Number(bytes) / 1e6;
}

it(
	`has n8n occupy no more memory after ${DELIVERIES.toLocaleString('en')} deliveries than after a fifth of them`,
	async () => {
		const secret = bench.credentialData.vigthoria.webhookSecret;
		const { origin, pathname: path } = new URL(receiver.url);
		const sender = new Pool(origin, { connections: IN_FLIGHT });
		const deliver = async (body: string, key: string) => {
			const headers = { 'content-type': 'application/json', 'x-vigthoria-signature': hmacHex(body, key) };
			const response = await sender.request({ path, method: 'POST', headers, body });
			await response.body.dump();
			return response.statusCode;
		};
		const heap: number[] = [];
		const wrong: string[] = [];
		const acknowledged: string[] = [];
		let forgedAccepted = 0;

		const sendOne = async (index: number) => {
			if (index % SAMPLE_EVERY === 0) heap.push(await heapInUse());
			const kind = index % GROUP;
			const latest = acknowledged[acknowledged.length - 1];
			const isRepeated = kind === GROUP - 1;
			const isAuthentic = kind === 0 || isRepeated;
			const body = isRepeated ? latest : JSON.stringify(vigthoriaSample('generation.completed'));
			const status = await deliver(body, isAuthentic ? secret : 'guessed');
			if (kind === 0 && status === 200) acknowledged.push(body);
			if (!isAuthentic && status < 300) forgedAccepted += 1;
			if (status !== (isAuthentic ? 200 : 401)) wrong.push(`${isAuthentic ? 'authentic' : 'forged'}: ${status}`);
		};
		await pMap(Array(DELIVERIES).keys(), sendOne, { concurrency: IN_FLIGHT });
		await sender.close();
		const { length: events } = acknowledged;
		const executions = await bench.client.waitForExecutions(receiver.workflow.id, events, { timeoutMs: 60_000 });

		// The least of a fifth is what is left when the garbage has just been collected.
		const fifth = heap.length / 5;
		const [, after, ...rest] = Array.from({ length: 5 }, (_, part) =>
			Math.min(...heap.slice(part * fifth, (part + 1) * fifth)),
		);
		const growth = rest[rest.length - 1] - after;
		const figures = {
			deliveries: DELIVERIES,
			lost: Math.max(0, events - executions.length),
			duplicated: Math.max(0, executions.length - events),
			forgedAccepted,
		};
		printFigures('memory of n8n', figures, {
			'MB of heap in each fifth of the deliveries': [after, ...rest].map((megabytes) => megabytes.toFixed(0)).join(' '),
		});
		expect(wrong).toEqual([]);
		expect(figures).toMatchObject({ lost: 0, duplicated: 0, forgedAccepted: 0 });
		expect(growth).toBeLessThan(ALLOWED);
	},
	10 * 60_000,
);
