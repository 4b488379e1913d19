/** n8n behind a proxy that adds a path, and whose address n8n itself cannot reach. */
import getPort from 'get-port';

import { createReceiver, openWorkbench, receivedItems, type Workbench } from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	const port = await getPort({ host: '127.0.0.1' });
	bench = await openWorkbench({
		port,
		webhookUrl: 'http://n8n.invalid/auto',
		env: { N8N_PATH: '/auto/', N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}/auto` },
	});
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

it('delivers a sample to the path without the prefix, or says which addresses it tried', async () => {
	const receiver = await createReceiver(bench, 'vigthoria', { options: { whenTesting: 'sampleEvent' } });
	const run = async () => await bench.client.runManually(receiver.workflow.id, receiver.trigger);
	// n8n 1 does not tell nodes the address of its editor, and here it is not at the usual port.
	if (bench.client.isFirstMajor) return await expect(run()).rejects.toThrow('n8n cannot reach its own Test URL');
	await run();
	await bench.client.waitForExecutions(receiver.workflow.id, 1);
	const [[item]] = await receivedItems(bench, receiver.workflow.id, 1);
	expect(item).toMatchObject({ provider: 'vigthoria', id: expect.stringContaining('sample') });
});
