import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import { type Simulator, startSimulator } from '../../../simulator/index.mts';
import { makeHookContext } from '../../support/n8n-contexts.mts';
import { newSecret, type OpenTrigger, openTrigger, type TriggerSetUp } from './open-trigger.mts';
import type { Provider } from './providers.mts';

/** Where a public n8n would listen. */
export const PUBLIC_URL = 'https://n8n.example.com/webhook';

/** A trigger whose credential leads to a simulated provider. */
interface Registrant extends OpenTrigger {
	/** The address that n8n gives the node. */
	readonly url: string;
	/** What the node has to remember of its registration; undefined where it remembers nothing. */
	readonly state: IDataObject | undefined;
	/** Runs one of n8n's three hooks in n8n-core's hook context. */
	run(hook: Hook, options?: { patience?: number }): Promise<boolean>;
}

type Hook = 'checkExists' | 'create' | 'delete';

let simulator: Simulator | undefined;

/** Starts the simulator of a test. */
export async function openSimulator(): Promise<Simulator> {
	simulator = await startSimulator();
	return simulator;
}

/** Ends it. */
export async function closeSimulator(): Promise<void> {
	await simulator?.close();
	simulator = undefined;
}

/**
 * Makes a trigger that can be registered at the simulated provider.
 *
 * @param provider whose trigger
 * @param providerSimulator the provider
 * @param setUp how it differs from a new node; its webhook secret is random unless given
 */
export function registrant(
	provider: Provider,
	providerSimulator: { baseUrl: string; credentials: object },
	setUp: TriggerSetUp = {},
): Registrant {
	const mode = setUp.mode ?? 'trigger';
	const trigger = openTrigger(provider, {
		...setUp,
		mode,
		credential: {
			...providerSimulator.credentials,
			baseUrl: providerSimulator.baseUrl,
			webhookSecret: newSecret(),
			...setUp.credential,
		},
		additionalData: {
			webhookBaseUrl: mode === 'manual' ? `${PUBLIC_URL}-test` : PUBLIC_URL,
			...setUp.additionalData,
		},
	});
	return registrantOf(trigger);
}

/**
 * The same node after its workflow was changed, or a second copy of it.
 *
 * @param original whose identity it has
 * @param changes what is different; static data is shared unless given
 */
export function copyOf(original: Registrant, changes: Partial<OpenTrigger['setUp']>): Registrant {
	const setUp = { ...original.setUp, ...changes, node: { ...original.setUp.node, ...changes.node } };
	return registrantOf({ ...original, setUp });
}

function registrantOf(trigger: OpenTrigger): Registrant {
	const { setUp, provider } = trigger;
	return {
		provider,
		setUp,
		credential: trigger.credential,
		receive: trigger.receive,
		get url() {
			return `${setUp.additionalData?.webhookBaseUrl}/${setUp.node?.webhookId}/webhook`;
		},
		get state() {
			const kind = setUp.mode === 'manual' ? 'test' : 'production';
			const global = setUp.staticData.global as Record<string, IDataObject> | undefined;
			return global?.[`${setUp.node?.id}:${kind}`];
		},
		async run(hook, { patience } = {}) {
			const context = makeHookContext(setUp);
			if (patience !== undefined) losePatience(context, patience);
			return await provider.trigger.webhookMethods.default[hook].call(context);
		},
	};
}

/** Lets n8n's requests end after a shorter time than the node asks for. */
function losePatience(context: IHookFunctions, timeout: number): void {
	const { helpers } = context;
	const request = helpers.httpRequestWithAuthentication;
	helpers.httpRequestWithAuthentication = async function (type, options, ...rest) {
		return await request.call(this, type, { ...options, timeout }, ...rest);
	};
}
