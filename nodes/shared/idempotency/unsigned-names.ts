import type { IWebhookFunctions } from 'n8n-workflow';

import { nodeKey } from '../n8n/node-key';
import { BoundedMap } from '../util/bounded-map';
import { perKeyCache } from '../util/per-key-cache';

/** Names under which one body starts the workflow: somebody with a recording can choose among the sender's names. */
const MAX_NAMES = 10;

/** Bodies that are remembered for each node. */
const MAX_BODIES = 1_000;

const names = perKeyCache(() => new BoundedMap<string, Set<string>>(MAX_BODIES));

/**
 * Decides about an event that only its unsigned name tells from others with the same body.
 *
 * @param body a digest of the body
 * @returns `new` for a name that this body has not had, `known` for one that it has had, `too-many` where it has had ten
 */
export function nameOfBody(context: IWebhookFunctions, body: string, name: string): 'new' | 'known' | 'too-many' {
	const bodies = names.get(nodeKey(context));
	const had = bodies.get(body) ?? new Set<string>();
	if (had.has(name)) return 'known';
	if (had.size >= MAX_NAMES) return 'too-many';
	bodies.set(body, had.add(name));
	return 'new';
}
