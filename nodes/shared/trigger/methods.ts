import { type IExecuteFunctions, type IHookFunctions, type IWebhookFunctions, NodeOperationError } from 'n8n-workflow';

import { toObject, toText } from '../util/json';
import { warn } from '../n8n/log';
import { usesSample } from '../test-events/option';
import { deliverSample, endSample } from '../test-events/listen';
import { checkAllowedIps } from './allowed-senders';
import { type TriggerDefinitionSource, type TriggerOptions, definitionFor } from './definition';
import { executeTrigger } from './execute';
import { receiveDelivery } from './webhook';

/**
 * Makes the two methods of a trigger: `webhook()` runs before n8n responds to a delivery, `execute()` afterwards.
 *
 * @example
 * const methods = triggerMethods({ api: acmeApi, delivery: acmeDelivery });
 *
 * export class AcmeTrigger implements INodeType {
 * 	webhook = methods.webhook;
 * 	execute = methods.execute;
 * }
 */
export function triggerMethods<Options extends TriggerOptions>(source: TriggerDefinitionSource<Options>) {
	return {
		async webhook(this: IWebhookFunctions) {
			return await receiveDelivery(this, source);
		},
		async execute(this: IExecuteFunctions) {
			return await executeTrigger(this, definitionFor(source, this));
		},
	};
}

type RegistrationHook = (this: IHookFunctions) => Promise<boolean>;

/**
 * Adds to n8n's registration hooks what all triggers share: the check of their options, samples, and errors that tell
 * what to do.
 */
export function checkedRegistration<Options extends TriggerOptions>(
	registration: Record<'checkExists' | 'create' | 'delete', RegistrationHook>,
	source: TriggerDefinitionSource<Options>,
) {
	const hooks: Record<'checkExists' | 'create' | 'delete', RegistrationHook> = {
		async checkExists() {
			checkAllowedIps(this);
			return usesSample(this) ? false : await registration.checkExists.call(this);
		},
		async create() {
			if (!usesSample(this)) return await registration.create.call(this);
			const { api, delivery, sampleValues, signedUrl } = definitionFor(source, this);
			const values = sampleValues?.(this.getNodeParameter('options', {}) as Options);
			await deliverSample(this, { api, delivery, values, signedUrl });
			return true;
		},
		async delete() {
			return endSample(this) || (await registration.delete.call(this));
		},
	};
	const registering = (hook: RegistrationHook): RegistrationHook =>
		async function (this: IHookFunctions) {
			try {
				const result = await hook.call(this);
				unregistered.delete(keyOf(this));
				return result;
			} catch (error) {
				unregistered.add(keyOf(this));
				throw withRemedy(this, error);
			}
		};
	const removing: RegistrationHook = async function () {
		try {
			return await hooks.delete.call(this);
		} catch (thrown) {
			const error = withRemedy(this, thrown);
			if (!unregistered.has(keyOf(this))) throw error;
			warn(
				this,
				'unregistered',
				`The trigger was not registered. An earlier attempt may have left an endpoint at the provider. ${error.message}`,
			);
			return true;
		}
	};
	return { checkExists: registering(hooks.checkExists), create: registering(hooks.create), delete: removing };
}

/**
 * Triggers whose last registration failed. After a failed `create()` n8n calls `delete()`; if that throws too, n8n 2
 * believes that the trigger is registered. So `delete()` must not throw for these.
 */
const unregistered = new Set<string>();

/** The URL is part of the key, because a node has a Test URL and a Production URL. */
const keyOf = (context: IHookFunctions): string =>
	`${context.getWorkflow().id}:${context.getNodeWebhookUrl('default')}`;

/** If publishing or listening fails, n8n shows only the message of the error, so the message includes the description. */
function withRemedy(context: IHookFunctions, thrown: unknown): NodeOperationError {
	const { message, description } = toObject(thrown);
	const text = [message, description]
		.map(toText)
		.filter((part) => part !== null)
		.join('. ');
	const error = new NodeOperationError(context.getNode(), text);
	// Set again, because n8n replaces a message that contains the code of a network error.
	error.message = text;
	return error;
}
