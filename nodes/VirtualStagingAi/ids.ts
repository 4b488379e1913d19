import { objectsIn } from '../shared/util/envelope';
import { toText } from '../shared/util/json';

/**
 * The documentation shows the id in the answer itself; some APIs wrap their answers.
 *
 * @param answer an answer that describes a render
 * @returns the render's id, or null where the answer holds none
 */
export function renderIdIn(answer: unknown): string | null {
	return firstIn(answer, 'render_id', 'id');
}

/**
 * @param answer an answer that describes a variation
 * @returns the variation's id, or null where the answer holds none
 */
export function variationIdIn(answer: unknown): string | null {
	return firstIn(answer, 'variation_id', 'id');
}

/**
 * @param answer an answer that describes an analysis
 * @returns what its result is found by: the mask's URL, because the API has no request for an analysis by its id. The id
 *   where there is no URL yet, or null where there is neither
 */
export function analysisIdIn(answer: unknown): string | null {
	return firstIn(answer, 'result_url', 'id');
}

function firstIn(answer: unknown, ...names: string[]): string | null {
	const texts = objectsIn(answer).flatMap((object) => names.map((name) => toText(object[name])));
	return texts.find((text) => text !== null) ?? null;
}
