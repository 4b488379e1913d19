import type { IWebhookFunctions } from 'n8n-workflow';

import { nodeKey } from '../n8n/node-key';
import { BoundedMap } from '../util/bounded-map';
import { perKeyCache } from '../util/per-key-cache';
import { isAccepted } from './reservation';

/** Names under which one body starts the workflow: somebody with a recording can choose among the sender's names. */
const MAX_NAMES = 10;

/** Bodies that are remembered for each node. */
const MAX_BODIES = 1_000;

/** The names that a body came under first, by the ids of its events. */
type Names = Map<string, string>;

const bodies = perKeyCache(() => new BoundedMap<string, Names>(MAX_BODIES));

/** An event that only its unsigned name tells from others with the same body. */
interface UnsignedEvent {
	/** That of the body where the name is not one of the sender's. */
	id: string;
	/** Its name. */
	event: string;
}

/**
 * Decides whether a name makes another event of a body.
 *
 * @param body the id of an event with that body whose name counts for nothing
 * @returns `repeated` where the body has been accepted under another name, and this one is not the sender's;
 *   `too-many` where the body has had ten names; else `admitted`
 */
export function admitName(
	context: IWebhookFunctions,
	body: string,
	{ id, event }: UnsignedEvent,
): 'admitted' | 'repeated' | 'too-many' {
	const known = bodies.get(nodeKey(context));
	const names: Names = known.get(body) ?? new Map<string, string>();
	if (id === body) {
		const others = [...names].filter(([, name]) => name !== event);
		if (others.some(([other]) => isAccepted(context, other))) return 'repeated';
	}
	if (names.has(id)) return 'admitted';
	if (names.size >= MAX_NAMES) return 'too-many';
	known.set(body, names.set(id, event));
	return 'admitted';
}
