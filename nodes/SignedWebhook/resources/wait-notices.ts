import type { INodeProperties } from 'n8n-workflow';

import { noticeFor } from '../../shared/operations/notice-for';
import { sendersThatCall } from '../sender-groups';

const TWO_WORKFLOWS =
	'receive its webhooks in a second workflow, with a <b>Signed Webhook Trigger</b>, and hand each event to the execution that waits, with <b>Resume Waiting Execution</b>. <a href="https://github.com/n8n-nodes-ai-media-webhooks/n8n-nodes-ai-media-webhooks/blob/main/docs/waiting.md#services-with-one-address-per-account" target="_blank">How to</a>';

/** What the node says of the chosen sender: whether it can call the execution that waits. */
export const waitNotices: readonly INodeProperties[] = [
	forSenders(
		true,
		'resumeUrlNotice',
		'Start the job in the node before this one, and give it <code>{{ $execution.resumeUrl }}</code> as webhook URL, or what Create Callback URL returns if the service signs nothing. The service must be able to reach this n8n.',
	),
	forSenders(
		false,
		'accountUrlNotice',
		`<b>This sender cannot call the execution that waits</b>: its webhook URL is entered once for all jobs, or checked before the execution sleeps. Instead, ${TWO_WORKFLOWS}`,
	),
	forSenders(
		null,
		'unknownUrlNotice',
		`If the service takes a webhook URL with each job, start the job in the node before this one, and give it <code>{{ $execution.resumeUrl }}</code>, or what Create Callback URL returns if the service signs nothing. If it has one webhook URL for all jobs, ${TWO_WORKFLOWS}`,
	),
	noticeFor(
		'tool',
		'waitAsToolNotice',
		'<b>An agent cannot wait for a webhook</b>, because its execution must not sleep. Put this node into a workflow of its own, and give that workflow to the agent as a tool.',
	),
];

function forSenders(canCall: boolean | null, name: string, text: string): INodeProperties {
	return noticeFor('workflow', name, text, { sender: sendersThatCall(canCall) });
}
