import {
	type IExecuteFunctions,
	type INodeExecutionData,
	NodeOperationError,
} from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { downloadProperties, eventItems, limitWaitProperty } from '../../../shared/operations/items';
import { signingSecret } from '../../../shared/secrets/credential-secret';
import { createRender, setWebhookSecret, type StagingRequest, virtualStagingAiApi } from '../../api';
import { fetchFinalEvents, type PendingRender, pendingRender, isPendingRender } from '../../renders/pending';
import { pendingOutput } from '../../output-schemas';
import { imageSourceProperties, imageUrlOf } from '../image-source';
import { metadataOf, metadataProperty, withMetadata } from '../metadata';
import { stagingProperties, stagingRequest } from '../staging';

const LIMIT = limitWaitProperty(
	'After that the item goes on with the status "progress" and the ID of the render as jobId, so that the workflow can ask for it later.',
);

const MINUTE = 60_000;

/** Starts a render and waits for its results without holding a worker. */
export const createRenderAndWait: Operation = {
	value: 'createAndWait',
	name: 'Create and Wait',
	action: 'Create a render and wait for its results',
	description:
		'Starts the staging of a photo of a room, or another processing of it, and returns its finished variations, one item each, with links to the results. The execution sleeps meanwhile. Counts as one photo of the plan.',
	endpoint: 'POST /renders',
	properties: [
		{
			displayName:
				'The first run sets the signing secret of the <b>whole account</b> to the Webhook Secret of the credential: results are accepted only if they are signed with it. Virtual Staging AI must be able to reach this n8n.',
			name: 'waitNotice',
			type: 'notice',
			default: '',
		},
		...imageSourceProperties,
		...stagingProperties,
		LIMIT,
		...downloadProperties,
		metadataProperty,
	],
	output: pendingOutput,
	async run(context, itemIndex) {
		await accountSignsWithOurSecret(context);
		const request = stagingRequest(context, itemIndex);
		const metadata = metadataOf(context, itemIndex);
		const render = await createRender(context, {
			...request,
			image_url: await imageUrlOf(context, itemIndex),
			webhook_url: await withMetadata(context, resumeUrl(context), metadata),
		});
		const awaited = pendingRender(render, variationCount(request), metadata);
		if (awaited !== null) return [{ json: awaited }];
		throw new NodeOperationError(context.getNode(), 'Virtual Staging AI gave the render no ID', {
			description: 'Without it there is no waiting for the results. Look into the account for the render.',
		});
	},
	async afterAll(context, started) {
		// An execution that sleeps is not cancelled any more.
		if (context.getExecutionCancelSignal()?.aborted) return started;

		// If the API does not answer, the deliveries will tell.
		const finished = await finishedItems(context, started).catch(() => null);
		if (finished !== null) return finished;

		// n8n stores the input items with the execution: on resume they say what is being waited for, and if the
		// time limit comes first they are what goes on.
		const items = context.getInputData();
		started.forEach(({ json }, index) => {
			items[index].json = json;
		});
		if (started.some(({ json }) => isPendingRender(json) && json.expectedVariations > 1)) forgetPairing(context);
		const minutes = context.getNodeParameter(LIMIT.name, 0) as number;
		await context.putExecutionToWait(new Date(Date.now() + minutes * MINUTE));
		return started;
	},
};

/** Results that are there before the execution sleeps would find nobody to wake. */
async function finishedItems(
	context: IExecuteFunctions,
	started: INodeExecutionData[],
): Promise<INodeExecutionData[] | null> {
	const output: INodeExecutionData[] = [];
	for (const [itemIndex, item] of started.entries()) {
		if (!isPendingRender(item.json)) {
			output.push(item);
			continue;
		}
		const events = await fetchFinalEvents(context, item.json as PendingRender);
		if (events === null) return null;
		output.push(...(await eventItems(context, virtualStagingAiApi, events, itemIndex)));
	}
	return output;
}

/**
 * On resume n8n pairs the nth result with the nth input item, whatever the result says of itself. With several
 * results for one item that is wrong, and an expression such as `$('Photos').item` had better fail than give the
 * data of another item.
 */
function forgetPairing(context: IExecuteFunctions): void {
	context.getExecuteData().source = null;
}

const checked = new WeakMap<IExecuteFunctions, Promise<void>>();

/** Sees to it once per execution, whatever the number of items. */
async function accountSignsWithOurSecret(context: IExecuteFunctions): Promise<void> {
	const check = checked.get(context) ?? setAccountSecret(context);
	checked.set(context, check);
	await check;
}

async function setAccountSecret(context: IExecuteFunctions): Promise<void> {
	const secret = await signingSecret(context, virtualStagingAiApi);
	if ((await setWebhookSecret(context, secret)) === secret) return;
	throw new NodeOperationError(
		context.getNode(),
		'Virtual Staging AI signs with another secret than the credential holds',
		{
			description:
				'Run the operation Set of the resource Webhook Secret, and enter the secret that it returns as Webhook Secret in the credential.',
		},
	);
}

function resumeUrl(context: IExecuteFunctions): string {
	const { $execution } = context.getWorkflowDataProxy(0);
	return ($execution as { resumeUrl: string }).resumeUrl;
}

function variationCount({ configs, variation_count }: StagingRequest): number {
	if (configs === undefined) return variation_count ?? 1;
	return configs.reduce((sum, config) => sum + Number(config.variation_count ?? 1), 0);
}
