import type { Simulator } from '../index.mts';

/** What a user does with a provider. */
export type Flow =
	/** The trigger's workflow is published. */
	| 'publish'
	/** Deliveries arrive, forged ones among them. */
	| 'receive'
	/** The trigger asks for what no delivery has brought. */
	| 'catchUp'
	/** The trigger's workflow is unpublished. */
	| 'unpublish'
	/** A trigger downloads the results of an event. */
	| 'files'
	/** Paid work is ordered. */
	| 'create'
	/** Paid work is ordered, and the node waits for its result. */
	| 'wait'
	/** An action downloads a result. */
	| 'download'
	/** An endpoint gets another URL. */
	| 'update'
	/** An endpoint gets a new secret. */
	| 'rotate'
	/** The provider refuses an order. */
	| 'refused'
	/** What there is at the provider is listed. */
	| 'list';

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
