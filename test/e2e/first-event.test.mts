/** From the tarball to the README's "Your first event, without any account", on a real n8n. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { npm } from '../harness/command.mts';
import { N8nClient } from '../harness/n8n-client.mts';
import { type N8nInstance, startN8n } from '../harness/n8n-instance.mts';
import type { StoredCredential, WorkflowDefinition, WorkflowNode } from '../harness/n8n-types.mts';
import { inRepository, repositoryRoot } from '../harness/paths.mts';
import { PACKAGE } from '../support/workbench.mts';

const CREDENTIAL = {
	apiKey: 'any text',
	baseUrl: 'https://api.vigthoria.io/v1',
	webhookSecret: 'any long text of mine',
};

let n8n: N8nInstance;
let client: N8nClient;

beforeAll(async () => {
	n8n = await startN8n();
	client = new N8nClient(n8n);
	await client.setupOwner();
}, 20 * 60_000);

afterAll(async () => {
	await n8n?.dispose();
});

it('the tarball holds the compiled nodes and credentials, and nothing else', async () => {
	const [{ files }] = JSON.parse(await npm(repositoryRoot(), ['pack', '--dry-run', '--json', '--ignore-scripts'])) as [
		{ files: Array<{ path: string }> },
	];
	const belongs = /^(?:LICENSE\.md|README\.md|package\.json|dist\/(?:nodes|credentials)\/.+\.(?:js|json|svg))$/;
	expect(files.map((file) => file.path).filter((file) => !belongs.test(file))).toEqual([]);
});

it('n8n offers every node and credential of the tarball once npm has installed it', async () => {
	const manifest = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const typesOf = (files: string[]) =>
		files.map((file) =>
			path
				.basename(file)
				.split('.')[0]
				.replace(/^./, (first) => first.toLowerCase()),
		);
	const nodes = (await client.types('nodes')).map(({ name }) => name);
	const credentials = (await client.types('credentials')).map(({ name }) => name);
	expect(nodes).toEqual(expect.arrayContaining(typesOf(manifest.n8n.nodes).map((type) => `${PACKAGE}.${type}`)));
	expect(credentials).toEqual(expect.arrayContaining(typesOf(manifest.n8n.credentials)));
});

/** The workflow that the README gives to paste. */
async function workflowInReadme(): Promise<WorkflowDefinition> {
	const [, json] =
		/<!-- first event -->\s*```json\n([\s\S]*?)```/.exec(await readFile(inRepository('README.md'), 'utf8')) ?? [];
	return { name: 'First event', ...(JSON.parse(json) as Omit<WorkflowDefinition, 'name'>) };
}

it('a first event arrives without any account, and a forged one does not', async () => {
	const stored = await client.createWorkflow(await workflowInReadme());
	const [trigger, start, sender] = stored.nodes;
	const url = client.webhookUrl(stored, trigger.name);
	const withCredential = (node: WorkflowNode, { id, name }: StoredCredential): WorkflowNode => ({
		...node,
		credentials: { vigthoriaApi: { id, name } },
	});
	const send = async (credential: StoredCredential) => {
		const filledIn = { ...withCredential(sender, credential), parameters: { ...sender.parameters, url } };
		await client.updateWorkflow(stored.id, { nodes: [withCredential(trigger, mine), start, filledIn] });
		await client.activateAndWait(stored.id, [new URL(url).pathname.slice('/webhook/'.length)]);
		const execution = await client.runToEnd(stored.id, start.name, 60_000);
		return { id: execution.id, answers: execution.items(sender.name).map(({ json }) => json) };
	};

	const mine = await client.createCredential('vigthoriaApi', 'Vigthoria', CREDENTIAL);
	const sent = await send(mine);
	expect(sent.answers).toEqual([expect.objectContaining({ statusCode: 200, body: { received: true } })]);
	const executions = await client.waitForExecutions(stored.id, 2);
	const received = executions.find(({ id }) => id !== sent.id);
	const items = (await client.execution(received?.id ?? '')).items(trigger.name);
	expect(items.map(({ json }) => json)).toEqual([expect.objectContaining({ provider: 'vigthoria' })]);

	const another = await client.createCredential('vigthoriaApi', 'Another', { ...CREDENTIAL, webhookSecret: 'a guess' });
	expect((await send(another)).answers).toEqual([expect.objectContaining({ statusCode: 401 })]);
	// Beside the two that ran by hand, there is only the one that the first event started.
	expect(await client.executions({ workflowId: stored.id })).toHaveLength(3);
});
