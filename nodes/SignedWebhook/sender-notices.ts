import type { INodeProperties, NodeParameterValue } from 'n8n-workflow';

import { catalogue } from './catalogue';
import { CUSTOM } from './chosen-sender';
import { knownSenders } from './known-senders';
import { sendersWithCallbackUrl, sendersWithSecret, valueOf } from './sender-groups';
import { senders } from './senders';

const UNCONFIRMED =
	'How this sender signs has not been confirmed: its documentation is silent or contradicts its integrations. Try it before you rely on it.';

const REFUSALS =
	'While the secret is wrong, deliveries are answered with 401, and the sender may disable the webhook after repeated failures.';

const customNotice =
	'Enter the URL in the webhook settings of the service, and its signing secret in the credential. The documentation of the service says what it signs; the documentation of this node lists the settings for many services.';

const withoutNotice = catalogue.filter(({ hasNotice }) => !hasNotice).map(({ value }) => value);

const unconfirmed = catalogue.filter(({ confidence }) => confidence === 'unconfirmed').map(({ value }) => value);

const unsignedNotice =
	'The service signs nothing, so the URL that it calls is the proof. Make one for each job with Create Callback URL of a Signed Webhook node, from the Production URL of this trigger, and give it to the service with the request. Choose the Webhook Secret of the credential yourself: a long random text that is used for nothing else. Nobody else needs it.';

const otherNotice =
	'Enter the Production URL in the webhook settings of the sender, or give it with each request. The signing secret from there goes into the credential. Where both are is said in the list of senders, if it is known, or by the documentation of the sender.';

/** The set-up instructions of the sender that a trigger has chosen. */
export const triggerNotices: readonly INodeProperties[] = [
	...knownSenders
		.filter((sender) => ![...withoutNotice, ...sendersWithCallbackUrl].includes(valueOf(sender)))
		.map((sender) =>
			notice(
				[valueOf(sender)],
				[
					sender.urlPlace,
					sender.secretPlace,
					sender.retries,
					sendersWithSecret.includes(valueOf(sender)) ? REFUSALS : '',
				]
					.filter((text) => text !== '')
					.join(' '),
			),
		),
	notice(withoutNotice, [otherNotice, REFUSALS].join(' ')),
	notice([...sendersWithCallbackUrl], unsignedNotice),
	{ ...notice(unconfirmed, UNCONFIRMED), name: 'unconfirmedSenderNotice' },
	notice([CUSTOM], [customNotice, REFUSALS].join(' ')),
];

/** Where the URL goes and where the secret is from, for the senders in files. Of all others the list says it. */
export const actionNotices: readonly INodeProperties[] = senders.map((sender) =>
	notice([valueOf(sender)], `${sender.urlPlace} ${sender.secretPlace}`),
);

/** One is shown at a time, so they share a name: n8n gives every delivery all parameters, with a value for each name. */
function notice(senders: NodeParameterValue[], text: string): INodeProperties {
	return {
		displayName: text,
		name: 'senderNotice',
		type: 'notice',
		displayOptions: { show: { sender: senders } },
		default: '',
	};
}
