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

it('delivers a sample to the path without the prefix', async () => {
	const receiver = await createReceiver(bench, 'vigthoria', { options: { whenTesting: 'sampleEvent' } });
	await bench.client.runManually(receiver.workflow.id, receiver.trigger);
	await bench.client.waitForExecutions(receiver.workflow.id, 1);
	const [[item]] = await receivedItems(bench, receiver.workflow.id, 1);
	expect(item).toMatchObject({ provider: 'vigthoria', id: expect.stringContaining('sample') });
});
