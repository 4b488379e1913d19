import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod/v4';

import { privateSecretProblem } from '../../shared/tokens/private-secret';
import { signingSecretsOf } from '../../shared/endpoints/signing-secrets';
import type { GenerationEvent } from '../../shared/event/event';
import { isVerifiedEvent } from '../../shared/event/verified-event';
import type { Operation } from '../../shared/operations/operation';
import { parsedJson, requiredText } from '../../shared/operations/parameters';
import { CREDENTIAL_TYPE } from '../chosen-sender';
import { hasSharedSecret } from '../handed-over';
import { handOver, type HandOverProblem } from '../hand-over';
import { knownSenders } from '../known-senders';
import { readResumeUrl } from '../resume-url';
import { credentialProblem } from '../secret-check';

const RESUME_URL: INodeProperties = {
	displayName: 'Resume URL',
	name: 'resumeUrl',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. ={{ $json.body.event_data.callback_id }}',
	description:
		'The resume URL of the execution that waits, as {{ $execution.resumeUrl }} was there: from a field of the job that the service sends back, or from a Data Table',
};

const EVENT: INodeProperties = {
	displayName: 'Event',
	name: 'event',
	type: 'json',
	required: true,
	default: '={{ $json }}',
	description:
		'The event as Signed Webhook Trigger put it out. If another node is in between, choose the item of the trigger.',
};

/** In the workflow of a trigger: gives the verified event to the execution that waits for it. */
export const resumeWaitingExecution: Operation = {
	value: 'resume',
	name: 'Resume Waiting Execution',
	action: 'Resume a waiting execution',
	description:
		'Hands the event of a Signed Webhook Trigger over to an execution that waits with Wait for Webhook. For services that call one address of the account, not one per job. Returns whether the execution goes on.',
	endpoint: 'POST to the resume URL, on this n8n',
	properties: [
		{
			displayName:
				'Choose the credential of the Wait for Webhook node, whose secret proves the event there. An execution that does not wait yet is tried for a minute.',
			name: 'resumeNotice',
			type: 'notice',
			default: '',
		},
		RESUME_URL,
		EVENT,
	],
	output: () => z.object({ executionId: z.string(), result: z.enum(['resumed', 'duplicate', 'ignored']) }),
	async run(context, itemIndex) {
		const execution = readResumeUrl(context, itemIndex, requiredText(context, itemIndex, RESUME_URL));
		const event = verifiedEvent(context, itemIndex);
		const { executionId } = execution;
		const outcome = await handOver(context, execution, event, await secretFor(context, itemIndex, event));
		if ('problem' in outcome) {
			const [message, description] = problemTexts(outcome.problem, executionId, event);
			throw new NodeOperationError(context.getNode(), message, { itemIndex, description });
		}
		if (outcome.result === 'ignored') {
			context.addExecutionHints({
				message: `Execution ${executionId} keeps waiting: the event "${event.event}" does not end its wait. It may be about another job, or about progress.`,
				type: 'warning',
				location: 'outputPane',
			});
		}
		return [{ json: { executionId, result: outcome.result } }];
	},
};

function verifiedEvent(context: IExecuteFunctions, itemIndex: number): GenerationEvent {
	const event = parsedJson(context, context.getNodeParameter(EVENT.name, itemIndex), EVENT.displayName);
	if (isVerifiedEvent(event)) return event;
	throw new NodeOperationError(context.getNode(), 'The parameter "Event" is not a verified event', {
		itemIndex,
		description:
			"Enter the whole item of the trigger, for example {{ $('Signed Webhook Trigger').item.json }}. What a trigger has not verified is not handed over.",
	});
}

/** A public key must never sign, and a credential for another sender is not that of the wait. */
async function secretFor(
	context: IExecuteFunctions,
	itemIndex: number,
	{ provider }: GenerationEvent,
): Promise<string> {
	const sender = knownSenders.find(({ delivery }) => delivery.provider === provider);
	if (sender !== undefined && !hasSharedSecret(sender)) {
		throw new NodeOperationError(context.getNode(), `Events of ${sender.displayName} cannot be handed over`, {
			itemIndex,
			description:
				'This sender signs with a key pair, so that no credential has a secret that both nodes share. Give the resume URL to the service with each job, or continue in the workflow of the trigger.',
		});
	}
	const credential = await context.getCredentials(CREDENTIAL_TYPE);
	const [secret = ''] = signingSecretsOf(credential.webhookSecret);
	const weakness = privateSecretProblem(secret);
	const problem =
		credentialProblem(credential, sender?.delivery) ?? (weakness === null ? null : `The Webhook Secret ${weakness}`);
	if (problem === null) return secret;
	throw new NodeOperationError(context.getNode(), 'The credential cannot sign the hand-over', {
		itemIndex,
		description: `${problem} Choose the credential of the Wait for Webhook node.`,
	});
}

function problemTexts(problem: HandOverProblem, id: string, { provider, jobId }: GenerationEvent): [string, string] {
	switch (problem) {
		case 'finished':
			return [
				`Execution ${id} does not wait any more: it has finished`,
				'Either Limit Wait of its Wait for Webhook node has passed, the event was handed over before, or the execution failed or was cancelled. Nothing has to be done if it has the result; else continue here, since this item has the event.',
			];
		case 'gone':
			return [
				`Execution ${id} is not in this n8n`,
				'It was deleted, or the resume URL is from another n8n. Continue here, since this item has the event.',
			];
		case 'wrong-token':
			return [
				`n8n refused the resume URL of execution ${id}`,
				'The signature in its query is not that of the execution. Keep the whole of {{ $execution.resumeUrl }}, with its query, where you store it.',
			];
		case 'wrong-secret':
			return [
				`Execution ${id} refused the hand-over`,
				`Its Wait for Webhook node has another credential, another sender than "${provider}", or the clocks of the machines differ by more than five minutes. Choose the same credential in both nodes.`,
			];
		case 'other-sender':
			return [
				`Execution ${id} waits for another sender than "${provider}"`,
				'Choose the same Sender in the trigger and in the Wait for Webhook node.',
			];
		default:
			return [
				`Execution ${id} did not take the event within a minute`,
				`It came to no wait that the event${jobId === null ? '' : ` of the job "${jobId}"`} ends, or n8n could not be reached. The last answer was: ${problem.last}. Retry this execution when the other one waits.`,
			];
	}
}
