import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isJsonObject, toObject, toText } from '../util/json';

/** What a trigger remembers of its registration at the provider. */
export interface RegistrationState {
	/** The endpoint's id at the provider, where the provider keeps endpoints. */
	endpointId?: string;
	/** The address that was registered. */
	url: string;
	/** The signing secret, where the provider made it for the endpoint. */
	secret?: string;
	/** SHA-256 (hex) of the credential's secret that was set at the provider, where that has to be done. */
	secretHash?: string;
	/** The secret before that, and until when it is accepted (epoch milliseconds). */
	replaced?: { secret: string; until: number };
}

/** Milliseconds for which the secret of a replaced endpoint is accepted: its last deliveries may be on their way. */
export const REPLACED_SECRET_OVERLAP_MS = 300_000;

type StateContext = IHookFunctions | IWebhookFunctions;

/** @returns what was remembered, without a replaced secret that is no longer accepted; or null */
export function registrationState(context: StateContext): RegistrationState | null {
	const value = context.getWorkflowStaticData('global')[stateKey(context)];
	if (!isJsonObject(value)) return null;
	const url = toText(value.url);
	if (url === null) return null;
	const replaced = toObject(value.replaced);
	const replacedSecret = toText(replaced.secret);
	return withoutPast({
		url,
		endpointId: toText(value.endpointId) ?? undefined,
		secret: toText(value.secret) ?? undefined,
		secretHash: toText(value.secretHash) ?? undefined,
		...(replacedSecret !== null && {
			replaced: { secret: replacedSecret, until: Number(replaced.until) },
		}),
	});
}

/** @param state what to remember, or null to forget */
export function rememberRegistration(context: IHookFunctions, state: RegistrationState | null): void {
	const data = context.getWorkflowStaticData('global');
	if (state === null) delete data[stateKey(context)];
	else data[stateKey(context)] = { ...withoutPast(state) };
}

/** A time that is further ahead than an overlap lasts was not written by this package, or the clock was set back. */
function withoutPast({ replaced, ...state }: RegistrationState): RegistrationState {
	const left = replaced === undefined ? 0 : replaced.until - Date.now();
	return left > 0 && left <= REPLACED_SECRET_OVERLAP_MS ? { ...state, replaced } : state;
}

/** Keyed by the node's id, since n8n's own per-node data is keyed by its name, which a rename loses. */
function stateKey(context: StateContext): string {
	const mode = context.getMode() === 'manual' ? 'test' : 'production';
	return `${context.getNode().id}:${mode}`;
}
