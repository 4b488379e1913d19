import pMap from 'p-map';

import type { ExecutionDetail } from '../harness/execution-data.mts';
import type { WorkflowNode } from '../harness/n8n-types.mts';
import type { Workbench } from './workbench.mts';

/** The operations whose very purpose is to tell a new secret; nothing else may. */
const isRevealing = ({ type, parameters }: WorkflowNode): boolean =>
	type.endsWith('.listingRva') &&
	parameters?.resource === 'webhook' &&
	['create', 'rotateSecret'].includes(String(parameters.operation));

/**
 * Looks for secrets in n8n's log, its stored executions, its REST answers and the requests to the host of the result files.
 * @param bench a workbench whose n8n logs at the level `debug`, at the end of its use
 * @returns the places that hold one; none of them tells it
 */
export async function leaks(bench: Workbench): Promise<string[]> {
	const { client } = bench;
	// What the editor shows, so that its answers are among those that are looked at.
	await client.call('GET', '/rest/credentials');
	for (const { id } of Object.values(bench.credentials))
		await client.call('GET', `/rest/credentials/${id}?includeData=true`);
	const executions = await pMap(await client.executions({}), async ({ id }) => await executionPlaces(bench, id), {
		concurrency: 4,
	});
	// Those to the questions before are looked at node by node instead.
	const answers = client.answers.filter(({ path }) => !/^\/rest\/executions\/\d+$/.test(path));
	const places = [
		...answers.map(({ path, text }) => [path, withoutStaticData(text)]),
		...executions.flat(),
		['the log', await bench.n8n.readLog()],
		['the requests to the host of the files', JSON.stringify([...bench.simulator.files.requests])],
	];
	const secrets = secretsOf(bench);
	return places.flatMap(([place, text]) =>
		secrets.filter(({ value }) => text.includes(value)).map(({ name }) => `${place} holds ${name}`),
	);
}

function secretsOf({ credentialData, simulator }: Workbench): Array<{ name: string; value: string }> {
	const entered = Object.entries(credentialData).flatMap(([provider, { baseUrl: _, ...secrets }]) =>
		Object.entries(secrets).map(([field, value]) => ({ name: `the ${field} of ${provider}`, value })),
	);
	const issued = simulator.listingRva.issuedSecrets.map((value) => ({ name: 'a secret of ListingRVA AI', value }));
	return [...entered, ...issued]
		.filter(({ value }) => value !== '')
		.flatMap(({ name, value }) => [
			{ name, value },
			{ name: `${name} in base64`, value: Buffer.from(value).toString('base64') },
		]);
}

async function executionPlaces({ client }: Workbench, id: string): Promise<string[][]> {
	const execution = (await client.execution(id)) as ExecutionDetail & { workflowData: { nodes: WorkflowNode[] } };
	const { runs, error = null, workflowData } = execution;
	const told = workflowData.nodes.filter(isRevealing).map(({ name }) => name);
	return [
		[`the end of execution ${id}`, JSON.stringify(error)],
		[`the workflow of execution ${id}`, JSON.stringify(workflowData.nodes)],
		...Object.entries(runs)
			.filter(([node]) => !told.includes(node))
			.map(([node, nodeRuns]) => [`${node} in execution ${id}`, JSON.stringify(nodeRuns)]),
	];
}

/** A trigger's endpoint has its secret there, as the operations guide says: a node has no better place for it. */
function withoutStaticData(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === 'staticData' ? undefined : value));
	} catch {
		return text;
	}
}
