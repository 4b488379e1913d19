/** The README's "Your first event, without any account", on a real n8n. */
import { N8nClient } from '../harness/n8n-client.mts';
import { type N8nInstance, startN8n } from '../harness/n8n-instance.mts';
import { packTarball } from '../harness/pack.mts';
import { PACKAGE } from '../support/workbench.mts';

const CREDENTIAL = { apiKey: 'any text', baseUrl: 'https://api.vigthoria.io/v1', webhookSecret: 'any long text of mine' };

let n8n: N8nInstance;
let client: N8nClient;

beforeAll(async () => {
	n8n = await startN8n({ tarball: await packTarball() });
	client = new N8nClient(n8n.url);
	await client.setupOwner();
}, 20 * 60_000);

afterAll(async () => {
	await client?.close();
	await n8n?.dispose();
});

it('a first event arrives without any account, and a forged one does not', async () => {
	const mine = await client.createCredential('vigthoriaApi', 'Vigthoria', CREDENTIAL);
	const receiver = await client.createWorkflow({
		name: 'Receive',
		nodes: [
			{
				name: 'Vigthoria Trigger',
				type: `${PACKAGE}.vigthoriaTrigger`,
				typeVersion: 2,
				parameters: { events: ['*'], options: {} },
				credentials: { vigthoriaApi: { id: mine.id, name: mine.name } },
			},
		],
	});
	const url = client.webhookUrl(receiver, 'Vigthoria Trigger');
	await client.activateAndWait(receiver.id, [new URL(url).pathname.slice('/webhook/'.length)]);

	const send = async (credential: { id: string; name: string }) => {
		const sender = await client.createWorkflow({
			name: 'Send',
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
				{
					name: 'Vigthoria',
					type: `${PACKAGE}.vigthoria`,
					typeVersion: 2,
					parameters: { resource: 'webhook', operation: 'sendTestEvent', url, event: 'generation.completed' },
					credentials: { vigthoriaApi: { id: credential.id, name: credential.name } },
				},
			],
			connections: { Start: { main: [[{ node: 'Vigthoria', type: 'main', index: 0 }]] } },
		});
		const execution = await client.runToEnd(sender.id, 'Start', 60_000);
		return execution.items('Vigthoria').map(({ json }) => json);
	};

	expect(await send(mine)).toEqual([expect.objectContaining({ statusCode: 200, body: { received: true } })]);
	const [execution] = await client.waitForExecutions(receiver.id, 1);
	const items = (await client.execution(execution.id)).items('Vigthoria Trigger');
	expect(items.map(({ json }) => json)).toEqual([
		expect.objectContaining({ provider: 'vigthoria', event: 'generation.completed', status: 'completed' }),
	]);

	const copy = await client.createCredential('vigthoriaApi', 'A copy', { ...CREDENTIAL, webhookSecret: 'a guess' });
	expect(await send(copy)).toEqual([expect.objectContaining({ statusCode: 401 })]);
	expect(await client.executions({ workflowId: receiver.id })).toHaveLength(1);
});
