import { sleep } from '../harness/sleep.mts';
import { type Attempt, listingRvaSample, sendSigned, virtualStagingAiSample } from '../simulator/index.mts';
import { printFigures } from '../support/figures.mts';
import {
	activateReceiver,
	createReceiver,
	editTrigger,
	newSecret,
	openWorkbench,
	type Receiver,
	type Workbench,
} from '../support/workbench.mts';

const AT_ONCE = 3;
const EVERY_MS = 50;
const AROUND_MS = 4_000;

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench();
	bench.simulator.listingRva.rateLimits.all.limit = 1e6;
	// Longer than the provider's five seconds: on a busy machine, a late answer is not a refusal.
	bench.simulator.listingRva.policy.timeoutMs = 30_000;
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

/** Delivers again and again, a few at a time, while something else goes on, and collects the answers. */
async function meanwhile(deliver: () => Promise<Attempt[]>, work: () => Promise<void>): Promise<Attempt[]> {
	const attempts: Attempt[] = [];
	let over = false;
	const send = async () => {
		while (!over) {
			attempts.push(...(await deliver()));
			await sleep(EVERY_MS);
		}
	};
	const sending = Promise.all(Array.from({ length: AT_ONCE }, send));
	await sleep(AROUND_MS / 2);
	try {
		await work();
		await sleep(AROUND_MS);
	} finally {
		over = true;
		await sending;
	}
	return attempts;
}

async function expectAllAccepted(proof: string, receiver: Receiver, attempts: Attempt[]): Promise<void> {
	const refused = attempts.filter(({ status }) => status !== 200);
	const events = attempts.filter(({ body }) => body === '{"received":true}').length;
	const executions = await bench.client.waitForExecutions(receiver.workflow.id, events, { timeoutMs: 60_000 });
	const figures = {
		deliveries: attempts.length,
		lost: refused.length + Math.max(0, events - executions.length),
		duplicated: Math.max(0, executions.length - events),
		forgedAccepted: 0,
	};
	printFigures(proof, figures);
	expect(refused).toEqual([]);
	expect(figures).toMatchObject({ lost: 0, duplicated: 0 });
}

it('refuses no delivery while the secret of the credential is changed, at n8n first and then at the provider', async () => {
	const { virtualStagingAi } = bench.simulator;
	const receiver = await createReceiver(bench, 'virtualStagingAi');
	await activateReceiver(bench, 'virtualStagingAi', receiver);
	const attempts = await meanwhile(
		async () => {
			const body = virtualStagingAiSample('done');
			const secret = virtualStagingAi.webhookSecret;
			return [await sendSigned({ provider: 'virtualStagingAi', url: receiver.url, body, secret, timeoutMs: 30_000 })];
		},
		async () => {
			const webhookSecret = newSecret();
			const data = { ...bench.credentialData.virtualStagingAi, webhookSecret };
			await bench.client.updateCredential(bench.credentials.virtualStagingAi, data);
			await sleep(AROUND_MS / 2);
			virtualStagingAi.webhookSecret = webhookSecret;
			await sleep(AROUND_MS / 2);
			// Some of the provider's machines may be late.
			virtualStagingAi.webhookSecret = bench.credentialData.virtualStagingAi.webhookSecret;
			await sleep(AROUND_MS / 2);
			virtualStagingAi.webhookSecret = webhookSecret;
			bench.credentialData.virtualStagingAi = data;
		},
	);
	await expectAllAccepted('the secret of a credential changed', receiver, attempts);
});

it('refuses no delivery while the endpoint at ListingRVA AI changes to a secret that is in the credential', async () => {
	const { listingRva } = bench.simulator;
	const receiver = await createReceiver(bench, 'listingRva');
	await activateReceiver(bench, 'listingRva', receiver);
	const [endpoint] = [...listingRva.endpoints.values()].filter(({ url }) => url === receiver.url);
	const attempts = await meanwhile(
		async () => await listingRva.deliver(),
		async () => {
			const webhookSecret = newSecret();
			const data = { ...bench.credentialData.listingRva, webhookSecret };
			await bench.client.updateCredential(bench.credentials.listingRva, data);
			await sleep(AROUND_MS / 2);
			endpoint.secret = webhookSecret;
		},
	);
	await expectAllAccepted('the secret of an endpoint changed', receiver, attempts);
	await bench.client.deactivate(receiver.workflow.id);
});

it('accepts what a replaced endpoint had on its way when a changed trigger was published', async () => {
	const { listingRva } = bench.simulator;
	const receiver = await createReceiver(bench, 'listingRva');
	const mine = () => [...listingRva.endpoints.values()].filter(({ url }) => url === receiver.url);
	await activateReceiver(bench, 'listingRva', receiver);
	const [before] = mine();
	await editTrigger(bench, receiver, { events: ['image.generated'] });
	await activateReceiver(bench, 'listingRva', receiver);

	for (const secret of [before.secret, mine()[0].secret]) {
		const body = listingRvaSample();
		const attempt = await sendSigned({ provider: 'listingRva', url: receiver.url, body, secret });
		expect(attempt).toMatchObject({ status: 200, body: '{"received":true}' });
	}
	await bench.client.waitForExecutions(receiver.workflow.id, 2);
});
