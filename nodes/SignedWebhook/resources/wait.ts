import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { resultProperties } from '../../shared/operations/result-items';
import type { Operation } from '../../shared/operations/operation';
import { optionalText } from '../../shared/operations/parameters';
import { limitWait, limitWaitProperties, sleepingItem } from '../../shared/waiting/limit-wait';
import { isCalledByAgent } from '../../shared/waiting/agent';
import { highlight } from '../../shared/n8n/highlight';
import { requireAddressees } from '../addressee';
import { chosenSender } from '../chosen-sender';
import { requireCredentialOf } from '../credential-check';
import { publishesKeys } from '../sender';
import { signedWebhookOutput } from '../output-schemas';
import { sendersWithCallbackUrl } from '../sender-groups';
import { publishedKeyOptions } from '../sender-options';
import { waitNotices } from './wait-notices';
import { isPendingJob, type PendingJob, pendingJob } from '../waiting';

const WAITING = { minutes: 60, sleeps: true, advice: 'Ask the service for the result.' };

const JOB_ID: INodeProperties = {
	displayName: 'Job ID',
	name: 'jobId',
	type: 'string',
	default: '',
	placeholder: 'e.g. the ID from the input, dragged here',
	description:
		'The ID that the service gave the job: deliveries about other jobs do not end the wait. Leave it empty to go on with the first job that ends.',
};

const CALLBACK_ID: INodeProperties = {
	displayName: 'Callback ID',
	name: 'callbackId',
	type: 'string',
	displayOptions: { show: { sender: [...sendersWithCallbackUrl] } },
	default: '',
	placeholder: 'e.g. the callbackId of Create Callback URL, dragged here',
	description:
		'The callback ID of the URL that the service was given: only deliveries to this URL end the wait. Fill it in where an execution waits several times, as in a loop, so that a late delivery about an earlier job does not end the wait for the next one.',
};

/** Puts the execution to sleep until the service says at its resume URL that a job has ended. */
export const waitForWebhook: Operation = {
	value: 'wait',
	name: 'Wait for Webhook',
	action: 'Wait for a signed webhook',
	description:
		'Waits until a service reports with a webhook that a job is completed or has failed, and returns the event. The execution sleeps meanwhile. The node before must have given the resume URL of the execution to the service, or a second workflow hands the event over.',
	endpoint: 'none: nothing is sent',
	properties: [
		...waitNotices,
		JOB_ID,
		CALLBACK_ID,
		...limitWaitProperties(WAITING),
		...resultProperties,
		publishedKeyOptions,
	],
	output: signedWebhookOutput,
	async run(context, itemIndex) {
		if (isCalledByAgent(context)) throw notForAgents(context);
		limitWait(context, itemIndex, WAITING);
		if (context.getInputData().length > 1) throw oneAtATime(context);
		const sender = chosenSender(context, itemIndex);
		if (publishesKeys(sender)) requireAddressees(context, sender, itemIndex);
		else await requireCredentialOf(context, sender);
		const jobId = optionalText(context, itemIndex, JOB_ID) ?? null;
		const callbackId = optionalText(context, itemIndex, CALLBACK_ID) ?? null;
		return [
			{ json: pendingJob(sender.delivery.provider, { jobId, callbackId }, context.getInputData()[itemIndex].json) },
		];
	},
	async afterAll(context, started) {
		// A cancelled execution must not go to sleep: it could not be cancelled any more.
		const [item] = started;
		if (context.getExecutionCancelSignal()?.aborted || !isPendingJob(item.json)) return started;
		const { provider, jobId } = item.json;
		highlight(context, [{ provider, jobId }]);
		await sleepWith(context, item.json);
		return started;
	},
};

/** n8n stores the input item with the execution. On resume it says what is being waited for. */
async function sleepWith(context: IExecuteFunctions, pending: PendingJob): Promise<void> {
	const limit = limitWait(context, 0, WAITING);
	Object.assign(context.getInputData()[0], sleepingItem(pending, limit));
	await context.putExecutionToWait(new Date(Date.now() + limit.milliseconds));
}

function oneAtATime(context: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'An execution can wait for one job at a time', {
		description:
			'This node received several items. Put a Loop Over Items node with a batch size of 1 before the node that starts the job, and connect this node back to it.',
	});
}

function notForAgents(context: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'An agent cannot wait for a webhook', {
		description:
			'An agent runs its tools inside its own execution, which must not sleep. Put this node into a workflow of its own, and let the agent start that workflow.',
	});
}
