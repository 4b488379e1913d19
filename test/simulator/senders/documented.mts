import type { JsonObject } from '../http.mts';

/** What a generation event has to say of a delivery. */
interface ExpectedEvent {
	event: string;
	status: 'started' | 'progress' | 'completed' | 'failed' | 'info';
	jobId: string;
	results?: object[];
	error?: string;
	/** Where the body, not a header, says what identifies the event. */
	id?: string;
}

/** A body as a sender's page shows it, with what has to come of it. */
export interface DocumentedDelivery {
	body: JsonObject;
	expected: ExpectedEvent;
}

/** What else an event has to say. */
export type Details = Pick<ExpectedEvent, 'results' | 'error' | 'id'>;

/** Makes a documented delivery of one status. */
export type Outcome = (event: string, jobId: string, body: JsonObject, details?: Details) => DocumentedDelivery;

const outcome =
	(status: ExpectedEvent['status']): Outcome =>
	(event, jobId, body, details) => ({ body, expected: { event, status, jobId, ...details } });

export const started = outcome('started');
export const progress = outcome('progress');
export const completed = outcome('completed');
export const failed = outcome('failed');
export const info = outcome('info');

/** Results of which the event says the addresses and nothing else. */
export const links = (...urls: string[]): object[] => urls.map((url) => ({ url }));
