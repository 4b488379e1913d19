/** The smaller packages, installed in one real n8n: each README's workflow receives its first event, and no forged one. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { StoredCredential, WorkflowDefinition, WorkflowNode } from '../harness/n8n-types.mts';
import { packFolder } from '../harness/pack.mts';
import type { Manifest } from '../support/package-contents.mts';
import { buildServicePackages, type Service, type ServicePackages, services } from '../support/service-packages.mts';
import { newSecret, openWorkbench, type ProviderName, type Workbench } from '../support/workbench.mts';

let packages: ServicePackages;
let bench: Workbench;

beforeAll(async () => {
	packages = await buildServicePackages();
	const tarballs = await Promise.all([...packages.folders.values()].map(packFolder));
	bench = await openWorkbench({ tarballs });
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
	await packages?.remove();
});

const fileOf = async ({ name }: Service, file: string): Promise<string> =>
	await readFile(path.join(packages.folders.get(name) ?? '', file), 'utf8');

const typeIn = (file: string) =>
	path
		.basename(file)
		.split('.')[0]
		.replace(/^./, (first) => first.toLowerCase());

/** The workflow that a package's README gives to paste. */
async function workflowInReadme(service: Service): Promise<WorkflowDefinition> {
	const blocks = (await fileOf(service, 'README.md')).matchAll(/```json\n([\s\S]*?)\n```/g);
	const json = [...blocks].map(([, block]) => block).find((block) => block.includes('"nodes"'));
	return { name: `First event of ${service.title}`, ...(JSON.parse(json ?? '{}') as Omit<WorkflowDefinition, 'name'>) };
}

describe.each(services)('$name', (service) => {
	const provider = service.sample?.sender ?? service.folder.replace(/^./, (first) => first.toLowerCase());

	it('brings its nodes and its credential', async () => {
		const { n8n } = JSON.parse(await fileOf(service, 'package.json')) as Manifest;
		const nodes = (await bench.client.types('nodes')).map(({ name }) => name);
		const credentials = (await bench.client.types('credentials')).map(({ name }) => name);
		expect(nodes).toEqual(expect.arrayContaining(n8n.nodes.map((file) => `${service.name}.${typeIn(file)}`)));
		expect(credentials).toEqual(expect.arrayContaining(n8n.credentials.map(typeIn)));
	});

	it('receives its first event with the workflow of its README, and refuses a forged one', async () => {
		const { n8n } = JSON.parse(await fileOf(service, 'package.json')) as Manifest;
		const [type] = n8n.credentials.map(typeIn);
		const login = bench.credentialData[provider as ProviderName];
		const newCredential = async (name: string) =>
			await bench.client.createCredential(type, name, { ...login, webhookSecret: newSecret() });
		const withCredential = (node: WorkflowNode, { id, name }: StoredCredential): WorkflowNode => ({
			...node,
			credentials: { [type]: { id, name } },
		});

		const template = await workflowInReadme(service);
		const own = await newCredential(`My ${service.title}`);
		const nodes = template.nodes.map((node) => (node.type.startsWith(service.name) ? withCredential(node, own) : node));
		const stored = await bench.client.createWorkflow({ ...template, nodes });
		const [trigger, start, action] = stored.nodes;
		const url = bench.client.webhookUrl(stored, trigger.name);
		const sending = { ...action, parameters: { ...action.parameters, url } };
		await bench.client.updateWorkflow(stored.id, { nodes: [trigger, start, sending] });
		await bench.client.activateAndWait(stored.id, [new URL(url).pathname.slice('/webhook/'.length)]);
		const send = async () => await bench.client.runToEnd(stored.id, start.name, 60_000);

		const sent = await send();
		expect(sent.items(action.name)).toMatchObject([{ json: { statusCode: 200, body: { received: true } } }]);
		const executions = await bench.client.waitForExecutions(stored.id, 2);
		const received = executions.find((execution) => execution.id !== sent.id);
		const items = (await bench.client.execution(received?.id ?? '')).items(trigger.name);
		expect(items).toMatchObject([{ json: { provider } }]);

		const forger = await newCredential(`A forger of ${service.title}`);
		await bench.client.updateWorkflow(stored.id, { nodes: [trigger, start, withCredential(sending, forger)] });
		expect((await send()).items(action.name)).toMatchObject([{ json: { statusCode: 401 } }]);
		expect(await bench.client.executions({ workflowId: stored.id })).toHaveLength(3);
	});
});
