import type { IWebhookFunctions } from 'n8n-workflow';

import type { GenerationEvent } from '../event/event';
import type { EventKey } from '../idempotency/event-key';
import { openReservation } from '../idempotency/reservation';

/** An event, and what it has in common with its repetitions; null where every delivery starts an execution. */
export interface KeyedEvent {
	event: GenerationEvent;
	key: EventKey | null;
}

/** What becomes of the events of one delivery. */
type EventReservation =
	| {
			state: 'granted';
			/** The events that no delivery has brought before. */
			fresh: GenerationEvent[];
			/** Commits the reservations where n8n has stored the execution, and releases them where n8n has not. */
			settle(stored: boolean): void;
	  }
	/** At least one is being accepted by another delivery: this one has to come again, as a whole. */
	| { state: 'pending' }
	/** All have been accepted. */
	| { state: 'committed' };

/** Reserves the events of a delivery: all that are new, or none. */
export function reserveEvents(context: IWebhookFunctions, keyed: readonly KeyedEvent[]): EventReservation {
	// A list may hold the same event twice.
	const seen = new Set<string>();
	const different = keyed.filter(({ key }) => key === null || (!seen.has(key.id) && seen.add(key.id)));
	const opened = different.map(({ event, key }) => ({
		event,
		...(key === null ? { state: 'granted' as const, settle: () => {} } : openReservation(context, key)),
	}));
	const granted = opened.filter(({ state }) => state === 'granted');
	const settle = (stored: boolean) => {
		for (const reservation of granted) reservation.settle(stored);
	};
	if (opened.some(({ state }) => state === 'pending')) {
		settle(false);
		return { state: 'pending' };
	}
	if (granted.length === 0) return { state: 'committed' };
	return { state: 'granted', fresh: granted.map(({ event }) => event), settle };
}
