import type { INodeProperties, INodePropertyOptions, NodeParameterValue } from 'n8n-workflow';

import type { SignatureScheme } from '../shared/delivery/scheme';
import { parseTemplate } from '../shared/delivery/template';
import { signsAddress } from '../shared/trigger/scheme-needs';
import { ANY_EVENT } from '../shared/delivery/verify';
import { TRIGGER_VERSION, triggerProperties } from '../shared/trigger/description';
import { catalogue } from './catalogue';
import type { SenderRow, UnsignedRow } from './catalogue/row';
import { toSender } from './catalogue/to-sender';
import { unsignedServices } from './catalogue/unsigned';
import { CUSTOM } from './chosen-sender';
import { customProperties } from './custom-properties';
import { fieldsProperty } from './fields-property';
import { type Addressee, publishesKeys, type Sender, tellsItsSecret } from './sender';
import { knownSenders, provingSenders } from './known-senders';
import { senders } from './senders';

const withKeySets = knownSenders.filter(({ keySets }) => keySets !== undefined).map(valueOf);
const withSignedAddress = knownSenders.filter(({ delivery }) => signsAddress(delivery.signature)).map(valueOf);
const withPublishedKeys = knownSenders.filter(publishesKeys).map(valueOf);

const withAddressee = (name: Addressee['option']) =>
	knownSenders.filter(({ addressees = [] }) => addressees.some(({ option }) => option === name)).map(valueOf);

function valueOf({ delivery }: Sender): string {
	return delivery.provider;
}

/** The senders whose deliveries the trigger verifies with the secret of a credential. */
export const sendersWithSecret: readonly string[] = [
	...knownSenders.filter((sender) => !publishesKeys(sender) && !tellsItsSecret(sender)).map(valueOf),
	CUSTOM,
];

/** The senders that publish their keys. */
export const sendersWithKeySet: readonly string[] = withPublishedKeys;

/**
 * Hides the credential of *Any Other Service* where its keys are published. n8n evaluates conditions for credentials as it
 * does for parameters, which the type does not say.
 */
export const withKeySetUrl = {
	'options.keySetUrl': [{ _cnd: { exists: true } }] as unknown as NodeParameterValue[],
};

/** @returns the senders that can call an execution which waits, those that cannot, or those of which nobody says so (null) */
export function sendersThatCall(waiting: boolean | null): string[] {
	const values = knownSenders.filter((sender) => callsWaiting(sender) === waiting).map(valueOf);
	return waiting === null ? [...values, CUSTOM] : values;
}

function callsWaiting({ urlPer, checksUrl }: Sender): boolean | null {
	return urlPer === undefined ? null : urlPer === 'request' && checksUrl !== true;
}

/** The senders that may sign the address or the method, or have a value in the query. */
export const sendersWithAddress: readonly string[] = [
	...knownSenders.filter(({ delivery }) => needsAddress(delivery.signature)).map(valueOf),
	CUSTOM,
];

/** The services that sign nothing. */
export const sendersWithCallbackUrl: readonly string[] = knownSenders
	.filter((sender) => !provingSenders.includes(sender))
	.map(valueOf);

function needsAddress({ content = '', places, format }: SignatureScheme): boolean {
	if (format.kind === 'callbackUrl') return false;
	const kinds = parseTemplate(content).map(({ kind }) => kind);
	return (
		(format.kind === 'jwt' && format.urlClaim !== undefined) ||
		places.some((place) => place.startsWith('query:')) ||
		kinds.some((kind) => ['url', 'path', 'method', 'query', 'form'].includes(kind))
	);
}

/**
 * Hidden parameter that marks operations without a credential. n8n evaluates only the first entry of a credential type, so
 * its `displayOptions` hide the credential when this parameter is present.
 */
export const keySource: INodeProperties = {
	displayName: 'Key Source',
	name: 'keySource',
	type: 'hidden',
	noDataExpression: true,
	displayOptions: { show: { sender: [...withPublishedKeys], operation: ['wait', 'verifySignature'] } },
	default: 'published',
};

const CUSTOM_OPTION = {
	name: 'Any Other Service',
	value: CUSTOM,
	description: 'A service that is not in this list, described by settings',
};

const UNCONFIRMED =
	'How this sender signs has not been confirmed: its documentation is silent or contradicts its integrations. Try it before you rely on it.';

/** What the list says of a sender, where it is known. */
function descriptionOf(row: SenderRow | UnsignedRow): { description?: string } {
	const urlPlace = row.callback === undefined ? row.urlPlace : toSender(row).urlPlace;
	const secretPlace = 'signature' in row ? row.secretPlace : toSender(row).secretPlace;
	const sentences = [urlPlace, secretPlace, row.retries].filter((text) => text !== undefined);
	return sentences.length === 0 ? {} : { description: sentences.join(' ').replace(/<[^>]+>/g, '') };
}

/** @returns the known senders, and the one that is described by settings; `rows` are those that the list itself explains */
function senderList(rows: ReadonlyArray<SenderRow | UnsignedRow>) {
	const descriptions = new Map(rows.map((row) => [row.value, descriptionOf(row)]));
	const known = knownSenders.map((sender) => ({
		name: sender.displayName,
		value: valueOf(sender),
		...descriptions.get(valueOf(sender)),
	}));
	return [...known, CUSTOM_OPTION].sort((some, other) => some.name.localeCompare(other.name));
}

/** The senders as the trigger lists them, where the best-known ones have a notice. */
export const senderOptions = senderList(catalogue.filter(({ hasNotice }) => !hasNotice));

const senderProperty: INodeProperties = {
	displayName: 'Sender',
	name: 'sender',
	type: 'options',
	noDataExpression: true,
	options: senderOptions,
	default: 'standardWebhooks',
	description: 'The service that sends the webhooks',
};

const withoutBrackets = knownSenders.map(({ displayName }) => displayName.replace(/ \(.*\)$/, ''));

/** The names of the senders by their values, without what is in brackets, unless that is what tells two of them apart. */
export const shortNames: Readonly<Record<string, string>> = Object.fromEntries([
	...knownSenders.map((sender, index): [string, string] => {
		const name = withoutBrackets[index];
		const isUnique = withoutBrackets.filter((other) => other === name).length === 1;
		return [valueOf(sender), isUnique ? name : sender.displayName];
	}),
	[CUSTOM, 'another service'],
]);

/** The text below the trigger's name on the canvas. Only the editor evaluates it. */
export const SENDER_SUBTITLE = `={{ (${JSON.stringify(shortNames)})[$parameter["sender"]] ?? $parameter["sender"] }}`;

/**
 * A parameter that is never shown. The nodes panel lists the options of the first parameter with one of three display
 * names, one of them "Trigger On". Without this parameter it would list the events of a single sender.
 */
const nodesPanelEntries: INodeProperties = {
	...senderProperty,
	displayName: 'Trigger On',
	displayOptions: { hide: { '@version': [TRIGGER_VERSION] } },
	options: (senderProperty.options as INodePropertyOptions[]).map(({ name, value }) => ({
		name,
		value,
		action: `On a webhook from ${shortNames[String(value)]}`,
	})),
};

/**
 * The parameters of the action that choose the sender or describe it. A notice says of the senders in files where the URL goes and where the secret is from;
 * of all others the list does, which costs the deliveries to waiting executions nothing.
 */
export const actionSenderProperties: readonly INodeProperties[] = [
	{ ...senderProperty, options: senderList([...catalogue, ...unsignedServices]) },
	...senders.map((sender) => notice([valueOf(sender)], `${sender.urlPlace} ${sender.secretPlace}`)),
	...customProperties,
];

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

/** The set-up instructions of the chosen sender. */
const senderNotices: readonly INodeProperties[] = [
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

const keySetUrl: INodeProperties = {
	displayName: 'Key Set URL',
	name: 'keySetUrl',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': [...withKeySets, CUSTOM] } },
	default: '',
	placeholder: 'e.g. https://rest.fal.ai/.well-known/jwks.json',
	description:
		"Where the public keys are published, as a JSON Web Key Set or in PEM, if not at the sender's own address. Must begin with https://. Any Other Service needs no credential then.",
};

const userId: INodeProperties = {
	displayName: 'User ID',
	name: 'userId',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': withAddressee('userId') } },
	default: '',
	description:
		"Accepts only deliveries that are signed for this user. Without it, any customer of the sender can have a delivery to this node's URL signed.",
	hint: 'Fal: the X-Fal-Webhook-User-Id header of your own deliveries. Ideogram: X-Ideogram-Webhook-User-Id. Google Pub/Sub: the email of the service account.',
};

const audience: INodeProperties = {
	displayName: 'Audience',
	name: 'audience',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': withAddressee('audience') } },
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description:
		'Accepts only deliveries that are signed for this audience. Google Pub/Sub: the Audience of the push subscription, which is the URL unless another is entered there.',
};

const topicArn: INodeProperties = {
	displayName: 'Topic ARN',
	name: 'topicArn',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': withAddressee('topicArn') } },
	default: '',
	placeholder: 'e.g. arn:aws:sns:us-east-1:123456789012:orders',
	description: 'Accepts only messages of this topic. Certificates are fetched from Amazon SNS in its region.',
};

const webhookId: INodeProperties = {
	displayName: 'Webhook ID',
	name: 'webhookId',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': withAddressee('webhookId') } },
	default: '',
	placeholder: 'e.g. 4JH86294D6297924G',
	description: 'The ID that the PayPal Developer Dashboard shows beside the webhook. It is part of what PayPal signs.',
};

const signedUrl: INodeProperties = {
	displayName: 'Signed URL',
	name: 'signedUrl',
	type: 'string',
	noDataExpression: true,
	displayOptions: { show: { '/sender': [...withSignedAddress, CUSTOM] } },
	default: '',
	placeholder: 'e.g. https://hooks.example.com/orders',
	description:
		'The webhook URL as the service knows it, for services that sign it. Only needed if a proxy changes the URL on the way to n8n. Applies to the Test URL as well. The query string is always taken from the delivery.',
};

/** The options of an action for a sender that publishes its keys. */
export const publishedKeyOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	displayOptions: { show: { sender: [...withPublishedKeys, CUSTOM] } },
	default: {},
	options: [audience, keySetUrl, topicArn, userId, webhookId],
};

const withList = catalogue.filter(({ listsEvents }) => listsEvents);
const withoutList = catalogue.filter((row) => !withList.includes(row)).map(({ value }) => value);

/** The parameters of the trigger. */
export const triggerParameters: INodeProperties[] = [
	nodesPanelEntries,
	senderProperty,
	...senderNotices,
	...customProperties,
	...senders.map((sender) => eventsOf(sender.delivery.events, sender.preselected, valueOf(sender))),
	...withList.map(({ value, events = [] }) => named(events, eventsOf({}, [ANY_EVENT], value))),
	eventsOf({}, [ANY_EVENT], CUSTOM, ...withoutList, ...sendersWithCallbackUrl),
	fieldsProperty,
	optionsProperty(),
];

function eventsOf(
	catalogue: Sender['delivery']['events'],
	preselected: readonly string[],
	...values: string[]
): INodeProperties {
	const [events] = triggerProperties(catalogue, preselected);
	return { ...events, displayOptions: { show: { sender: values } } };
}

/** The names come first, as the sender writes them. */
function named(names: readonly string[], events: INodeProperties): INodeProperties {
	return { ...events, options: [...names.map((name) => ({ name, value: name })), ...(events.options ?? [])] };
}

function optionsProperty(): INodeProperties {
	const [, options] = triggerProperties({}, [], {
		options: [audience, keySetUrl, signedUrl, topicArn, userId, webhookId],
	});
	return options;
}
