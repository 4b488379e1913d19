/** Deliveries to the kernel, signed with node:crypto alone. */
import { type BinaryToTextEncoding, createHmac } from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type { Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { type Verdict, verifyDelivery, type VerificationOptions } from '../../../nodes/shared/delivery/verify.ts';
import type { EventStatus } from '../../../nodes/shared/event/event.ts';
import { toText } from '../../../nodes/shared/util/json.ts';
import { definitionOf, plainHex } from '../../support/schemes.mts';

export const SECRET = 'whsec_unit_7d3f';
/** Epoch milliseconds. */
export const NOW = Date.UTC(2026, 4, 18, 10);
export const SECONDS = String(NOW / 1000);
export const URL_OF_NODE = 'https://n8n.example.com/webhook/1/webhook';

/** The HMAC of pieces, in hex unless another encoding is given. */
export const hmac = (
	pieces: ReadonlyArray<Uint8Array | string>,
	encoding: BinaryToTextEncoding = 'hex',
	hashName = 'sha256',
	secret = SECRET,
): string => pieces.reduce((hasher, piece) => hasher.update(piece), createHmac(hashName, secret)).digest(encoding);

/** A sender of any body whose events name their id, job, status and time in fields of these names. */
export const sender = (
	signature: Partial<SignatureScheme> = {},
	changes: Partial<DeliveryDefinition> = {},
): DeliveryDefinition => ({
	...definitionOf({ ...plainHex, ...signature }),
	anyBody: true,
	openEvents: true,
	read: ({ id, job, status, time }) => ({
		identity: toText(id),
		time,
		jobId: toText(job),
		variationId: null,
		results: [],
		error: null,
		status: (toText(status) as EventStatus | null) ?? undefined,
	}),
	...changes,
});

export const receive = (
	definition: DeliveryDefinition,
	{ body, ...delivery }: Omit<Delivery, 'body'> & { body: Uint8Array | string },
	options: Partial<VerificationOptions> = {},
): Verdict =>
	verifyDelivery(
		definition,
		{ ...delivery, body: Buffer.from(body) },
		{ secrets: [SECRET], events: ['*'], maxAge: 0, now: NOW, ...options },
	);

/** The ids of the events, or why there are none. */
export const idsOf = (verdict: Verdict): readonly string[] | string =>
	'events' in verdict ? verdict.events.map(({ id }) => id) : verdict.reason;

/** The reason of a refusal, else the outcome. */
export const reasonOf = (verdict: Verdict): string => ('reason' in verdict ? verdict.reason : verdict.outcome);

/** What is wrong with the signature or with a signed part; null where nothing is. */
export const problemOf = (verdict: Verdict): string | null => ('problem' in verdict ? verdict.problem : null);

/** Whether a changed delivery is refused, or counts as events that have been received. */
export function startsNothing(original: Verdict, changed: Verdict): boolean {
	const known = idsOf(original);
	const ids = idsOf(changed);
	return typeof ids === 'string' || ids.every((id) => known.includes(id));
}
