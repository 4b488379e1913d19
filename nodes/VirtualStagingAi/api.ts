import { isJsonObject, textOf } from '../shared/delivery/json';
import type { ApiContext, ProviderApi } from '../shared/glue/provider-api';
import { requestApi } from '../shared/glue/transport';

/** Virtual Staging AI's REST API, version 2. Source: Virtual Staging AI documentation, "v2 API, Endpoints". */
export const virtualStagingAiApi: ProviderApi = {
	displayName: 'Virtual Staging AI',
	credentialType: 'virtualStagingAiApi',
	keyName: 'API Key',
};

/** The documentation does not name the field of the secret: the first name is tried, then the second. */
const SECRET_FIELDS = ['secret', 'webhook_secret'] as const;

/**
 * POST /user/webhook-secret: sets the account's signing secret, for all of its receivers.
 *
 * @param context any context of the node
 * @param secret the secret to sign with
 * @returns the secret in force: the given one, unless the provider answers with another
 */
export async function setWebhookSecret(context: ApiContext, secret: string): Promise<string> {
	const [first, second] = SECRET_FIELDS;
	const set = async (field: string, accept: number[]) =>
		await requestApi(context, virtualStagingAiApi, {
			method: 'POST',
			path: '/user/webhook-secret',
			body: { [field]: secret },
			idempotent: true,
			accept,
		});

	const refusals = [400, 422];
	const attempt = await set(first, refusals);
	const { body } = refusals.includes(attempt.status) ? await set(second, []) : attempt;
	const answered = isJsonObject(body)
		? SECRET_FIELDS.map((field) => textOf(body[field])).find((value) => value !== null)
		: undefined;
	return answered ?? secret;
}
