import type { IWebhookFunctions } from 'n8n-workflow';

import { type RegistrationState, registrationState } from './state';
import { createThrottle } from '../util/throttle';
import { createSecretCache } from './secret-cache';
import { messageOf } from '../n8n/errors';

/** A replaced secret is accepted for at most `freshFor + overlap`: six minutes. */
const cache = createSecretCache({
	freshFor: 60_000,
	overlap: 300_000,
	refreshInterval: 1_000,
	capacity: 1_000,
	now: Date.now,
});

/** All deliveries that share a failed read come here, and a flood of them must not become a flood of log lines. */
const warnings = createThrottle(10_000);

/** The signing secrets of one trigger. */
export interface SigningSecrets {
	/** @returns the secrets in force, nearly always without asking n8n's database */
	known(): Promise<readonly string[]>;
	/** @returns what the database says now, or null where it was asked a moment ago */
	refreshed(): Promise<readonly string[] | null>;
}

/**
 * Finds the signing secrets of a trigger: the one that the provider made at registration, and the one in the
 * credential. A credential that cannot be read counts as one without a secret.
 *
 * @param credentialType the name of the credential type
 */
export function signingSecrets(context: IWebhookFunctions, credentialType: string): SigningSecrets {
	const registered = registeredSecrets(registrationState(context));
	const reference = context.getNode().credentials?.[credentialType];
	const key = `${credentialType}:${reference?.id ?? reference?.name ?? ''}`;

	const read = async (): Promise<string[]> => {
		const { webhookSecret, previousSecret } = await context.getCredentials(credentialType);
		return [...signingSecretsOf(webhookSecret), ...signingSecretsOf(previousSecret)];
	};
	const orNothing = async <T>(secrets: Promise<T>): Promise<T | []> => {
		try {
			return await secrets;
		} catch (error) {
			if (warnings.allows(`${context.getWorkflow().id}:${context.getNode().id}`)) {
				context.logger.warn(`The credential of "${context.getNode().name}" could not be read.`, {
					error: messageOf(error),
				});
			}
			return [];
		}
	};

	return {
		async known() {
			return [...registered, ...(await orNothing(cache.secrets(key, read)))];
		},
		async refreshed() {
			const secrets = await orNothing(cache.refresh(key, read));
			return secrets === null ? null : [...registered, ...secrets];
		},
	};
}

function registeredSecrets(state: RegistrationState | null): string[] {
	const { secret, endpointId, replaced } = state ?? {};
	return [
		// A provider makes a secret for an endpoint. One without an endpoint was only found in some answer.
		...(secret === undefined || endpointId === undefined ? [] : [secret]),
		...(replaced !== undefined && Date.now() < replaced.until ? [replaced.secret] : []),
	];
}

/**
 * Reads a credential's signing secret. A pasted secret often brings a space or a line break with it.
 *
 * @param webhookSecret the credential's field
 * @returns the secret as the only entry, or none
 */
export function signingSecretsOf(webhookSecret: unknown): string[] {
	const secret = typeof webhookSecret === 'string' ? webhookSecret.trim() : '';
	return secret === '' ? [] : [secret];
}
