/** From the tarball to the README's "Your first event, without any account", on a real n8n. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { N8nClient } from '../harness/n8n-client.mts';
import { type N8nInstance, startN8n } from '../harness/n8n-instance.mts';
import { npm } from '../harness/npm.mts';
import { packTarball } from '../harness/pack.mts';
import { inRepository, repositoryRoot } from '../harness/paths.mts';
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

it('the tarball holds the compiled nodes and credentials, and nothing else', async () => {
	const [{ files }] = JSON.parse(
		await npm(['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: repositoryRoot() }),
	) as [{ files: Array<{ path: string }> }];
	const belongs = /^(?:LICENSE\.md|README\.md|package\.json|dist\/(?:nodes|credentials)\/.+\.(?:js|json|svg))$/;
	expect(files.map((file) => file.path).filter((file) => !belongs.test(file))).toEqual([]);
});

it('n8n offers every node and credential of the tarball once npm has installed it', async () => {
	const manifest = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const typesOf = (files: string[]) =>
		files.map((file) => path.basename(file).split('.')[0].replace(/^./, (first) => first.toLowerCase()));
	const nodes = (await client.nodeTypes()).map(({ name }) => name);
	const credentials = (await client.credentialTypes()).map(({ name }) => name);
	expect(nodes).toEqual(expect.arrayContaining(typesOf(manifest.n8n.nodes).map((type) => `${PACKAGE}.${type}`)));
	expect(credentials).toEqual(expect.arrayContaining(typesOf(manifest.n8n.credentials)));
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
