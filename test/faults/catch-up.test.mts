import { request } from 'undici';

import { sleep, waitUntil } from '../harness/sleep.mts';
import {
	activateReceiver,
	addCatchUp,
	createReceiver,
	openWorkbench,
	type Receiver,
	secretOf,
	type Workbench,
} from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench();
	bench.simulator.virtualStagingAi.policy.retries = 0;
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

/** Orders a render whose deliveries go to the receiver. */
async function orderRender({ url }: Receiver, variations = 1): Promise<void> {
	const { baseUrl, credentials } = bench.simulator.virtualStagingAi;
	const { statusCode, body } = await request(`${baseUrl}/renders`, {
		method: 'POST',
		headers: { authorization: `Api-Key ${credentials.apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify({
			config: { type: 'staging', add_furniture: { room_type: 'living', style: 'modern' } },
			image_url: 'https://example.com/room.jpg',
			variation_count: variations,
			webhook_url: url,
		}),
	});
	await body.dump();
	expect(statusCode).toBe(201);
}

/** The ids of all events that have reached the node behind the trigger, execution by execution. */
async function received({ workflow }: Receiver, executions: number): Promise<unknown[][]> {
	const summaries = await bench.client.waitForExecutions(workflow.id, executions, { timeoutMs: 60_000 });
	const details = await Promise.all(summaries.map(async ({ id }) => await bench.client.execution(id)));
	for (const { status } of details) expect(status).toBe('success');
	return details
		.sort((one, other) => Number(one.id) - Number(other.id))
		.map((execution) => execution.items('Received').map(({ json }) => json.id));
}

/** Starts n8n again and waits until it has activated the workflow. */
async function startAgain(receiver: Receiver): Promise<void> {
	const asked = bench.simulator.virtualStagingAi.requests.length;
	await bench.n8n.start();
	await bench.client.login();
	await waitUntil(
		async () => await Promise.resolve(bench.simulator.virtualStagingAi.requests.length > asked ? true : undefined),
		{ timeoutMs: 60_000, what: `the look of ${receiver.workflow.name}` },
	);
}

it(
	'passes on what finished while n8n was down, once, whether or not it is delivered late',
	async () => {
		const { virtualStagingAi } = bench.simulator;
		const receiver = await createReceiver(bench, 'virtualStagingAi');
		await addCatchUp(bench, 'virtualStagingAi', receiver);
		await activateReceiver(bench, 'virtualStagingAi', receiver);
		await orderRender(receiver);
		await virtualStagingAi.idle();
		const [[before]] = await received(receiver, 1);

		virtualStagingAi.variationDurationMs = 2_000;
		for (const variations of [1, 1, 1, 1, 2]) await orderRender(receiver, variations);
		await bench.n8n.kill();
		await waitUntil(async () => await Promise.resolve(virtualStagingAi.deliveries.length >= 7 ? true : undefined), {
			what: 'the deliveries that reach nobody',
		});
		const missed = virtualStagingAi.deliveries.slice(1);
		expect(missed.flatMap(({ attempts }) => attempts.map(({ status }) => status))).not.toContain(200);

		await startAgain(receiver);
		const [, caughtUp] = await received(receiver, 2);
		const expected = missed.map(({ body }) => `${String(body.render_id)}|${String(body.variation_id)}|done`);
		expect([...caughtUp].sort()).toEqual([...expected].sort());

		const redeliver = async () => {
			const secret = secretOf(bench, 'virtualStagingAi', receiver);
			const attempts = await Promise.all(
				missed.map(async (delivery) => await virtualStagingAi.send({ ...delivery, secret })),
			);
			return attempts.map((made) => made.at(-1)?.body);
		};
		expect(await redeliver()).toEqual(missed.map(() => '{"received":true,"duplicate":true}'));

		await bench.n8n.stop();
		await startAgain(receiver);
		// What the process has forgotten, n8n's database knows.
		expect(await redeliver()).toEqual(missed.map(() => '{"received":true}'));
		await sleep(2_000);
		const all = await received(receiver, 3);
		expect(all.flat().sort()).toEqual([before, ...expected].sort());
	},
	10 * 60_000,
);

it(
	'publishes and starts while the provider does not answer, and stores no execution',
	async () => {
		const { virtualStagingAi } = bench.simulator;
		const receiver = await createReceiver(bench, 'virtualStagingAi');
		await addCatchUp(bench, 'virtualStagingAi', receiver);
		await activateReceiver(bench, 'virtualStagingAi', receiver);
		virtualStagingAi.faults.add({
			method: 'GET',
			path: '/renders',
			times: Infinity,
			fault: { kind: 'status', status: 503 },
		});
		await bench.n8n.stop();
		await startAgain(receiver);
		await waitUntil(
			async () => ((await bench.n8n.readLog()).includes('The search for missed results failed') ? true : undefined),
			{
				timeoutMs: 30_000,
				what: 'the line in the log',
			},
		);
		expect(await bench.client.executions({ workflowId: receiver.workflow.id })).toEqual([]);
		expect(await bench.client.hasWebhook('POST', new URL(receiver.url).pathname.slice(9))).toBe(true);
	},
	5 * 60_000,
);
