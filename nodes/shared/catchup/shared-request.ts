import type { ProviderApi } from '../http/provider';
import { BoundedMap } from '../util/bounded-map';
import type { CatchUpContext } from './definition';

/** Milliseconds for which an answer is shared. n8n polls all nodes of a start, or of a schedule, within seconds. */
const SHARED_FOR_MS = 30_000;

/** Answers that are kept: pages of lists. */
const MAX_ANSWERS = 50;

interface SharedAnswer {
	answer: Promise<unknown>;
	/** Epoch milliseconds of the request. */
	since: number;
}

const answers = new BoundedMap<string, SharedAnswer>(MAX_ANSWERS);

/**
 * Sends a request once for all nodes that use the same credential. They share the answer for half a minute; a failure is
 * shared by those that wait for it. Somebody who tries a node out gets an answer of their own.
 *
 * @param name tells the request from others with this credential
 */
export async function shareRequest(
	context: CatchUpContext,
	{ credentialType }: Pick<ProviderApi, 'credentialType'>,
	name: string,
	send: () => Promise<unknown>,
): Promise<unknown> {
	const credential = context.getNode().credentials?.[credentialType]?.id;
	if (context.getMode() === 'manual' || typeof credential !== 'string') return await send();
	const now = Date.now();
	for (const [key, { since }] of answers) if (now - since >= SHARED_FOR_MS || since > now) answers.delete(key);
	const key = `${credential}:${name}`;
	const shared = answers.get(key);
	if (shared !== undefined) return await shared.answer;
	const answer = send();
	answers.set(key, { answer, since: now });
	answer.catch(() => {
		if (answers.get(key)?.answer === answer) answers.delete(key);
	});
	return await answer;
}
