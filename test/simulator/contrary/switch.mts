import type { Simulator } from '../index.mts';

/**
 * What a user does with a provider. A trigger's workflow is published and unpublished; it receives deliveries, forged ones among them,
 * catches up on what none has brought, and downloads the files of an event. An action creates paid work, waits for its result too,
 * downloads one, updates the URL of an endpoint, rotates its secret, is refused by the provider, or lists what there is.
 */
export type Flow =
	| ('publish' | 'unpublish' | 'receive' | 'catchUp' | 'files')
	| ('create' | 'wait' | 'download' | 'update' | 'rotate' | 'refused' | 'list');

/** One reading of what the documents leave open. */
export interface Reading<Service> {
	/** Lets the simulated provider follow it. */
	apply: (service: Service, simulator: Simulator) => void;
	/** Flows that cannot come to a good end then. They still have to say so, and may lose nothing. */
	mayFail: readonly Flow[];
}

/** A place where the documents are silent or contradict each other; the simulator's own behaviour is the reading that is not listed. */
export interface Switch<Service> {
	name: string;
	/** What is not known. */
	fact: string;
	/** The flows that it bears on. */
	flows: readonly Flow[];
	readings: Readonly<Record<string, Reading<Service>>>;
}

/** Makes a {@link Switch}. */
export function undecided<S>(name: string, fact: string, flows: readonly Flow[], readings: Switch<S>['readings']): Switch<S> {
	return { name, fact, flows, readings };
}
