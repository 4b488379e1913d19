import type { IWebhookFunctions } from 'n8n-workflow';

import { createSecretCache } from './secret-cache';
import { messageOf } from '../n8n/errors';
import { warn } from '../n8n/log';

/** A replaced secret is accepted for at most `freshFor + overlap`: six minutes. */
const cache = createSecretCache({
	freshFor: 60_000,
	overlap: 300_000,
	refreshInterval: 1_000,
	capacity: 1_000,
	now: () => Date.now(),
});

/** The signing secrets of one trigger. */
export interface SigningSecrets {
	/** @returns the secrets in force, nearly always without asking n8n's database */
	known(): Promise<readonly string[]>;
	/** @returns what the database says now, or null where it was asked a moment ago */
	refreshed(): Promise<readonly string[] | null>;
}

/**
 * Finds the signing secrets in the credential of a trigger. A credential that cannot be read counts as one without a
 * secret.
 *
 * @param credentialType the name of the credential type
 */
export function signingSecrets(context: IWebhookFunctions, credentialType: string): SigningSecrets {
	const reference = context.getNode().credentials?.[credentialType];
	const key = `${credentialType}:${reference?.id ?? reference?.name ?? ''}`;

	const read = async (): Promise<string[]> => {
		return secretsIn(await context.getCredentials(credentialType));
	};
	const orNothing = async <T>(secrets: Promise<T>): Promise<T | []> => {
		try {
			return await secrets;
		} catch (error) {
			warn(context, 'credential', `The credential could not be read: ${messageOf(error)}`);
			return [];
		}
	};

	return {
		known: async () => await orNothing(cache.secrets(key, read)),
		refreshed: async () => await orNothing(cache.refresh(key, read)),
	};
}

/** @returns the secrets of a credential: the current one, and the one that it replaces */
export function secretsIn({ webhookSecret, previousSecret }: Readonly<Record<string, unknown>>): string[] {
	return [...signingSecretsOf(webhookSecret), ...signingSecretsOf(previousSecret)];
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
