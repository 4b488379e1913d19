// `npm run demo`: a real n8n with the package in it receives authentic and forged deliveries, and stays up for a look at it. With
// `--once` it ends by itself, with exit code 1 unless everything went as expected.
import { randomUUID } from 'node:crypto';

import { OWNER } from '../harness/n8n-client.mts';
import { ensureN8n } from '../harness/n8n-install.mts';
import { packTarball } from '../harness/pack.mts';
import { type Attempt, sendSigned } from '../simulator/index.mts';
import { openWorkbench, type ProviderName, providers } from '../support/workbench.mts';
import { type DemoSender, openCallbackUrl, openGitHub, openProvider, type Scene } from './senders.mts';
import { printHead, printRow } from './table.mts';

const once = process.argv.includes('--once');

console.log('A real n8n receives authentic and forged deliveries. The services are simulated on this machine.');
const { version } = await ensureN8n();
await packTarball();
console.log(`Starting n8n ${version} with the nodes in it, usually in less than a minute`);
const bench = await openWorkbench({ port: once ? undefined : Number(process.env.N8N_PORT ?? 5678) });
let unexpected = 0;
try {
	console.log('Publishing a workflow for each sender');
	const gitHub = await openGitHub(bench);
	const senders = [gitHub, await openCallbackUrl(bench)];
	for (const name of Object.keys(providers) as ProviderName[]) senders.push(await openProvider(bench, name));
	printHead();
	for (const sender of senders) {
		let body = sender.sample();
		for (const scene of sender.scenes) {
			if (scene.again !== true) body = sender.sample();
			unexpected += (await play(sender, body, scene)) ? 0 : 1;
		}
	}
	console.log(unexpected === 0 ? '\nEverything went as expected.' : `\n${unexpected} of the rows are not as expected.`);
	if (!once) await stayUp(gitHub);
} finally {
	await bench.close();
}
process.exitCode = unexpected === 0 ? 0 : 1;

async function play(
	{ title, workflow, request }: DemoSender,
	body: Record<string, unknown>,
	scene: Scene,
): Promise<boolean> {
	const before = (await bench.client.executions({ workflowId: workflow.id })).length;
	const headers = { 'x-request-id': randomUUID(), ...request.headers };
	const attempt = await sendSigned({ ...request, headers, body, ...scene.overrides });
	const executions = await bench.client.waitForExecutions(workflow.id, before + (scene.starts ? 1 : 0));
	const started = executions.length > before;
	const items = started ? (await bench.client.execution(executions[0].id)).items('Received') : [];
	const expected = attempt.status === scene.status && started === scene.starts && items.length === Number(started);
	printRow(
		[
			title,
			scene.title,
			answerOf(attempt),
			started ? `#${executions[0].id} ${executions[0].status}` : 'none',
			items
				.map(({ json }) => [json.event, json.status, json.jobId].filter((field) => field !== null).join(' '))
				.join(', '),
		],
		expected,
	);
	return expected;
}

function answerOf({ status, error, body }: Attempt): string {
	return status === null ? `none (${error})` : `${status} ${body.replace(/[{}"]/g, '').replaceAll(',', ', ')}`;
}

async function stayUp({ workflow }: DemoSender): Promise<void> {
	console.log(`
1. Open ${bench.n8n.url}/workflow/${workflow.id} and log in as ${OWNER.email} with the password ${OWNER.password}
2. Open the tab Executions: the authentic event of the table is there, the forged ones started nothing.
3. Back in the tab Editor, open "Send a Test Event" and click Execute step: Executions has the event that it sent.

Press Ctrl-C to stop n8n.`);
	await new Promise<void>((resolve) => {
		process.once('SIGINT', resolve);
		process.once('SIGTERM', resolve);
	});
	console.log('\nStopping.');
}
