/** Jobs side by side that end in whatever order, for an execution that takes one of them a round. */
import '../triggers/support/clock.mts';

import { sendAs, simulatedSender } from '../../simulator/senders/index.mts';
import { closeResumeUrls, waitingExecution } from '../support/waiting-execution.mts';
import { letTimePass } from '../triggers/support/clock.mts';
// After the clock, which the node takes hold of when it is loaded.
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';

beforeEach(() => letTimePass(1_000));
afterEach(closeResumeUrls);

it('an end that comes before the execution runs again, as on n8n 1, is not acknowledged and ends the next wait', async () => {
	const sender = simulatedSender('replicate');
	const execution = await waitingExecution(new SignedWebhook(), {
		parameters: { resource: 'webhook', operation: 'wait', sender: 'replicate' },
		credentials: { signedWebhookApi: { webhookSecret: sender.secret } },
	});
	const finish = async (jobId: string) => {
		const [{ body }] = sender.deliveries(jobId, new Date());
		return (await sendAs(sender, execution.url, body, { id: `msg_${jobId}` })).status;
	};
	await execution.sleep([{ json: {} }]);
	expect(await finish('job_1')).toBe(200);
	expect(await finish('job_2')).toBe(503);
	expect(await finish('job_1')).toBe(200);

	await execution.sleep([{ json: {} }]);
	expect(await finish('job_1')).toBe(200);
	expect(await finish('job_2')).toBe(200);
	expect(execution.resumed.map(([{ json }]) => json.jobId)).toEqual(['job_1', 'job_2']);
});
