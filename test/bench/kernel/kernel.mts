import { createHmac, timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type * as Examine from '../../../nodes/shared/delivery/verify.ts';
import type * as Json from '../../../nodes/shared/delivery/json.ts';
import type * as Signature from '../../../nodes/shared/delivery/signature.ts';
import { inRepository } from '../../harness/paths.mts';
import type { ProviderName } from '../../support/workbench.mts';
import type { Contender } from '../support/rounds.mts';
import { BARE, BARE_FORGED, KERNEL } from './names.mts';

/** The signing secret of the benchmark. */
export const SECRET = 'bench-signing-key';

// What users install is measured: the compiled package, not the sources as a development tool transforms them.
const requireBuilt = createRequire(inRepository('dist', 'nodes', 'index.js'));
const { verifyDelivery, toGenerationEvent } = requireBuilt('./shared/delivery/examine.js') as typeof Examine;
const { parseBody } = requireBuilt('./shared/delivery/json.js') as typeof Json;
const { verifySignature } = requireBuilt('./shared/delivery/signature.js') as typeof Signature;

/** The kernel's steps. */
export const parts = { verifySignature, parseBody, toGenerationEvent };

/** The providers' delivery definitions. */
export const definitions: Record<ProviderName, DeliveryDefinition> = {
	listingRva: requireBuilt('./ListingRva/delivery.js').listingRvaDelivery,
	virtualStagingAi: requireBuilt('./VirtualStagingAi/delivery.js').virtualStagingAiDelivery,
	vigthoria: requireBuilt('./Vigthoria/delivery.js').vigthoriaDelivery,
};

/**
 * The kernel, from the raw bytes to the verdict.
 *
 * @param provider the provider
 * @param body the body of the delivery
 * @param authentic whether its signature is right
 * @throws Error when the kernel does not say what it should
 */
export function kernel(provider: ProviderName, body: Buffer, authentic: boolean): Contender {
	const definition = definitions[provider];
	const signature = createHmac('sha256', authentic ? SECRET : 'another key').update(body).digest('hex');
	const headers = { 'content-type': 'application/json', [definition.signature.headers[0]]: signature };
	const run = () =>
		verifyDelivery(
			definition,
			{ body, headers },
			{ secrets: [SECRET], events: ['*'], maxAge: 0, now: Date.now() },
		);
	const verdict = run();
	const expected = authentic ? 'accepted' : 'unauthorized';
	if (verdict.outcome !== expected) throw new Error(`The kernel says ${verdict.outcome}, not ${expected}`);
	return { name: KERNEL, run };
}

/** @returns the HMAC of a body with the benchmark's secret */
export function digest(body: Buffer): Buffer {
	return createHmac('sha256', SECRET).update(body).digest();
}

/**
 * What verifying costs at the least, in Node: one HMAC over the bytes, one comparison, and one JSON.parse of what
 * proves to be authentic.
 *
 * @param body the body of the delivery
 * @param authentic whether its signature is right
 */
export function bareLimit(body: Buffer, authentic: boolean): Contender {
	const signature = createHmac('sha256', authentic ? SECRET : 'another key').update(body).digest();
	const verify = () => timingSafeEqual(digest(body), signature);
	return authentic
		? { name: BARE, run: () => verify() && (JSON.parse(body.toString()) as unknown) }
		: { name: BARE_FORGED, run: verify };
}
