import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod/v4';

import {
	CALLBACK_PARAMETER,
	executionReceiver,
	newCallback,
	signCallback,
	webhookReceiver,
} from '../../shared/tokens/callback';
import { signingSecretsOf } from '../../shared/endpoints/signing-secrets';
import { metadataOf, metadataProperty } from '../../shared/operations/metadata';
import type { Operation } from '../../shared/operations/operation';
import { requiredText } from '../../shared/operations/parameters';
import { toSender } from '../catalogue/to-sender';
import { callbackUrl } from '../catalogue/unsigned';
import { CREDENTIAL_TYPE } from '../chosen-sender';
import { credentialProblem } from '../secret-check';

const MINUTE = 60_000;

const URL_PROPERTY: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	required: true,
	default: '={{ $execution.resumeUrl }}',
	description:
		'Where the service is to call: the resume URL of this execution, for Wait for Webhook, or the Production URL of a Signed Webhook Trigger',
};

const VALID_FOR: INodeProperties = {
	displayName: 'Valid For (Minutes)',
	name: 'validForMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 1_440,
	description: 'How long deliveries to the URL are accepted. Choose more than Limit Wait of the node that waits.',
};

const ENCODE: INodeProperties = {
	displayName: 'Encode',
	name: 'encode',
	type: 'boolean',
	default: false,
	description:
		'Whether to percent-encode the URL, for services that take it inside another address, such as fal (fal_webhook). Query Parameters of the HTTP Request node encode by themselves: leave it off there.',
};

/** Makes an address that only this n8n can have made, so that the call of a service that signs nothing is proven. */
export const createCallbackUrl: Operation = {
	value: 'createCallbackUrl',
	name: 'Create Callback URL',
	action: 'Create a callback URL',
	description:
		'Makes a URL for one job of a service that signs nothing. Deliveries to it are accepted by the sender Callback URL and by the services that are listed as unsigned, because only the secret of the credential can make such a URL. Returns the URL and its callback ID.',
	endpoint: 'none: nothing is sent',
	properties: [
		{
			displayName:
				'Give the URL to the service in the node that starts the job, one URL per job. Whoever sees it can deliver in place of the service until the job ends or the URL expires.',
			name: 'callbackUrlNotice',
			type: 'notice',
			default: '',
		},
		URL_PROPERTY,
		metadataProperty,
		VALID_FOR,
		ENCODE,
	],
	output: () => z.object({ url: z.string(), callbackId: z.string() }),
	async run(context, itemIndex) {
		const url = requiredText(context, itemIndex, URL_PROPERTY);
		const receiver = receiverOf(context, itemIndex, url);
		const callback = newCallback(Date.now(), validFor(context, itemIndex), metadataOf(context, itemIndex));
		const target = new URL(url);
		target.searchParams.set(CALLBACK_PARAMETER, signCallback(callback, receiver, await privateSecret(context)));
		const encode = context.getNodeParameter(ENCODE.name, itemIndex, false) === true;
		return [{ json: { url: encode ? encodeURIComponent(target.href) : target.href, callbackId: callback.id } }];
	},
};

/** A callback URL is good at one execution or at one trigger. */
function receiverOf(context: IExecuteFunctions, itemIndex: number, url: string): string {
	const withoutQuery = (address: string) => address.split(/[?#]/)[0];
	const { resumeUrl } = context.getWorkflowDataProxy(itemIndex).$execution as { resumeUrl: string };
	if (withoutQuery(url) === withoutQuery(resumeUrl)) return executionReceiver(context.getExecutionId());
	if (/^https?:/i.test(url) && URL.canParse(url) && /\/[^/]+\/webhook$/.test(new URL(url).pathname)) {
		return webhookReceiver(url);
	}
	throw new NodeOperationError(context.getNode(), 'Nothing that verifies callback URLs listens at the given URL', {
		itemIndex,
		description:
			'Enter {{ $execution.resumeUrl }}, without anything behind it, or the Production URL of a Signed Webhook Trigger, which ends in /webhook.',
	});
}

function validFor(context: IExecuteFunctions, itemIndex: number): number {
	const minutes = Number(context.getNodeParameter(VALID_FOR.name, itemIndex, VALID_FOR.default));
	if (minutes > 0 && Number.isFinite(minutes)) return minutes * MINUTE;
	throw new NodeOperationError(context.getNode(), 'The parameter "Valid For (Minutes)" is not a number above 0', {
		itemIndex,
		description: 'Enter the minutes for which the URL is accepted, or check what the expression returns.',
	});
}

async function privateSecret(context: IExecuteFunctions): Promise<string> {
	const credential = await context.getCredentials(CREDENTIAL_TYPE);
	const problem = credentialProblem(credential, toSender(callbackUrl).delivery);
	if (problem === null) return signingSecretsOf(credential.webhookSecret)[0];
	throw new NodeOperationError(context.getNode(), 'The Webhook Secret cannot sign callback URLs', {
		description: problem,
	});
}
