import { createHmac, timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type * as Claim from '../../../nodes/shared/delivery/claim.ts';
import type * as Keys from '../../../nodes/shared/delivery/keys.ts';
import type * as Shape from '../../../nodes/shared/delivery/shape.ts';
import type * as Sign from '../../../nodes/shared/delivery/sign.ts';
import type * as Verify from '../../../nodes/shared/delivery/verify.ts';
import type * as Json from '../../../nodes/shared/delivery/json.ts';
import type * as Signature from '../../../nodes/shared/delivery/signature.ts';
import { inRepository, repositoryRoot } from '../../harness/paths.mts';
import type { ProviderName } from '../../support/workbench.mts';
import type { Contender } from '../support/rounds.mts';
import { BARE, BARE_FORGED, KERNEL } from './names.mts';

/** The signing secret of the benchmark. */
export const SECRET = 'bench-signing-key';

// What users install is measured: the kernel as the build bundles it, not as a development tool transforms it. A folder
// in node_modules, so that what n8n provides is found from there.
const bundled = inRepository('node_modules', '.cache', 'bench-kernel');
const { bundleModules } = createRequire(import.meta.url)(inRepository('build', 'bundle.js')) as {
	bundleModules(root: string, entries: string[], folder: string): Promise<string[]>;
};
const kernelModules = ['claim', 'keys', 'shape', 'sign', 'verify', 'json', 'signature'];
const entries = [
	...kernelModules.map((name) => `nodes/shared/delivery/${name}`),
	...['ListingRva', 'VirtualStagingAi', 'Vigthoria'].map((folder) => `nodes/${folder}/delivery`),
];
await bundleModules(repositoryRoot(), entries, bundled);
const requireBuilt = createRequire(path.join(bundled, 'nodes', 'index.js'));
const { readClaim } = requireBuilt('./shared/delivery/claim.js') as typeof Claim;
const { verificationKeys } = requireBuilt('./shared/delivery/keys.js') as typeof Keys;
const { toGenerationEvent } = requireBuilt('./shared/delivery/shape.js') as typeof Shape;
export const { signDelivery } = requireBuilt('./shared/delivery/sign.js') as typeof Sign;
export const { verifyDelivery } = requireBuilt('./shared/delivery/verify.js') as typeof Verify;
const { parseBody } = requireBuilt('./shared/delivery/json.js') as typeof Json;
const { verifySignature } = requireBuilt('./shared/delivery/signature.js') as typeof Signature;

/** The kernel's steps. */
export const parts = { readClaim, verificationKeys, verifySignature, parseBody, toGenerationEvent };

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
