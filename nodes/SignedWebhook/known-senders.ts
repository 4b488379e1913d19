import { catalogue } from './catalogue';
import { toSender } from './catalogue/to-sender';
import { unsignedServices } from './catalogue/unsigned';
import type { Sender } from './sender';
import { senders } from './senders';

/** The senders of the catalogue. */
export const rowSenders: readonly Sender[] = [...catalogue, ...unsignedServices].map(toSender);

/** All senders that the nodes know by name. */
export const knownSenders: readonly Sender[] = [...senders, ...rowSenders];

/** Those that prove their deliveries by themselves. */
export const provingSenders: readonly Sender[] = knownSenders.filter(
	({ delivery }) => delivery.signature.format.kind !== 'callbackUrl',
);
