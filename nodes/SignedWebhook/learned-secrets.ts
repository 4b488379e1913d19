import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { SigningSecrets } from '../shared/endpoints/signing-secrets';
import { leadToSameNode, webhookUrl } from '../shared/endpoints/webhook-url';
import { isJsonObject, type JsonObject, toArray, toObject, toText } from '../shared/util/json';

/** How long after publishing a trigger learns secrets. Anyone who knows the URL can tell it one in this time. */
const WINDOW_MS = 600_000;

/** Several webhooks of a sender may deliver to one trigger. As many secrets are tried for a delivery. */
const MAX_SECRETS = 10;

/** A secret that the sender told the trigger, and when (epoch milliseconds) and at which URL. */
interface LearnedSecret {
	secret: string;
	url: string;
	learnedAt: number;
}

/** What became of a secret that somebody told the trigger. */
export type Lesson = 'learned' | 'known' | 'closed' | 'full';

type Context = IHookFunctions | IWebhookFunctions;

/** Lets the trigger learn secrets for ten minutes. Those that it knows stay in force. */
export function openLearning(context: IHookFunctions): void {
	remember(context, { ...toObject(recall(context)), openedAt: Date.now() });
}

/**
 * Learns a secret. It is in force for the next request if n8n sends the response, after it has saved the static data.
 *
 * @returns what became of it: `closed` more than ten minutes after publishing, `full` after ten secrets
 */
export function learnSecret(context: IWebhookFunctions, secret: string): Lesson {
	const data = toObject(recall(context));
	const url = webhookUrl(context);
	const secrets = secretsAt(url, data);
	if (secrets.some((one) => one.secret === secret)) return 'known';
	const age = Date.now() - Number(data.openedAt);
	if (!(age >= 0 && age < WINDOW_MS)) return 'closed';
	if (secrets.length >= MAX_SECRETS) return 'full';
	remember(context, { ...data, secrets: [...secrets, { secret, url, learnedAt: Date.now() }] });
	return 'learned';
}

/** @returns the secrets that the trigger has learned at its present URL */
export function learnedSecrets(context: IWebhookFunctions): SigningSecrets {
	return {
		async known() {
			const secrets = secretsAt(webhookUrl(context), toObject(recall(context)));
			return await Promise.resolve(secrets.map(({ secret }) => secret));
		},
		refreshed: async () => await Promise.resolve(null),
	};
}

function secretsAt(address: string, { secrets }: JsonObject): LearnedSecret[] {
	return toArray(secrets)
		.filter(isJsonObject)
		.map(({ secret, url, learnedAt }) => ({
			secret: toText(secret) ?? '',
			url: toText(url) ?? '',
			learnedAt: Number(learnedAt),
		}))
		.filter(({ secret, url }) => secret !== '' && leadToSameNode(url, address));
}

function recall(context: Context): unknown {
	return context.getWorkflowStaticData('global')[keyOf(context)];
}

function remember(context: Context, value: JsonObject): void {
	context.getWorkflowStaticData('global')[keyOf(context)] = value as never;
}

/** By the node's id, since n8n's own data of a node is lost when the node gets another name. */
const keyOf = (context: Context): string => `${context.getNode().id}:secrets`;
