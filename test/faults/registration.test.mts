import { waitUntil } from '../harness/sleep.mts';
import {
	type Fault,
	type FaultRule,
	type JsonObject,
	listingRvaSample,
	virtualStagingAiSample,
} from '../simulator/index.mts';
import { printFigures } from '../support/figures.mts';
import {
	activateReceiver,
	createReceiver,
	editTrigger,
	type ProviderName,
	type Receiver,
	sendTo,
	type Workbench,
} from '../support/workbench.mts';
import { openFaultsBench, PATIENCE } from './faults-bench.mts';

const CYCLES = 10;

let bench: Workbench;
const delivered: Array<{ workflowId: string; id: string }> = [];

beforeAll(async () => {
	bench = await openFaultsBench();
	// The limit of requests per minute is another matter.
	bench.simulator.listingRva.rateLimits.all.limit = 1e6;
}, 20 * 60_000);

afterEach(() => {
	bench?.simulator.listingRva.faults.clear();
	bench?.simulator.virtualStagingAi.faults.clear();
});

afterAll(async () => {
	await bench?.close();
});

/** What can happen to a call: without any effect at the provider, or after it took effect. */
const faults: Array<[string, Fault]> = [
	['is never answered', { kind: 'timeout' }],
	['is cut off', { kind: 'reset' }],
	['is answered 500', { kind: 'status', status: 500, body: { message: 'Internal error' } }],
	['is answered with a page of HTML', { kind: 'html' }],
	['is answered 200 with a page of HTML', { kind: 'html', status: 200 }],
	['is answered with half a JSON', { kind: 'half-json' }],
	['is answered slowly', { kind: 'slow', ms: PATIENCE / 2 }],
	['takes effect, but is never answered', { kind: 'after', then: { kind: 'timeout' } }],
	['takes effect, but is cut off', { kind: 'after', then: { kind: 'reset' } }],
	['takes effect, but is answered with half a JSON', { kind: 'after', then: { kind: 'half-json' } }],
];

const calls: Array<Pick<FaultRule, 'method' | 'path'>> = [
	{ method: 'GET', path: '/webhooks' },
	{ method: 'POST', path: '/webhooks' },
	{ method: 'DELETE', path: '/webhooks/:id' },
];

const endpointsOf = ({ url }: Receiver) =>
	[...bench.simulator.listingRva.endpoints.values()].filter((endpoint) => endpoint.url === url);

/** Activates as a user does who tries again when n8n says that it did not work. */
async function activate(name: ProviderName, receiver: Receiver): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await activateReceiver(bench, name, receiver);
		} catch (error) {
			if (attempt === 3) throw error;
		}
	}
}

/** Sends one event, which has to be acknowledged. */
async function deliver(name: ProviderName, receiver: Receiver, body: JsonObject, id: string): Promise<void> {
	const attempt = await sendTo(bench, name, receiver, body);
	expect(attempt).toMatchObject({ status: 200, body: '{"received":true}' });
	delivered.push({ workflowId: receiver.workflow.id, id });
}

async function deliverImage(receiver: Receiver): Promise<void> {
	const body = listingRvaSample();
	await deliver('listingRva', receiver, body, `${(body.payload as { jobId: string }).jobId}|image.generated`);
}

describe.each(faults)('while a call to ListingRVA AI %s', (_, fault) => {
	let receiver: Receiver;

	beforeAll(async () => {
		receiver = await createReceiver(bench, 'listingRva');
	});

	it.each(calls)('$method $path: activation leaves one endpoint that works, deactivation none', async (call) => {
		bench.simulator.listingRva.addEndpoint(receiver.url);
		bench.simulator.listingRva.faults.add({ ...call, fault });
		await activate('listingRva', receiver);
		expect(endpointsOf(receiver)).toHaveLength(1);
		await deliverImage(receiver);

		bench.simulator.listingRva.faults.clear();
		bench.simulator.listingRva.faults.add({ ...call, fault });
		await bench.client.deactivate(receiver.workflow.id);
		expect(endpointsOf(receiver)).toEqual([]);
	});
});

it.each(faults)('sets the secret of Virtual Staging AI although the call %s', async (_, fault) => {
	const { virtualStagingAi } = bench.simulator;
	virtualStagingAi.webhookSecret = null;
	const receiver = await createReceiver(bench, 'virtualStagingAi');
	virtualStagingAi.faults.add({ method: 'POST', path: '/user/webhook-secret', fault });
	await activate('virtualStagingAi', receiver);
	const body = virtualStagingAiSample('done');
	expect(virtualStagingAi.webhookSecret).toBe(bench.credentialData.virtualStagingAi.webhookSecret);
	await deliver('virtualStagingAi', receiver, body, `${String(body.render_id)}|${String(body.variation_id)}|done`);
	await bench.client.deactivate(receiver.workflow.id);
});

it('retries and reports a deactivation while the provider is down, and cleans up at the next activation', async () => {
	const { faults: armed, requests } = bench.simulator.listingRva;
	const receiver = await createReceiver(bench, 'listingRva');
	await activate('listingRva', receiver);
	requests.splice(0);
	armed.add({ times: Infinity, fault: { kind: 'status', status: 500 } });
	await bench.client.deactivate(receiver.workflow.id);
	expect(requests.length).toBeGreaterThan(1);
	await waitUntil(
		async () => ((await bench.n8n.readLog()).includes('ListingRVA AI had an internal error (500)') ? true : undefined),
		{ what: 'the report of the failure' },
	);
	expect(endpointsOf(receiver)).toHaveLength(1);

	armed.clear();
	await activate('listingRva', receiver);
	expect(endpointsOf(receiver)).toHaveLength(1);
	await deliverImage(receiver);
	await bench.client.deactivate(receiver.workflow.id);
	expect(endpointsOf(receiver)).toEqual([]);
});

it('says why an activation failed while the provider is down, and leaves nothing behind', async () => {
	const receiver = await createReceiver(bench, 'listingRva');
	bench.simulator.listingRva.faults.add({ times: Infinity, fault: { kind: 'reset' } });
	await expect(bench.client.activateAndWait(receiver.workflow.id)).rejects.toThrow(
		/could not be reached|Check the Base URL/,
	);
	bench?.simulator.listingRva.faults.clear();
	expect(endpointsOf(receiver)).toEqual([]);
});

it('leaves no second endpoint after a crash between making the endpoint and saving its secret', async () => {
	const { faults: armed } = bench.simulator.listingRva;
	const receiver = await createReceiver(bench, 'listingRva');
	armed.add({
		method: 'POST',
		path: '/webhooks',
		times: Infinity,
		fault: { kind: 'after', then: { kind: 'timeout' } },
	});
	const activation = bench.client.activate(receiver.workflow.id).catch(() => undefined);
	await waitUntil(() => (endpointsOf(receiver).length > 0 ? true : undefined), { what: 'the endpoint' });
	await bench.n8n.kill();
	await activation;
	armed.clear();
	// n8n takes an interrupted publication up again when the lease of the process that died is over: two minutes by default.
	await bench.n8n.start({
		N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '15',
		N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
	});
	await bench.client.login();

	await activate('listingRva', receiver);
	expect(endpointsOf(receiver)).toHaveLength(1);

	// n8n 2 takes the trigger for registered, and does not ask it again: its user does.
	await bench.client.deactivate(receiver.workflow.id);
	expect(endpointsOf(receiver)).toEqual([]);
	await activate('listingRva', receiver);
	expect(endpointsOf(receiver)).toHaveLength(1);
	await deliverImage(receiver);
	await bench.client.deactivate(receiver.workflow.id);
	expect(endpointsOf(receiver)).toEqual([]);
});

it(`has one endpoint during ${CYCLES} activations and none after each deactivation`, async () => {
	const receiver = await createReceiver(bench, 'listingRva');
	for (let cycle = 0; cycle < CYCLES; cycle++) {
		await activate('listingRva', receiver);
		expect(endpointsOf(receiver)).toHaveLength(1);
		await bench.client.deactivate(receiver.workflow.id);
		expect(endpointsOf(receiver)).toEqual([]);
	}
});

it(`has one endpoint after each of ${CYCLES} re-publishes of a changed trigger, and none after the deactivation`, async () => {
	const receiver = await createReceiver(bench, 'listingRva');
	await activate('listingRva', receiver);
	for (let cycle = 0; cycle < CYCLES; cycle++) {
		await editTrigger(bench, receiver, { options: { maxEventAge: 1_000 + cycle } });
		await activate('listingRva', receiver);
		expect(endpointsOf(receiver)).toHaveLength(1);
		await deliverImage(receiver);
	}
	await bench.client.deactivate(receiver.workflow.id);
	expect(endpointsOf(receiver)).toEqual([]);
});

it('executed everything that was delivered meanwhile', async () => {
	const expected = new Map<string, string[]>();
	for (const { workflowId, id } of delivered) expected.set(workflowId, [...(expected.get(workflowId) ?? []), id]);
	const executed: string[] = [];
	for (const [workflowId, ids] of expected) {
		const executions = await bench.client.waitForExecutions(workflowId, ids.length, { timeoutMs: 60_000 });
		for (const { id } of executions) {
			executed.push(...(await bench.client.execution(id)).items('Received').map(({ json }) => String(json.id)));
		}
	}
	const ids = delivered.map(({ id }) => id);
	const figures = {
		deliveries: ids.length,
		lost: ids.filter((id) => !executed.includes(id)).length,
		duplicated: executed.length - new Set(executed).size,
		forgedAccepted: executed.filter((id) => !ids.includes(id)).length,
	};
	printFigures('registration under faults', figures, {
		'endpoints left behind': bench.simulator.listingRva.endpoints.size,
	});
	expect(bench.simulator.listingRva.endpoints.size).toBe(0);
	expect(figures).toMatchObject({ lost: 0, duplicated: 0, forgedAccepted: 0 });
});
