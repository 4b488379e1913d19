// Proves the harness on a real n8n of every supported version, with a package made for that:
// `npx tsx test/harness/selftest.mts [version …]`. `SELFTEST_QUEUE=1` also tries queue mode.
import assert from 'node:assert/strict';
import { request } from 'undici';
import { ActivationError, N8nClient, isListening } from './n8n-client.mts';
import { N8N_VERSIONS, ensureN8n } from './n8n-install.mts';
import { startN8n } from './n8n-instance.mts';
import type { StoredWorkflow } from './n8n-types.mts';
import { PROBE_TRIGGER, packProbe } from './probe-package.mts';
import { startQueueMode } from './queue-mode.mts';
import { waitUntil } from './sleep.mts';

// More than fits on one page of n8n's list of executions.
const DELIVERIES = 130;

const timed = async <T,>(what: string, work: () => Promise<T>): Promise<T> => {
	const startedAt = performance.now();
	const result = await work();
	console.log(`  ${what}: ${Math.round(performance.now() - startedAt)} ms`);
	return result;
};

const post = async (url: string, body: unknown): Promise<number> => {
	const response = await request(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	await response.body.dump();
	return response.statusCode;
};

const probeWorkflow = (name: string, parameters = {}) => ({
	name,
	nodes: [
		{ name: 'Probe', type: PROBE_TRIGGER, typeVersion: 2, parameters },
		{ name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1 },
	],
	connections: { Probe: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
});

const isAlive = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

async function tryReceiving(n8n: N8nClient, workflow: StoredWorkflow): Promise<void> {
	const webhook = n8n.webhookUrl(workflow, 'Probe');
	await timed('activate and wait', async () => {
		await n8n.activateAndWait(workflow.id, [`${workflow.nodes[0].webhookId}/webhook`]);
	});
	assert.equal(await post(webhook, { number: 1 }), 200);
	const [first] = await timed('one execution', async () => await n8n.waitForExecutions(workflow.id, 1));
	const { runs, status, items } = await n8n.execution(first.id);
	assert.equal(status, 'success');
	assert.deepEqual(items('End'), [{ json: { body: { number: 1 }, executed: true }, pairedItem: { item: 0 } }]);
	assert.deepEqual(Object.keys(runs), ['Probe', 'End']);

	await timed(`${DELIVERIES} deliveries`, async () => {
		for (let sent = 0; sent < DELIVERIES; sent += 10) {
			await Promise.all(Array.from({ length: 10 }, async () => await post(webhook, {})));
		}
	});
	const all = await timed('all executions', async () => await n8n.waitForExecutions(workflow.id, DELIVERIES + 1));
	assert.equal(all.length, DELIVERIES + 1);
	assert.equal((await n8n.executions({ workflowId: workflow.id, limit: 7 })).length, 7);
	await n8n.deactivate(workflow.id);
	assert.equal(await post(webhook, {}), 404);
}

async function tryTestEvent(n8n: N8nClient): Promise<void> {
	const workflow = await n8n.createWorkflow(probeWorkflow('Test event'));
	const webhook = n8n.webhookUrl(workflow, 'Probe', { test: true });
	for (const wholeWorkflow of [false, true]) {
		const run = await n8n.listenForTestEvent(workflow.id, 'Probe', { wholeWorkflow });
		assert.equal(run.waitingForWebhook, true);
		assert.equal(await post(webhook, { wholeWorkflow }), 200);
		const [execution] = await n8n.waitForExecutions(workflow.id, wholeWorkflow ? 2 : 1);
		const { items, mode } = await n8n.execution(execution.id);
		assert.equal(mode, 'manual');
		assert.equal(items('Probe').length, 1);
		assert.equal(items('End').length, wholeWorkflow ? 1 : 0);
	}
	assert.equal(await post(webhook, {}), 404);
	await n8n.listenForTestEvent(workflow.id, 'Probe');
	assert(await isListening(webhook));
	await n8n.stopTestWebhook(workflow.id, webhook);
	assert.equal(await post(webhook, {}), 404);
	await n8n.deleteWorkflow(workflow.id);
}

async function tryActivationError(n8n: N8nClient): Promise<void> {
	const workflow = await n8n.createWorkflow(probeWorkflow('Refused', { refuse: true }));
	await assert.rejects(n8n.activateAndWait(workflow.id), (error) => {
		assert(error instanceof ActivationError);
		assert.match(error.message, /The probe refuses/);
		return true;
	});
	const isFirstMajor = (await n8n.n8nVersion()).startsWith('1.');
	if (!isFirstMajor) assert.match(String(await n8n.activationError(workflow.id)), /The probe refuses/);
	const [trigger] = workflow.nodes;
	await n8n.updateWorkflow(workflow.id, { nodes: [{ ...trigger, parameters: {} }, workflow.nodes[1]] });
	await n8n.activateAndWait(workflow.id);
	assert.equal(await n8n.activationError(workflow.id), null);
	await n8n.deleteWorkflow(workflow.id);
}

async function tryEditor(n8n: N8nClient): Promise<void> {
	const nodeTypes = await n8n.nodeTypes();
	assert(nodeTypes.some(({ name }) => name === PROBE_TRIGGER));
	assert((await n8n.credentialTypes()).some(({ name }) => name === 'probeApi'));
	const parameter = { nodeType: PROBE_TRIGGER, typeVersion: 2 };
	assert.deepEqual(await n8n.dynamicOptions({ ...parameter, method: 'flavours' }), [
		{ name: 'Sweet', value: 'sweet' },
	]);
	const { results } = await n8n.listSearch({ ...parameter, method: 'find', filter: 'it' });
	assert.deepEqual(results, [{ name: 'Found it', value: 'it' }]);

	const good = { baseUrl: n8n.url, path: '/healthz' };
	const bad = { baseUrl: n8n.url, path: '/rest/workflows' };
	const credential = await n8n.createCredential('probeApi', 'Probe', good);
	assert.equal((await n8n.testCredential(credential, good)).status, 'OK');
	const failed = await n8n.testCredential(credential, bad);
	assert.equal(failed.status, 'Error');
	await n8n.updateCredential(credential, bad);
	await n8n.deleteCredential(credential.id);

	const manual = await n8n.createWorkflow({
		name: 'Manual',
		nodes: [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 }],
	});
	const { status } = await timed('manual run', async () => await n8n.runToEnd(manual.id, 'Start'));
	assert.equal(status, 'success');
}

async function tryVersion(version: string, tarball: string): Promise<void> {
	console.log(`n8n ${version}`);
	const instance = await timed('start', async () => await startN8n({ version, tarball }));
	const { pid } = instance;
	const n8n = new N8nClient(instance.url);
	try {
		await timed('owner', async () => await n8n.setupOwner());
		assert.equal(await n8n.n8nVersion(), version);
		const workflow = await n8n.createWorkflow(probeWorkflow('Receive'));
		await tryReceiving(n8n, workflow);
		await tryTestEvent(n8n);
		await tryActivationError(n8n);
		await tryEditor(n8n);
		await n8n.activateAndWait(workflow.id);
		await timed('restart', async () => await instance.restart());
		await n8n.login();
		await waitUntil(async () => ((await post(n8n.webhookUrl(workflow, 'Probe'), {})) === 200 ? true : undefined), {
			what: 'the webhook after a restart',
		});
		await instance.kill();
		await timed('start after a kill', async () => await instance.start());
		await timed('stop', async () => await instance.stop());
		const noise = (await instance.readLog()).split('\n').filter((line) => /warn|error|deprecat/i.test(line));
		console.log(`  lines of warnings and errors in the log: ${noise.length}`);
		if (process.env.SELFTEST_LOG) console.log(await instance.readLog());
		assert(!isAlive(pid));
	} finally {
		await n8n.close();
		await instance.dispose();
	}
}

async function tryQueueMode(version: string, tarball: string): Promise<void> {
	console.log(`n8n ${version}, queue mode`);
	const start = async () => await startQueueMode({ version, tarball, webhooks: 2, workers: 2 });
	const { main, webhooks, dispose } = await timed('start', start);
	const n8n = new N8nClient(main.url);
	try {
		await n8n.setupOwner();
		const workflow = await n8n.createWorkflow(probeWorkflow('Queue'));
		await n8n.activateAndWait(workflow.id);
		const { pathname } = new URL(n8n.webhookUrl(workflow, 'Probe'));
		await timed(`${DELIVERIES} deliveries`, async () => {
			for (let sent = 0; sent < DELIVERIES; sent += 10) {
				const urls = Array.from({ length: 10 }, (_, index) => webhooks[index % 2].url + pathname);
				const statuses = await Promise.all(urls.map(async (url) => await post(url, {})));
				assert(statuses.every((status) => status === 200));
			}
		});
		const all = await timed('all executions', async () => await n8n.waitForExecutions(workflow.id, DELIVERIES));
		assert.equal(all.length, DELIVERIES);
		assert(all.every(({ status }) => status === 'success'));
		await tryTestEvent(n8n);
	} finally {
		await n8n.close();
		await timed('stop', dispose);
	}
}

const chosen = process.argv.slice(2);
const versions = chosen.length > 0 ? chosen : N8N_VERSIONS;
const tarball = await packProbe();
for (const version of versions) {
	await ensureN8n(version);
	await tryVersion(version, tarball);
	if (process.env.SELFTEST_QUEUE) await tryQueueMode(version, tarball);
}
console.log('The harness works');
