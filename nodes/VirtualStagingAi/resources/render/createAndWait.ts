import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { metadataOf, metadataProperty } from '../../../shared/operations/metadata';
import { resultProperties, maxSizeOfFiles } from '../../../shared/operations/result-items';
import { noticeFor } from '../../../shared/operations/notice-for';
import type { Operation } from '../../../shared/operations/operation';
import { signingSecret } from '../../../shared/endpoints/credential-secret';
import { highlight } from '../../../shared/n8n/highlight';
import { warn } from '../../../shared/n8n/log';
import {
	type LimitWait,
	limitWait,
	limitWaitProperties,
	sleepingItem,
	unfinishedItem,
} from '../../../shared/waiting/limit-wait';
import { isCalledByAgent } from '../../../shared/waiting/agent';
import { missingIdError } from '../../../shared/waiting/missing-id';
import { ensureAccountSecret } from '../../account-secret';
import { createRender, type StagingRequest, virtualStagingAiApi } from '../../api';
import { pendingOutput } from '../../output-schemas';
import type { Emit } from '../../emit';
import { renderItems } from '../../renders/output';
import { isPendingRender, pendingRender } from '../../renders/pending';
import { finalResults, pollRenders } from '../../renders/poll';
import { waitState } from '../../renders/state';
import { secretFieldIn, secretFieldOption } from '../../secret-field';
import { imageSourceProperties, imageUrlOf } from '../image-source';
import { withMetadata } from '../metadata';
import { stagingFieldsProperty, stagingProperties, stagingRequest } from '../staging';

const WAITING = { minutes: 60, sleeps: true, advice: 'Get it later with Render > Get, by the jobId.' };

const SECRET_ADVICE =
	'Choose a long random text, enter it as Webhook Secret in the Virtual Staging AI credential, and execute the node again: it makes the account sign with it.';

const EMIT: INodeProperties = {
	displayName: 'Emit',
	name: 'emit',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Each Variation',
			value: 'variation',
			description: 'One item for every variation',
		},
		{
			name: 'Whole Render',
			value: 'render',
			description: 'One item for every input item, paired with it, with the results of all variations',
		},
	],
	default: 'variation',
	description: 'What an item stands for',
};

const OPTIONS: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [secretFieldOption],
};

/** Starts a render and waits for its results without holding a worker. */
export const createRenderAndWait: Operation = {
	value: 'createAndWait',
	name: 'Create and Wait',
	action: 'Create a render and wait for its results',
	description:
		'Starts the staging of a photo of a room, or another processing of it, waits for it, and returns its finished variations with links to the results. Counts as one photo of the plan.',
	endpoint: 'POST /renders',
	properties: [
		noticeFor(
			'workflow',
			'waitNotice',
			'Results are accepted only if they are signed with the Webhook Secret of the credential. If needed, the node sets the signing secret of the <b>whole account</b> to it. Virtual Staging AI must be able to reach this n8n.',
		),
		noticeFor(
			'tool',
			'waitAsToolNotice',
			'The agent waits until the render is finished, or until Limit Wait has passed. As a tool, the node asks Virtual Staging AI from time to time: it needs no Webhook Secret, and leaves that of the account alone.',
		),
		...imageSourceProperties,
		metadataProperty,
		...stagingProperties,
		...limitWaitProperties(WAITING),
		EMIT,
		...resultProperties,
		stagingFieldsProperty,
		OPTIONS,
	],
	output: pendingOutput,
	startedId: (json) => (isPendingRender(json) ? json.jobId : null),
	async run(context, itemIndex) {
		// Everything that can fail comes before the request that costs a photo.
		waitSettings(context);
		maxSizeOfFiles(context, itemIndex);
		const request = stagingRequest(context, itemIndex);
		const metadata = metadataOf(context, itemIndex);
		const image_url = await imageUrlOf(context, itemIndex);
		const delivery = isCalledByAgent(context)
			? {}
			: { webhook_url: await withMetadata(context, await signedResumeUrl(context), metadata) };

		const render = await createRender(context, { ...request, image_url, ...delivery });
		const awaited = pendingRender(render, variationCount(request), metadata);
		if (awaited !== null) return [{ json: awaited }];
		throw missingIdError(context, virtualStagingAiApi, render);
	},
	async afterAll(context, started) {
		// A cancelled execution must not go to sleep: it could not be cancelled any more.
		if (context.getExecutionCancelSignal()?.aborted) return started;

		const { emit, limit } = waitSettings(context);
		const deadline = Date.now() + limit.milliseconds;
		const renders = started.map(({ json }) => json).filter(isPendingRender);
		highlight(
			context,
			renders.map(({ provider, jobId }) => ({ provider, jobId })),
		);
		if (isCalledByAgent(context)) {
			const finished = await pollRenders(context, renders, deadline);
			return await renderItems(context, withLimit(context, started, finished, limit), finished, emit);
		}

		// Check once before sleeping: a render that is already finished sends no further delivery. Ignore errors; a
		// delivery will wake the execution.
		const finished = await finalResults(context, renders).catch(() => null);
		if (finished !== null) return await renderItems(context, started, finished, emit);

		for (const { jobId } of renders) waitState(jobId).receivesAllDeliveries = true;
		storeInInput(context, started, limit);
		if (emit === 'variation' && renders.some(({ expectedVariations }) => expectedVariations > 1))
			forgetPairing(context);
		await context.putExecutionToWait(new Date(deadline));
		return started;
	},
};

function waitSettings(context: IExecuteFunctions): { emit: Emit; limit: LimitWait } {
	const emit = context.getNodeParameter(EMIT.name, 0, EMIT.default) as Emit;
	return { emit, limit: limitWait(context, 0, { ...WAITING, sleeps: !isCalledByAgent(context) }) };
}

/** Without a sleep, the node itself marks what is not finished. It fails only where nothing is, so that no result is lost. */
function withLimit(
	context: IExecuteFunctions,
	started: readonly INodeExecutionData[],
	finished: ReadonlyMap<string, unknown>,
	limit: LimitWait,
): INodeExecutionData[] {
	return started.map((item, index) =>
		isPendingRender(item.json) && !finished.has(item.json.jobId)
			? unfinishedItem(context, index, item.json, limit, finished.size === 0 && !context.continueOnFail())
			: item,
	);
}

/**
 * n8n stores the input items with the execution. On resume they say what is being waited for; if the time limit comes
 * first, n8n passes them on.
 */
function storeInInput(context: IExecuteFunctions, started: readonly INodeExecutionData[], limit: LimitWait): void {
	const items = context.getInputData();
	started.forEach(({ json }, index) => {
		Object.assign(items[index], isPendingRender(json) ? sleepingItem(json, limit) : { json });
	});
}

/**
 * On resume n8n pairs the nth result with the nth input item, whatever the result itself says. With several results per
 * item that is wrong: let an expression such as `$('Photos').item` fail instead of returning another item's data.
 */
function forgetPairing(context: IExecuteFunctions): void {
	context.getExecuteData().source = null;
}

const prepared = new WeakMap<IExecuteFunctions, Promise<void>>();

/** Returns the execution's resume URL, after the account has been set to sign with the credential's secret. */
async function signedResumeUrl(context: IExecuteFunctions): Promise<string> {
	const preparation = prepared.get(context) ?? prepareAccount(context);
	prepared.set(context, preparation);
	await preparation;
	const { $execution } = context.getWorkflowDataProxy(0);
	return ($execution as { resumeUrl: string }).resumeUrl;
}

/** Once per execution, whatever the number of items. */
async function prepareAccount(context: IExecuteFunctions): Promise<void> {
	const secret = await signingSecret(context, { ...virtualStagingAiApi, secretAdvice: SECRET_ADVICE });
	const field = secretFieldIn(context.getNodeParameter(OPTIONS.name, 0, {}));
	const warning = await ensureAccountSecret(context, secret, field);
	if (warning === null) return;
	warn(context, 'account-secret', warning);
	context.addExecutionHints({ message: warning, type: 'warning', location: 'outputPane' });
}

function variationCount({ configs, variation_count }: StagingRequest): number {
	if (configs === undefined) return variation_count ?? 1;
	return configs.reduce((sum, config) => sum + Number(config.variation_count ?? 1), 0);
}
