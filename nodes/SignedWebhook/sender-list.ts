import type { INodeProperties } from 'n8n-workflow';

import { TRIGGER_VERSION } from '../shared/trigger/description';
import { catalogue } from './catalogue';
import type { SenderRow, UnsignedRow } from './catalogue/row';
import { toSender } from './catalogue/to-sender';
import { unsignedServices } from './catalogue/unsigned';
import { CUSTOM } from './chosen-sender';
import { knownSenders } from './known-senders';
import { valueOf } from './sender-groups';

const CUSTOM_OPTION = {
	name: 'Any Other Service',
	value: CUSTOM,
	description: 'A service that is not in this list, described by settings',
};

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

/** Chooses the sender of a trigger. */
export const senderProperty: INodeProperties = {
	displayName: 'Sender',
	name: 'sender',
	type: 'options',
	noDataExpression: true,
	options: senderOptions,
	default: 'standardWebhooks',
	description: 'The service that sends the webhooks',
};

/** Chooses the sender of an action, where the list explains all rows: unlike a notice, it costs deliveries to waiting executions nothing. */
export const actionSenderProperty: INodeProperties = {
	...senderProperty,
	options: senderList([...catalogue, ...unsignedServices]),
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
export const nodesPanelEntries: INodeProperties = {
	...senderProperty,
	displayName: 'Trigger On',
	displayOptions: { hide: { '@version': [TRIGGER_VERSION] } },
	options: senderOptions.map(({ name, value }) => ({
		name,
		value,
		action: `On a webhook from ${shortNames[value]}`,
	})),
};
