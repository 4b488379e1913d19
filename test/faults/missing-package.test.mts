/** What a start of n8n without the package leaves of published workflows. */
import { waitUntil } from '../harness/sleep.mts';
import { listingRvaSample, vigthoriaSample, virtualStagingAiSample } from '../simulator/index.mts';
import { sendAs, simulatedSender } from '../simulator/senders/index.mts';
import { createChain, received } from '../support/action-workflow.mts';
import {
	activateReceiver,
	addCatchUp,
	createReceiver,
	openReceiver,
	openWorkbench,
	PACKAGE,
	type ProviderName,
	type Receiver,
	sendTo,
	type Workbench,
} from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench();
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

const samples = {
	listingRva: listingRvaSample,
	virtualStagingAi: () => virtualStagingAiSample('done'),
	vigthoria: () => vigthoriaSample('generation.completed'),
};

/** @returns the status with which an authentic delivery of a new event is answered */
async function deliver(name: ProviderName, receiver: Receiver): Promise<number | null> {
	return (await sendTo(bench, name, receiver, samples[name]())).status;
}

const signedSender = simulatedSender('replicate');

async function activeSignedWebhook(): Promise<string> {
	const { id, name } = await bench.client.createCredential('signedWebhookApi', 'Replicate', {
		webhookSecret: signedSender.secret,
	});
	const trigger = {
		name: 'Signed Webhook Trigger',
		type: `${PACKAGE}.signedWebhookTrigger`,
		typeVersion: 2,
		parameters: { sender: signedSender.value, events: ['*'] },
		credentials: { signedWebhookApi: { id, name } },
	};
	const workflow = await createChain(bench, trigger, received);
	const url = bench.client.webhookUrl(workflow, trigger.name);
	await bench.client.activateAndWait(workflow.id, [new URL(url).pathname.slice(9)]);
	return url;
}

/** Stops n8n and starts it twice: once with an image, say, that lacks the package, and once as it was. */
async function startWithoutPackage(): Promise<void> {
	await bench.n8n.stop();
	await bench.n8n.start({ N8N_COMMUNITY_PACKAGES_PREVENT_LOADING: 'true' });
	// What has to be activated at a start is, by the time that n8n says so for the others.
	await waitUntil(async () => ((await bench.n8n.readLog()).includes('Unrecognized node type') ? true : undefined), {
		timeoutMs: 60_000,
		what: 'the attempt to activate a workflow whose node type is missing',
	});
	await bench.n8n.stop();
	await bench.n8n.start();
	await bench.client.login();
}

it(
	'leaves the triggers working, and a workflow with a catch-up trigger has to be published again',
	async () => {
		const names = Object.keys(samples) as ProviderName[];
		const receivers = new Map<ProviderName, Receiver>();
		for (const name of names) receivers.set(name, await openReceiver(bench, name));
		const signedUrl = await activeSignedWebhook();
		const withCatchUp = await createReceiver(bench, 'virtualStagingAi');
		await addCatchUp(bench, 'virtualStagingAi', withCatchUp);
		await activateReceiver(bench, 'virtualStagingAi', withCatchUp);
		expect(await deliver('virtualStagingAi', withCatchUp)).toBe(200);
		const asked = bench.simulator.vigthoria.requests.length;

		await startWithoutPackage();

		const statuses = await Promise.all([...receivers].map(async (each) => await deliver(...each)));
		expect(statuses).toEqual(names.map(() => 200));
		const [{ body }] = signedSender.deliveries('job1', new Date());
		expect(await sendAs(signedSender, signedUrl, body)).toMatchObject({ status: 200 });
		// Nobody has asked a provider that has no catch-up trigger.
		expect(bench.simulator.vigthoria.requests).toHaveLength(asked);

		expect(await deliver('virtualStagingAi', withCatchUp)).toBe(404);
		const { status } = await bench.client.call<{ status: string }>(
			'GET',
			`/rest/workflows/${withCatchUp.workflow.id}/publication-status`,
		);
		expect(status).toBe('failed');
		await activateReceiver(bench, 'virtualStagingAi', withCatchUp);
		expect(await deliver('virtualStagingAi', withCatchUp)).toBe(200);
	},
	10 * 60_000,
);
