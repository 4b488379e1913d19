/** What a busy n8n makes of deliveries: combined executions, and a limit on how many run at once. */
import { sleep, waitUntil } from '../harness/sleep.mts';
import { type JsonObject, sendSigned, vigthoriaSample } from '../simulator/index.mts';
import {
	activateReceiver,
	createReceiver,
	openWorkbench,
	type Receiver,
	triggerNode,
	type Workbench,
} from '../support/workbench.mts';

let bench: Workbench;

afterEach(async () => {
	await bench.close();
});

const send = async ({ url }: Receiver, body: JsonObject, timeoutMs = 30_000) =>
	await sendSigned({
		provider: 'vigthoria',
		url,
		body,
		secret: bench.credentialData.vigthoria.webhookSecret,
		timeoutMs,
	});

const samples = (count: number) => Array.from({ length: count }, () => vigthoriaSample('generation.completed'));

/** The ids of the events that passed the trigger, one list per execution that has any. */
async function executedIds({ workflow }: Receiver): Promise<string[][]> {
	const executions = await bench.client.executions({ workflowId: workflow.id });
	const details = await Promise.all(executions.map(async ({ id }) => await bench.client.execution(id)));
	return details.map((execution) => execution.items('Received').map(({ json }) => String(json.id)));
}

/** Sends an event as a provider does: again, until it is acknowledged. Returns every status, null for no answer. */
async function sendUntilAcknowledged(
	receiver: Receiver,
	body: JsonObject,
	patience: number,
): Promise<Array<number | null>> {
	const statuses: Array<number | null> = [];
	while (statuses.at(-1) !== 200 && statuses.length < 100) {
		if (statuses.length > 0) await sleep(500);
		statuses.push((await send(receiver, body, patience)).status);
	}
	return statuses;
}

it(
	'puts every event of a burst into one execution, and events that arrive together into the same',
	async () => {
		// Without this setting n8n 2 builds an expression isolate for every delivery that waits.
		bench = await openWorkbench({ env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } });
		const receiver = await createReceiver(bench, 'vigthoria', { options: { combineEvents: true } });
		await activateReceiver(bench, 'vigthoria', receiver);

		// The first execution shows that executions run in the process that receives.
		const [first, ...bodies] = samples(61);
		expect(await send(receiver, first)).toMatchObject({ status: 200 });
		await bench.client.waitForExecutions(receiver.workflow.id, 1);

		const attempts = await Promise.all(bodies.map(async (body) => await sendUntilAcknowledged(receiver, body, 60_000)));
		expect(attempts.map((statuses) => statuses.at(-1))).toEqual(bodies.map(() => 200));
		for (const body of bodies.slice(0, 10)) {
			expect(await send(receiver, body)).toMatchObject({ status: 200, body: expect.stringContaining('duplicate') });
		}
		const executed = await waitUntil(
			async () => {
				const ids = await executedIds(receiver);
				return ids.flat().length > bodies.length ? ids : undefined;
			},
			{ what: 'the executions of the burst', timeoutMs: 90_000, everyMs: 1_000 },
		);
		expect(executed.flat().sort()).toEqual([first, ...bodies].map(({ id }) => id).sort());
		expect(executed.length).toBeLessThan(bodies.length / 2);
	},
	5 * 60_000,
);

/** A workflow whose executions take so long that the next one waits for its turn. */
async function slowReceiver(options: Record<string, unknown>): Promise<Receiver> {
	const node = triggerNode(bench, 'vigthoria', { options });
	const workflow = await bench.client.createWorkflow({
		name: 'Receive slowly',
		nodes: [
			node,
			{ name: 'Received', type: 'n8n-nodes-base.noOp', typeVersion: 1 },
			{ name: 'Wait', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 6, unit: 'seconds' } },
		],
		connections: {
			[node.name]: { main: [[{ node: 'Received', type: 'main', index: 0 }]] },
			Received: { main: [[{ node: 'Wait', type: 'main', index: 0 }]] },
		},
	});
	const receiver = {
		workflow,
		trigger: node.name,
		url: bench.client.webhookUrl(workflow, node.name),
		testUrl: bench.client.webhookUrl(workflow, node.name, { test: true }),
	};
	await activateReceiver(bench, 'vigthoria', receiver);
	return receiver;
}

it.each<[string, Record<string, unknown>]>([
	['each event in its own execution', {}],
	['events combined', { combineEvents: true }],
])(
	'a full n8n executes events once whose senders give up and repeat them, %s',
	async (_, options) => {
		bench = await openWorkbench({ env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' } });
		const receiver = await slowReceiver(options);

		const [first, ...others] = samples(4);
		expect(await send(receiver, first)).toMatchObject({ status: 200 });
		// n8n 1 answers before the execution starts. Once it runs, n8n is full, and the trigger knows that executions run in its process.
		const running = async () =>
			(await bench.client.executions({ workflowId: receiver.workflow.id })).find(({ status }) => status === 'running');
		await waitUntil(running, { what: 'the first execution' });
		await sleep(500);
		const statuses = await Promise.all(others.map(async (body) => await sendUntilAcknowledged(receiver, body, 1_000)));
		for (const ofOne of statuses) {
			expect(ofOne.at(-1)).toBe(200);
			// No answer to the first attempt, then "come again", then "accepted".
			expect(ofOne.slice(0, -1).filter((status) => status !== null && status !== 503)).toEqual([]);
		}
		for (const body of others) expect(await send(receiver, body)).toMatchObject({ status: 200 });

		// The first runs, the second waits for its turn, and the others share the third.
		const expected = options.combineEvents === true ? 3 : 4;
		const executions = await bench.client.waitForExecutions(receiver.workflow.id, expected, { timeoutMs: 90_000 });
		expect(executions).toHaveLength(expected);
		const executed = (await executedIds(receiver)).flat();
		expect(executed.sort()).toEqual([first, ...others].map(({ id }) => String(id)).sort());
	},
	5 * 60_000,
);
