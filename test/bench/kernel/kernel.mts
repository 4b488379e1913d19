import { createRequire } from 'node:module';
import path from 'node:path';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import type * as Verify from '../../../nodes/shared/delivery/verify.ts';
import { inRepository, repositoryRoot } from '../../harness/paths.mts';

/** The receiver's secret: base64 after a prefix for the schemes that have it so, plain text for the others. */
export const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
/** The id of every delivery. */
export const ID = 'msg_bench';

// What users install is measured: the kernel as the build bundles it, not as a development tool transforms it. A folder
// in node_modules, so that what n8n provides is found from there.
const bundled = inRepository('node_modules', '.cache', 'bench-kernel');
const { bundleModules } = createRequire(import.meta.url)(inRepository('build', 'bundle.js'));
const modules = ['shared/delivery/verify', 'ListingRva/delivery', 'VirtualStagingAi/delivery', 'Vigthoria/delivery'];
await bundleModules(
	repositoryRoot(),
	modules.map((name) => `nodes/${name}`),
	bundled,
);
const requireBuilt = createRequire(path.join(bundled, 'nodes', 'index.js'));
const { verifyDelivery } = requireBuilt('./shared/delivery/verify.js') as typeof Verify;

/** The providers' delivery definitions. */
export const definitions = {
	listingRva: requireBuilt('./ListingRva/delivery.js').listingRvaDelivery as DeliveryDefinition,
	virtualStagingAi: requireBuilt('./VirtualStagingAi/delivery.js').virtualStagingAiDelivery as DeliveryDefinition,
	vigthoria: requireBuilt('./Vigthoria/delivery.js').vigthoriaDelivery as DeliveryDefinition,
};

/** The headers with which a sender delivers a body now. */
export const signedHeaders = (scheme: SignatureScheme, body: Buffer, secret: string): Record<string, string> =>
	signDelivery(scheme, { body, secret, id: ID, now: Date.now() }).headers;

/** The kernel, from the raw bytes to the verdict, on a body that its sender signs with a secret. */
export function kernel(
	definition: DeliveryDefinition,
	body: Buffer,
	secret: string,
	receiverSecret = SECRET,
): () => unknown {
	const headers = signedHeaders(definition.signature, body, secret);
	const options = { secrets: [receiverSecret], events: ['*'], maxAge: 0, now: Date.now() };
	return () => verifyDelivery(definition, { body, headers }, options);
}
