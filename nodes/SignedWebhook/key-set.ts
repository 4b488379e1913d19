import { createPublicKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto';

import { verificationKeys } from '../shared/delivery/keys';
import type { SignatureScheme } from '../shared/delivery/scheme';
import type { SigningSecrets } from '../shared/endpoints/signing-secrets';
import { messageOf } from '../shared/n8n/errors';
import { type JsonObject, parseBody, toArray, toObject } from '../shared/util/json';
import { createThrottle } from '../shared/util/throttle';
import { publications, type PublishedContext } from './published';

/** So many keys of a set are read. The kernel tries ten of them. */
const MAX_KEYS = 50;

const keySets = publications(keysIn);

/** An address whose keys match nothing is not asked for every delivery: strangers decide how often that happens. */
const refreshes = createThrottle(60_000);

/**
 * The public keys of a sender, from where it publishes them: a JSON Web Key Set (RFC 7517) with RSA, EC or Ed25519 keys
 * (RFC 7518, RFC 8037), keys in PEM, or an object whose `public_key` is one in base64.
 *
 * @param addresses where the keys are published, the preferred one first
 * @param scheme how the sender signs: keys of another kind are passed over
 * @returns the source of the keys. It throws where no address answers with a key of the scheme.
 */
export function publishedKeys(
	context: PublishedContext,
	addresses: readonly string[],
	scheme: Pick<SignatureScheme, 'algorithm' | 'keyEncodings'>,
): SigningSecrets {
	const usable = (keys: readonly string[] | null) =>
		(keys ?? []).filter((key) => verificationKeys(scheme, [key]).length > 0);
	const fetched = async (address: string) => {
		const keys = usable(await keySets.fetch(context, address));
		if (keys.length > 0) return keys;
		throw new Error(`The key set at ${address} has no key of the kind that the sender signs with.`);
	};
	return {
		async known() {
			const problems: string[] = [];
			for (const address of addresses) {
				try {
					const kept = usable(keySets.kept(address));
					const keys = kept.length > 0 ? kept : await fetched(address);
					// The other addresses were asked when a signature once matched none of these keys.
					return [...new Set([...keys, ...addresses.flatMap((other) => usable(keySets.kept(other)))])];
				} catch (error) {
					problems.push(messageOf(error));
				}
			}
			throw new Error(problems.join(' ') || 'No Key Set URL is entered in the options.');
		},
		async refreshed() {
			if (!refreshes.allows(addresses.join(' '))) return null;
			const answers = await Promise.allSettled(addresses.map(fetched));
			const sets = answers.filter((answer) => answer.status === 'fulfilled').map(({ value }) => value);
			if (sets.length > 0) return sets.flat();
			throw new Error(
				answers.map((answer) => (answer.status === 'rejected' ? messageOf(answer.reason) : '')).join(' '),
			);
		},
	};
}

/**
 * Reads a published key set.
 *
 * @param bytes what the address answered
 * @param address names it in the error
 * @returns each key as SubjectPublicKeyInfo in base64, whatever it is published as
 * @throws Error where there is no key
 */
export function keysIn(bytes: Buffer, address: string): readonly string[] {
	const parsed = parseBody(bytes);
	const body: JsonObject = parsed.ok ? parsed.body : {};
	const published = parsed.ok
		? [
				...toArray(body.keys).map(toObject).filter(isForSignatures).slice(0, MAX_KEYS).map(fromJwk),
				fromRaw(body.public_key),
			]
		: (bytes.toString().match(pem) ?? []).slice(0, MAX_KEYS).map(fromPem);
	const keys = published.filter((key) => key !== null);
	if (keys.length > 0) return keys.map((key) => key.export({ format: 'der', type: 'spki' }).toString('base64'));
	throw new Error(`What ${address} answered is no key set.`);
}

const pem = /-----BEGIN PUBLIC KEY-----[\w\s+/=]+-----END PUBLIC KEY-----/g;

/** A key may say that it is for something else (RFC 7517, sections 4.2 and 4.3). A shared secret is no public key. */
function isForSignatures({ kty, use, key_ops: operations }: JsonObject): boolean {
	const isPublic = kty === 'OKP' || kty === 'RSA' || kty === 'EC';
	return isPublic && (use ?? 'sig') === 'sig' && (operations === undefined || toArray(operations).includes('verify'));
}

const fromJwk = (jwk: JsonObject) => imported({ key: jwk as JsonWebKeyInput['key'], format: 'jwk' });

const fromPem = (text: string) => imported(text);

/** The 32 bytes of an Ed25519 key. */
function fromRaw(text: unknown): KeyObject | null {
	const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : null;
	if (bytes?.length !== 32) return null;
	return fromJwk({ kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') });
}

function imported(key: Parameters<typeof createPublicKey>[0]): KeyObject | null {
	try {
		return createPublicKey(key);
	} catch {
		return null;
	}
}
