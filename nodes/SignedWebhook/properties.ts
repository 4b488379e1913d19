import type { INodeProperties, NodeParameterValue } from 'n8n-workflow';

import { ANY_EVENT } from '../shared/delivery/verify';
import { triggerProperties } from '../shared/trigger/description';
import { catalogue } from './catalogue';
import { CUSTOM } from './chosen-sender';
import { customProperties } from './custom-properties';
import { fieldsProperty } from './fields-property';
import type { Sender } from './sender';
import { sendersWithCallbackUrl, sendersWithPublishedKeys, valueOf } from './sender-groups';
import { actionSenderProperty, nodesPanelEntries, senderProperty } from './sender-list';
import { actionNotices, triggerNotices } from './sender-notices';
import { deliveryOptions } from './sender-options';
import { senders } from './senders';

/**
 * Hides the credential of *Any Other Service* where its keys are published. n8n evaluates conditions for credentials as it
 * does for parameters, which the type does not say.
 */
export const withKeySetUrl = {
	'options.keySetUrl': [{ _cnd: { exists: true } }] as unknown as NodeParameterValue[],
};

/**
 * Hidden parameter that marks operations without a credential. n8n evaluates only the first entry of a credential type, so
 * its `displayOptions` hide the credential when this parameter is present.
 */
export const keySource: INodeProperties = {
	displayName: 'Key Source',
	name: 'keySource',
	type: 'hidden',
	noDataExpression: true,
	displayOptions: { show: { sender: [...sendersWithPublishedKeys], operation: ['wait', 'verifySignature'] } },
	default: 'published',
};

/** The parameters of the action that choose the sender or describe it. */
export const actionSenderProperties: readonly INodeProperties[] = [
	actionSenderProperty,
	...actionNotices,
	...customProperties,
];

const withList = catalogue.filter(({ listsEvents }) => listsEvents);
const withoutList = catalogue.filter((row) => !withList.includes(row)).map(({ value }) => value);

/** The parameters of the trigger. */
export const triggerParameters: INodeProperties[] = [
	nodesPanelEntries,
	senderProperty,
	...triggerNotices,
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
	const [, options] = triggerProperties({}, [], { options: [...deliveryOptions] });
	return options;
}
