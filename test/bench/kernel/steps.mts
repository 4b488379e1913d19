import { createHmac } from 'node:crypto';

import type { ProviderName } from '../../support/workbench.mts';
import type { Contender } from '../support/rounds.mts';
import { definitions, digest, parts, SECRET } from './kernel.mts';

/**
 * The steps of the kernel, each on its own.
 *
 * @param provider the provider
 * @param body the body of the delivery
 */
export function steps(provider: ProviderName, body: Buffer): Contender[] {
	const definition = definitions[provider];
	const signature = createHmac('sha256', SECRET).update(body).digest('hex');
	const forged = createHmac('sha256', 'another key').update(body).digest('hex');
	const { toGenerationEvent, parseBody, readClaim, verificationKeys, verifySignature } = parts;
	const { signature: scheme } = definition;
	const check = (value: string) => {
		const claim = readClaim(scheme, { [scheme.headers[0]]: value });
		return typeof claim !== 'string' && verifySignature(scheme, claim, body, verificationKeys(scheme, [SECRET])) !== null;
	};
	const signed = { id: null, time: null, header: () => null };
	const parsed = JSON.parse(body.toString());
	return [
		{ name: 'HMAC alone', run: () => digest(body) },
		{ name: 'accepting the signature', run: () => check(signature) },
		{ name: 'decoding and parsing', run: () => parseBody(body) },
		{ name: 'shaping the event', run: () => toGenerationEvent(definition, parsed, {}, signed, () => '') },
		{ name: 'refusing a signature', run: () => check(forged) },
		{ name: 'parsing and re-serialising', run: () => JSON.stringify(JSON.parse(body.toString())) },
	];
}
