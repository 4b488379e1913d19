import { type IExecuteFunctions, type INodeExecutionData, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { downloadProperties, limitWaitProperty } from '../../shared/operations/items';
import type { Operation } from '../../shared/operations/operation';
import { optionalText } from '../../shared/operations/parameters';
import { signingSecret } from '../../shared/secrets/credential-secret';
import { highlight } from '../../shared/util/highlight';
import { apiOf, chosenSender } from '../choice';
import { signedWebhookOutput } from '../output-schemas';
import { isPendingJob, pendingJob } from '../waiting';

const MINUTE = 60_000;

const JOB_ID: INodeProperties = {
	displayName: 'Job ID',
	name: 'jobId',
	type: 'string',
	default: '',
	placeholder: 'e.g. ={{ $json.request_id }}',
	description:
		'The ID that the service gave the job: deliveries about other jobs are acknowledged and passed over. Leave it empty to go on with the first job that ends.',
};

const LIMIT = limitWaitProperty(
	'After that the item goes on with the status "progress", so that the workflow can ask the service for the result.',
);

/** Puts the execution to sleep until the service says at its resume URL that a job has ended. */
export const waitForWebhook: Operation = {
	value: 'wait',
	name: 'Wait for Webhook',
	action: 'Wait for a signed webhook',
	description:
		'Waits until a service reports with a signed webhook that a job is completed or has failed, and returns the event. The execution sleeps meanwhile. The node before must have given the resume URL of the execution to the service.',
	endpoint: 'none: nothing is sent',
	properties: [
		{
			displayName:
				'Start the job in the node before this one, and give it <code>{{ $execution.resumeUrl }}</code> as webhook URL. The service must be able to reach this n8n.',
			name: 'resumeUrlNotice',
			type: 'notice',
			default: '',
		},
		JOB_ID,
		LIMIT,
		...downloadProperties,
	],
	output: signedWebhookOutput,
	async run(context, itemIndex) {
		if (context.getInputData().length > 1) throw oneAtATime(context);
		const sender = chosenSender(context, itemIndex);
		if (sender.keySets === undefined) await signingSecret(context, apiOf(sender));
		const jobId = optionalText(context, itemIndex, JOB_ID) ?? null;
		return [{ json: pendingJob(sender.delivery.provider, jobId, context.getInputData()[itemIndex].json) }];
	},
	async afterAll(context, started) {
		// An execution that sleeps is not cancelled any more.
		const [item] = started;
		if (context.getExecutionCancelSignal()?.aborted || !isPendingJob(item.json)) return started;
		const { provider, jobId } = item.json;
		highlight(context, [{ provider, jobId }]);
		return await sleepWith(context, item);
	},
};

/** n8n stores the input item with the execution: on resume it says what is being waited for. */
async function sleepWith(context: IExecuteFunctions, item: INodeExecutionData): Promise<INodeExecutionData[]> {
	context.getInputData()[0].json = item.json;
	const minutes = context.getNodeParameter(LIMIT.name, 0) as number;
	await context.putExecutionToWait(new Date(Date.now() + minutes * MINUTE));
	return [item];
}

function oneAtATime(context: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'An execution can wait for one job at a time', {
		description:
			'This node received several items. Put a Loop Over Items node with a batch size of 1 before the node that starts the job, and connect this node back to it.',
	});
}
