import { ANY_EVENT } from '../delivery/verify';
import type { GenerationEvent } from '../event/event';
import { parameterOf } from '../n8n/parameter';
import { toArray } from '../util/json';
import type { CatchUpContext, CatchUpOptions } from './definition';

/** @returns the parameters of a catch-up trigger */
export function readCatchUpOptions<Options extends CatchUpOptions>(
	context: CatchUpContext,
): { events: readonly unknown[]; options: Options } {
	return {
		events: toArray(parameterOf(context, 'events', [])),
		options: parameterOf(context, 'options', {}) as Options,
	};
}

/** @param chosen the chosen events */
export function isChosen(chosen: readonly unknown[], { event }: GenerationEvent): boolean {
	return chosen.includes(ANY_EVENT) || chosen.includes(event);
}
