import { type IHookFunctions, type IWebhookFunctions, NodeOperationError, sleep } from 'n8n-workflow';

import type { DeliveryDefinition } from '../delivery/definition';
import { warn } from '../n8n/log';
import { toObject } from '../util/json';
import { registrationState, rememberRegistration } from '../endpoints/state';
import { webhookUrl } from '../endpoints/webhook-url';
import { type SigningSecrets, signingSecretsOf } from '../endpoints/signing-secrets';
import { ownAddress, testWebhook } from '../http/own-address';
import type { Provider } from '../http/provider';
import { signingKey } from './key';
import { usesSample } from './option';
import { inventedSample, type SampleEvent, sampleOf, type SampleValues } from './sample';
import { sendDelivery } from './send';
import { type SignedDelivery, signEvent } from './sign';

/** The editor must learn that n8n is listening before the sample arrives; otherwise it keeps listening. */
const PAUSE_MS = 1_000;

/** n8n responds 404 until it has registered the webhook, which takes milliseconds. */
const MAX_ATTEMPTS = 5;

/** The samples that are being delivered or have arrived, by Test URL. */
const listening = new Map<string, SignedDelivery>();

/** The sender of a sample. */
interface SampleSender {
	api: Provider;
	delivery: DeliveryDefinition;
	/** What the trigger requires. */
	values?: SampleValues;
	/** The URL that the sender signs; the Test URL by default. */
	signedUrl?: string;
}

/**
 * Delivers a sample to the trigger's own Test URL instead of registering the trigger at the provider. The sample is
 * verified like any other delivery.
 *
 * @throws NodeOperationError if there is no sample, or n8n cannot reach its own Test URL
 */
export async function deliverSample(context: IHookFunctions, sender: SampleSender): Promise<void> {
	const url = webhookUrl(context);
	const event = chosenSample(context, sender);
	const key = signingKey(sender.delivery.signature, await credentialSecret(context, sender.api));
	const { signedUrl = url } = sender;
	const request = signed(context, sender, event, { secret: key.signsWith, url: signedUrl });
	const address = await ownTestUrl(context, url);
	const sample = { ...request, url: address + request.url.slice(signedUrl.length) };
	if (key.verifiesWith !== null) {
		rememberRegistration(context, { url, endpointId: 'sample', secret: key.verifiesWith });
	}
	listening.set(url, sample);
	// n8n can receive the sample only after this hook has returned.
	void deliver(context, { url, address, sample });
}

async function ownTestUrl(context: IHookFunctions, url: string): Promise<string> {
	const { address, tried } = await ownAddress(context, url, testWebhook);
	if (address !== null) return address;
	throw new NodeOperationError(context.getNode(), 'n8n cannot reach its own Test URL, so no sample can be delivered', {
		description: `Tried: ${tried.join(', ')}. Make one of these addresses reachable from n8n itself, or set the option When Testing to Wait for a Real Event.`,
	});
}

/**
 * Stops listening for a sample. n8n calls this hook in another mode, so only the URL identifies the sample.
 *
 * @returns whether there was a sample: then nothing is registered at the provider
 */
export function endSample(context: IHookFunctions): boolean {
	return listening.delete(webhookUrl(context));
}

/** @returns the key made for the expected sample, which is then the only one accepted, or null if none was made */
export function sampleKey(context: IWebhookFunctions): SigningSecrets | null {
	const key = usesSample(context) ? registrationState(context)?.secret : undefined;
	if (key === undefined) return null;
	return { known: async () => await Promise.resolve([key]), refreshed: async () => await Promise.resolve(null) };
}

function chosenSample(context: IHookFunctions, { delivery, values = {} }: SampleSender): SampleEvent {
	const chosen = [context.getNodeParameter('events') as unknown].flat().map(String);
	const sample = sampleOf(delivery.events, chosen) ?? inventedSample(delivery, chosen);
	if (sample !== null) {
		const { headers, claims, fields } = values;
		return {
			body: fields === undefined ? sample.body : { ...toObject(sample.body), ...fields },
			headers: { ...sample.headers, ...headers },
			claims,
		};
	}
	throw new NodeOperationError(context.getNode(), `There is no sample for ${chosen.join(', ') || 'no event'}`, {
		description: 'Choose one of the listed events under Events.',
	});
}

/** A sender with published keys has no credential. */
async function credentialSecret(context: IHookFunctions, { credentialType }: Provider): Promise<string | undefined> {
	if (context.getNode().credentials?.[credentialType] === undefined) return undefined;
	const { webhookSecret } = await context.getCredentials(credentialType);
	return signingSecretsOf(webhookSecret)[0];
}

function signed(
	context: IHookFunctions,
	{ api, delivery }: SampleSender,
	event: SampleEvent,
	{ secret, url }: { secret: string; url: string },
): SignedDelivery {
	try {
		return signEvent(delivery.signature, event, secret, url);
	} catch {
		throw new NodeOperationError(
			context.getNode(),
			`The Webhook Secret is not a signing secret of ${api.displayName}`,
			{ description: api.secretAdvice },
		);
	}
}

async function deliver(
	context: IHookFunctions,
	{ url, address, sample }: { url: string; address: string; sample: SignedDelivery },
): Promise<void> {
	let problem = '';
	for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
		await sleep(PAUSE_MS);
		if (listening.get(url) !== sample) return;
		const response = await sendDelivery(context, sample);
		// Whatever the trigger answers, the editor shows it.
		if (!('cause' in response) && response.statusCode !== 404) return;
		problem = 'cause' in response ? response.cause : 'n8n has not registered the webhook (404)';
	}
	warn(context, 'sample', `The sample could not be delivered to ${address}: ${problem}.`);
}
