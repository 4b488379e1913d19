import { randomUUID } from 'node:crypto';

import { OWNER } from '../harness/n8n-client.mts';
import {
	type Attempt,
	type DeliveryOverrides,
	listingRvaSample,
	sendSigned,
	vigthoriaSample,
	virtualStagingAiSample,
} from '../simulator/index.mts';
import {
	activateReceiver,
	createReceiver,
	openWorkbench,
	type ProviderName,
	providers,
	type Receiver,
	secretOf,
	type Workbench,
} from '../support/workbench.mts';
import { printHead, printRow } from './table.mts';

/** One request of the demo, and what should come of it. */
interface Scene {
	title: string;
	overrides: DeliveryOverrides;
	/** Sends the body of the scene before once more. */
	again?: boolean;
	status: number;
	starts: boolean;
}

const scenes: Scene[] = [
	{ title: 'a signed event', overrides: {}, status: 200, starts: true },
	{ title: 'the same event again', overrides: {}, again: true, status: 200, starts: false },
	{ title: 'forged: signed with another secret', overrides: { secret: 'guessed' }, status: 401, starts: false },
	{ title: 'forged: no signature', overrides: { signature: null }, status: 401, starts: false },
	{
		title: 'forged: a field added after signing',
		overrides: { tamper: (bytes) => Buffer.from(bytes.toString().replace('{', '{"forged":true,')) },
		status: 401,
		starts: false,
	},
];

const samples: Record<ProviderName, () => Record<string, unknown>> = {
	listingRva: () => listingRvaSample(),
	virtualStagingAi: () => virtualStagingAiSample('done'),
	vigthoria: () => vigthoriaSample('generation.completed'),
};

const once = process.argv.includes('--once');

console.log('A real n8n, a simulator of the three providers, and one workflow per provider.');
console.log('The first run installs n8n into a cache folder, which takes some minutes.\n');

const bench = await openWorkbench({ port: once ? undefined : Number(process.env.N8N_PORT ?? 5678) });
let unexpected = 0;
try {
	const receivers = await activateReceivers(bench);
	printHead();
	for (const [name, receiver] of receivers) {
		let body = samples[name]();
		for (const scene of scenes) {
			if (scene.again !== true) body = samples[name]();
			unexpected += (await play(name, receiver, body, scene)) ? 0 : 1;
		}
	}
	console.log(unexpected === 0 ? '\nEverything went as expected.' : `\n${unexpected} of the rows are not as expected.`);
	if (!once) await stayUp(receivers);
} finally {
	await bench.close();
}
process.exitCode = unexpected === 0 ? 0 : 1;

async function activateReceivers({ client }: Workbench): Promise<Array<[ProviderName, Receiver]>> {
	const receivers: Array<[ProviderName, Receiver]> = [];
	for (const name of Object.keys(providers) as ProviderName[]) {
		const receiver = await createReceiver(bench, name);
		await activateReceiver(bench, name, receiver);
		receivers.push([name, receiver]);
		console.log(`Active: "${(await client.workflow(receiver.workflow.id)).name}" at ${receiver.url}`);
	}
	return receivers;
}

async function play(
	name: ProviderName,
	receiver: Receiver,
	body: Record<string, unknown>,
	scene: Scene,
): Promise<boolean> {
	const workflowId = receiver.workflow.id;
	const before = (await bench.client.executions({ workflowId })).length;
	const attempt = await sendSigned({
		provider: name,
		url: receiver.url,
		body,
		secret: secretOf(bench, name, receiver),
		headers: { 'x-request-id': randomUUID() },
		...scene.overrides,
	});
	const executions = await bench.client.waitForExecutions(workflowId, before + (scene.starts ? 1 : 0));
	const started = executions.length > before;
	const items = started ? (await bench.client.execution(executions[0].id)).items('Received') : [];
	const expected = attempt.status === scene.status && started === scene.starts && items.length === Number(started);
	printRow(
		[
			providers[name].title,
			scene.title,
			answerOf(attempt),
			started ? `#${executions[0].id} ${executions[0].status}` : 'none',
			items.map(({ json }) => `${String(json.event)} ${String(json.status)} ${String(json.jobId)}`).join(', '),
		],
		expected,
	);
	return expected;
}

function answerOf({ status, error, body }: Attempt): string {
	return status === null ? `none (${error})` : `${status} ${body.replace(/[{}"]/g, '').replaceAll(',', ', ')}`;
}

async function stayUp(receivers: Array<[ProviderName, Receiver]>): Promise<void> {
	const first = receivers[0][1].workflow.id;
	console.log(`
n8n stays up. Open ${bench.n8n.url}/workflow/${first} in a browser and log in as
  ${OWNER.email}
  ${OWNER.password}
Look under Executions at what arrived. In a workflow, click "Execute step" on the trigger and send it an
event of your own. The simulated providers listen at
${(Object.keys(providers) as ProviderName[]).map((name) => `  ${providers[name].title.padEnd(20)} ${bench.simulator[name].baseUrl}`).join('\n')}
Press Ctrl-C to stop.`);
	await new Promise<void>((resolve) => {
		process.once('SIGINT', resolve);
		process.once('SIGTERM', resolve);
	});
	console.log('\nStopping.');
}
