import { randomUUID } from 'node:crypto';

import type { DeliveryDefinition } from '../delivery/definition';
import type { JsonObject } from '../util/json';
import { algorithms } from '../delivery/algorithms';
import type { SignatureScheme } from '../delivery/scheme';
import { signDelivery } from '../delivery/sign';
import { ANY_EVENT } from '../delivery/verify';

/** A sample event as its sender would deliver it. */
export interface SampleDelivery {
	body: Buffer;
	headers: Record<string, string>;
	/** What verifies it, where that was made for this sample alone. */
	madeKey: string | null;
}

/**
 * Makes and signs a sample of one of the chosen events: of one that reports a success, if there is one.
 *
 * @param delivery how the sender delivers
 * @param chosen the names of the events that the trigger starts on; `*` stands for all
 * @param secret the credential's signing secret. Without one, and for a sender that signs with a key pair, a key is
 * made for this sample.
 * @param signedHeaders the values of signed headers that the trigger insists on, by their names in lower case
 * @returns the delivery, or null where the sender has no sample of any of these events
 * @throws Error where the secret is no key of the sender's signature scheme
 */
export function sampleDelivery(
	delivery: DeliveryDefinition,
	chosen: readonly string[],
	secret: string | undefined,
	signedHeaders: Readonly<Record<string, string>> = {},
): SampleDelivery | null {
	const sample = sampleOf(delivery, chosen);
	if (sample === null) return null;
	const body = Buffer.from(JSON.stringify(sample.body));
	const { signature } = delivery;
	const made = secret === undefined || algorithms[signature.algorithm].hasPublicKey ? makeKey(signature) : null;
	const signed = signDelivery(signature, {
		body,
		secret: made?.signsWith ?? secret ?? '',
		id: `msg_sample_${randomUUID()}`,
		now: Date.now(),
		headers: signedHeaders,
	});
	return { body: signed.body, headers: { ...sample.headers, ...signed.headers }, madeKey: made?.verifiesWith ?? null };
}

function sampleOf(
	{ events, eventField, openEvents }: DeliveryDefinition,
	chosen: readonly string[],
): { body: JsonObject; headers: Record<string, string> } | null {
	const names = Object.keys(events).filter((name) => chosen.includes(ANY_EVENT) || chosen.includes(name));
	const name = names.find((event) => events[event].status === 'completed') ?? names[0];
	if (name !== undefined) return { body: events[name].sample(new Date()), headers: {} };

	const ownName = chosen.find((event) => event !== ANY_EVENT) ?? (chosen.includes(ANY_EVENT) ? 'sample' : undefined);
	return openEvents && ownName !== undefined ? inventedSample([eventField].flat()[0], ownName) : null;
}

/** An event of a sender that says of its events only where their name is. */
function inventedSample(eventField: string, name: string): { body: JsonObject; headers: Record<string, string> } {
	const id = `evt_sample_${Date.now()}`;
	const header = /^header:\s*(.+)$/i.exec(eventField)?.[1];
	if (header !== undefined) return { body: { id }, headers: { [header.toLowerCase()]: name } };
	const nested = eventField.split('.').reduceRight<unknown>((value, field) => ({ [field]: value }), name);
	return { body: { id, ...(nested as JsonObject) }, headers: {} };
}

/** A text that signs, and one that verifies, in the encoding in which the sender's users enter keys. */
function makeKey({ algorithm, keyEncodings: [encoding] }: SignatureScheme): {
	signsWith: string;
	verifiesWith: string;
} {
	const { signsWith, verifiesWith } = algorithms[algorithm].generateKey();
	const written = (bytes: Buffer) => bytes.toString(encoding === 'utf8' || encoding === 'hex' ? 'hex' : 'base64');
	return { signsWith: written(signsWith), verifiesWith: written(verifiesWith) };
}
