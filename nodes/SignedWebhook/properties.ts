import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { SignatureScheme } from '../shared/delivery/scheme';
import { parseTemplate } from '../shared/delivery/template';
import { ANY_EVENT } from '../shared/delivery/verify';
import { TRIGGER_VERSION, triggerProperties } from '../shared/trigger/description';
import { CUSTOM } from './chosen-sender';
import { customProperties } from './custom-properties';
import type { Sender } from './sender';
import { senders } from './senders';

const withKeySets = senders.filter(({ keySets }) => keySets !== undefined).map(valueOf);
const withCustomers = senders.filter(({ customerHeader }) => customerHeader !== undefined).map(valueOf);

function valueOf({ delivery }: Sender): string {
	return delivery.provider;
}

/** The senders whose deliveries are verified with a secret. */
export const sendersWithSecret: readonly string[] = [
	...senders.map(valueOf).filter((value) => !withKeySets.includes(value)),
	CUSTOM,
];

/** The senders that publish their keys. */
export const sendersWithKeySet: readonly string[] = withKeySets;

/** The senders that may sign the address or the method, or have a value in the query. */
export const sendersWithAddress: readonly string[] = [
	...senders.filter(({ delivery }) => needsAddress(delivery.signature)).map(valueOf),
	CUSTOM,
];

function needsAddress({ content = '', places }: SignatureScheme): boolean {
	const kinds = parseTemplate(content).map(({ kind }) => kind);
	return (
		places.some((place) => place.startsWith('query:')) ||
		kinds.some((kind) => ['url', 'path', 'method', 'query', 'form'].includes(kind))
	);
}

/**
 * A parameter that only an operation without a credential has. n8n looks at a node's first entry for a credential type only,
 * and the display options of one entry cannot say "this sender, unless this operation"; they can hide it where this is there.
 */
export const keySource: INodeProperties = {
	displayName: 'Key Source',
	name: 'keySource',
	type: 'hidden',
	noDataExpression: true,
	displayOptions: { show: { sender: [...withKeySets], operation: ['wait', 'verifySignature'] } },
	default: 'published',
};

const CUSTOM_OPTION = {
	name: 'Any Other Service',
	value: CUSTOM,
	description: 'A service that is not in this list, described by settings',
};

/** The senders that the node knows, and the one that is described by settings. */
export const senderOptions = [
	...senders.map((sender) => ({ name: sender.displayName, value: valueOf(sender) })),
	CUSTOM_OPTION,
].sort((some, other) => some.name.localeCompare(other.name));

/** Chooses the sender. */
const senderProperty: INodeProperties = {
	displayName: 'Sender',
	name: 'sender',
	type: 'options',
	noDataExpression: true,
	options: senderOptions,
	default: 'standardWebhooks',
	description: 'The service that sends the webhooks',
};

const shortNames = Object.fromEntries([
	...senders.map((sender) => [valueOf(sender), sender.displayName.replace(/ \(.*\)$/, '')]),
	[CUSTOM, 'another service'],
]) as Record<string, string>;

/** What the canvas shows below the trigger's name. Only the editor evaluates it. */
export const SENDER_SUBTITLE = `={{ (${JSON.stringify(shortNames)})[$parameter["sender"]] ?? $parameter["sender"] }}`;

/**
 * A parameter that no node shows. The nodes panel lists the options of the first parameter with one of three display
 * names, this one among them; without it, it would list the events of one sender as if they were all.
 */
const nodesPanelEntries: INodeProperties = {
	...senderProperty,
	displayName: 'Trigger On',
	displayOptions: { hide: { '@version': [TRIGGER_VERSION] } },
	options: (senderProperty.options as INodePropertyOptions[]).map((option) => ({
		...option,
		action: `On a webhook from ${shortNames[String(option.value)]}`,
	})),
};

/** The parameters that choose the sender or describe it. */
export const senderProperties: readonly INodeProperties[] = [senderProperty, ...customProperties];

const REFUSALS =
	'While the secret is wrong, deliveries are answered 401, and a sender whose deliveries keep failing may switch the webhook off.';

const customNotice =
	'Enter the URL in the webhook settings of the service, and its signing secret in the credential. The documentation of the service says what it signs; the documentation of this node has the settings for many.';

/** Says for the chosen sender where the URL goes and where the secret comes from. */
const senderNotices: readonly INodeProperties[] = [
	...senders.map((sender) =>
		notice(
			valueOf(sender),
			[sender.urlPlace, sender.secretPlace, sender.retries, sender.keySets === undefined ? REFUSALS : ''].join(' '),
		),
	),
	notice(CUSTOM, [customNotice, REFUSALS].join(' ')),
];

function notice(value: string, text: string): INodeProperties {
	return {
		displayName: text,
		name: `${value}Notice`,
		type: 'notice',
		displayOptions: { show: { sender: [value] } },
		default: '',
	};
}

const keySetUrl: INodeProperties = {
	displayName: 'Key Set URL',
	name: 'keySetUrl',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': [...withKeySets] } },
	default: '',
	placeholder: 'e.g. https://rest.fal.ai/.well-known/jwks.json',
	description: "Where the sender's public keys are, if not at the sender's own address. Must begin with https://.",
};

const userId: INodeProperties = {
	displayName: 'User ID',
	name: 'userId',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': [...withCustomers] } },
	default: '',
	description:
		"Accepts only what the sender has signed for this user. Without it, every customer of the sender can have deliveries signed for this node's URL.",
	hint: 'The X-Fal-Webhook-User-Id header of your own deliveries has it',
};

/** Whose deliveries wake an execution that waits for a sender which publishes its keys. */
export const publishedKeyOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	displayOptions: { show: { sender: [...withKeySets] } },
	default: {},
	options: [keySetUrl, userId],
};

/** The parameters of the trigger. */
export const triggerParameters: INodeProperties[] = [
	nodesPanelEntries,
	...senderProperties,
	...senderNotices,
	...senders.map((sender) => eventsOf(sender.delivery.events, sender.preselected, valueOf(sender))),
	eventsOf({}, [ANY_EVENT], CUSTOM),
	optionsProperty(),
];

function eventsOf(
	catalogue: Sender['delivery']['events'],
	preselected: readonly string[],
	value: string,
): INodeProperties {
	const [events] = triggerProperties(catalogue, preselected);
	return { ...events, displayOptions: { show: { sender: [value] } } };
}

function optionsProperty(): INodeProperties {
	const [, options] = triggerProperties({}, [], { options: [keySetUrl, userId] });
	return options;
}
