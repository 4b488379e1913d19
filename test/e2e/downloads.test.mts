import { readFile } from 'node:fs/promises';

import { sleep } from '../harness/sleep.mts';
import { activateReceiver, createReceiver, openWorkbench, type Workbench } from '../support/workbench.mts';

const MEGABYTE = 1024 * 1024;
const FILES = 20;
const FILE_SIZE = 200;

/** Megabytes that n8n's process may take beyond what it had before. */
const ALLOWANCE = 200;

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench({ env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' } });
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

/** Megabytes that a process occupies. */
async function memoryOf(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

it(
	`${FILES} downloads of ${FILE_SIZE} MB at once fit into ${ALLOWANCE} MB of additional memory, on a real n8n`,
	async () => {
		const { client, n8n, simulator } = bench;
		const receiver = await createReceiver(bench, 'vigthoria', { options: { downloadResults: true, maxFileSize: 250 } });
		await activateReceiver(bench, 'vigthoria', receiver);
		const deliver = async (name: string, megabytes: number) =>
			await simulator.vigthoria.deliver({
				id: `evt_${name}`,
				type: 'generation.completed',
				created: new Date().toISOString(),
				data: { generation_id: name, result_url: simulator.files.hugeUrl(megabytes * MEGABYTE) },
			});

		// What n8n takes for so many executions and streams at once does not depend on how large the files are.
		const deliverAll = async (name: string, megabytes: number) =>
			await Promise.all(
				Array.from({ length: FILES }, async (_, index) => await deliver(`${name}_${index}`, megabytes)),
			);
		await deliverAll('warm-up', 20);
		await client.waitForExecutions(receiver.workflow.id, FILES, { timeoutMs: 2 * 60_000 });
		const before = await memoryOf(n8n.pid);
		let peak = before;
		let measuring = true;
		const measured = (async () => {
			for (; measuring; await sleep(100)) peak = Math.max(peak, await memoryOf(n8n.pid));
		})();

		await deliverAll('file', FILE_SIZE);
		const executions = await client.waitForExecutions(receiver.workflow.id, 2 * FILES, { timeoutMs: 10 * 60_000 });
		measuring = false;
		await measured;

		const details = await Promise.all(executions.map(async ({ id }) => await client.execution(id)));
		const sizes = details.map((execution) => execution.items('Received')[0]?.binary?.result_0?.fileSize);
		expect(sizes.filter((size) => size === '210 MB')).toHaveLength(FILES);
		process.stdout.write(`n8n occupied ${Math.round(before)} MB before and ${Math.round(peak)} MB at most\n`);
		expect(peak - before).toBeLessThan(ALLOWANCE);
	},
	15 * 60_000,
);
