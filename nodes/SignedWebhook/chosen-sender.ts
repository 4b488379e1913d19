import { type IExecuteFunctions, type IHookFunctions, type IWebhookFunctions, NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../shared/http/provider';
import { parameterOf } from '../shared/n8n/parameter';
import { type CustomSettings, customSender, SettingsError } from './custom';
import { customProperties } from './custom-properties';
import { fieldsProperty } from './fields-property';
import { toObject, toText } from '../shared/util/json';
import { knownSenders } from './known-senders';
import type { Sender } from './sender';
import { withFields } from './with-fields';

/** The value of `sender` for a service that is described by parameters. */
export const CUSTOM = 'custom';

export const CREDENTIAL_TYPE = 'signedWebhookApi';

/**
 * Finds the sender that the node's parameters name or describe.
 *
 * @throws NodeOperationError if the settings are not valid
 */
export function chosenSender(
	context: IExecuteFunctions | IHookFunctions | IWebhookFunctions,
	itemIndex?: number,
): Sender {
	const read = (name: string, preset: unknown) => parameterOf(context, name, preset, itemIndex);

	const value = read('sender', '');
	if (value === CUSTOM) return customFrom(context, read);
	const sender = knownSenders.find(({ delivery }) => delivery.provider === value);
	if (sender !== undefined) return withFields(sender, toObject(read('fields', {})));
	throw new NodeOperationError(context.getNode(), `There is no sender "${String(value)}"`, {
		description: 'Open the node and choose another sender.',
	});
}

function customFrom(
	context: IExecuteFunctions | IHookFunctions | IWebhookFunctions,
	read: (name: string, preset: unknown) => unknown,
): Sender {
	const settings = Object.fromEntries(
		[...customProperties, fieldsProperty].map(({ name, default: preset }) => [name, read(name, preset)]),
	);
	const keySetUrl = toText(toObject(read('options', {})).keySetUrl) ?? undefined;
	try {
		return customSender({ ...(settings as unknown as CustomSettings), keySetUrl });
	} catch (error) {
		if (!(error instanceof SettingsError)) throw new NodeOperationError(context.getNode(), error as Error);
		throw new NodeOperationError(context.getNode(), 'The settings of the sender are not valid', {
			description: error.message,
		});
	}
}

/** @returns what the shared code has to know of it */
export function apiOf({ displayName, secretPlace, bySettings }: Sender): Provider {
	return {
		displayName,
		credentialType: CREDENTIAL_TYPE,
		secretAdvice: secretPlace.replace(/<[^>]+>/g, ''),
		hasSettings: bySettings === true,
	};
}
