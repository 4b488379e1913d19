import { type Change, within } from '../answers.mts';
import { isJsonObject, type JsonObject, type Reply } from '../http.mts';
import type { Simulator } from '../index.mts';
import type { ProviderSimulator } from '../provider.mts';

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
export function undecided<S>(
	name: string,
	fact: string,
	flows: readonly Flow[],
	readings: Switch<S>['readings'],
): Switch<S> {
	return { name, fact, flows, readings };
}

/** Any behaviour. The last parameter of this and of the following functions names the flows that may fail then. */
export const reading = <Service,>(apply: Reading<Service>['apply'], mayFail: readonly Flow[] = []) => ({
	apply,
	mayFail,
});

/** Other values of the simulated provider's own properties. */
export const set = <Service extends object>(
	values: Partial<NoInfer<Service>>,
	mayFail?: readonly Flow[],
): Reading<Service> => reading((service) => void Object.assign(service, values), mayFail);

/** Other answers to the requests of a method to some paths. */
export const answers =
	(method: string, ...paths: string[]) =>
	(change: Change, mayFail?: readonly Flow[]): Reading<ProviderSimulator> =>
		reading((service) => {
			for (const path of paths) service.answers.change(method, path, change);
		}, mayFail);

/** The answer below each of some names, and below two at once. */
export const wrapped = (answer: ReturnType<typeof answers>, names: string[], ...both: [string, string]) => ({
	...Object.fromEntries(names.map((name) => [`in ${name}`, answer(within(name))])),
	'two levels deep': answer(within(...both)),
});

/** A status in place of what was asked for: every time unless `times` says how often. */
export const refusing = (
	method: string,
	paths: ReadonlyArray<string | RegExp>,
	{ times = Infinity, ...fault }: { status: number; headers?: Record<string, string>; body?: unknown; times?: number },
	mayFail?: readonly Flow[],
): Reading<ProviderSimulator> =>
	reading(({ faults }) => {
		for (const path of paths) faults.add({ method, path, times, fault: { kind: 'status', ...fault } });
	}, mayFail);

/** Other errors. */
export const refusals = (change: (reply: Reply) => Reply): Reading<ProviderSimulator> =>
	reading((service) => {
		service.answers.refusals = change;
	});

/** Other events. */
export const events = (edit: (body: JsonObject) => JsonObject, mayFail?: readonly Flow[]): Reading<ProviderSimulator> =>
	reading((service) => {
		const before = service.alterEvent;
		service.alterEvent = (body) => edit(before(body));
	}, mayFail);

/** Another object in a field of the events that have one there. */
export const eventField =
	(field: string) =>
	(edit: (value: JsonObject) => unknown, mayFail?: readonly Flow[]): Reading<ProviderSimulator> =>
		events((body) => {
			const value = body[field];
			return isJsonObject(value) ? { ...body, [field]: edit(value) } : body;
		}, mayFail);
