import type { ContentPart } from './template';

/** Parts whose own form says where they end. */
const selfDelimiting: ReadonlyArray<ContentPart['kind']> = ['method', 'sha256', 'secret'];

/** Characters; a longer text is no time. */
const MAX_TIME_LENGTH = 40;

/** @returns epoch milliseconds, or null where a text is no time */
type ReadTime = (text: string) => number | null;

/**
 * Whether what was signed can be taken apart in one way only. Where two parts stand side by side, somebody who has a
 * recording could move the end of an id into what follows, and the signature would still match.
 *
 * @param texts the text of each part; null for JSON, which ends with its last bracket
 * @param readTime reads the time of sending where it is checked, so that a time without its first digit is too old; null
 *   where it is not checked
 */
export function bordersAreCertain(
	parts: readonly ContentPart[],
	texts: ReadonlyArray<string | null>,
	readTime: ReadTime | null,
): boolean {
	let before: { text: string; isTime: boolean } | null = null;
	let between = '';
	for (const [index, part] of parts.entries()) {
		if (part.kind === 'literal') {
			between += part.text;
			continue;
		}
		const text = texts[index];
		const isTime = part.kind === 'timestamp' && readTime !== null;
		const isFixed = text === null || selfDelimiting.includes(part.kind);
		if (before !== null && !isFixed && !isTime) {
			const isUncertain = before.isTime
				? endsElsewhere(before.text, between + text, between, readTime as ReadTime)
				: occursElsewhere(before.text, between, text);
			if (isUncertain) return false;
		}
		before = isFixed ? null : { text, isTime };
		between = '';
	}
	return true;
}

/** Whether a separator is in the text of two parts and itself in another place than between them. */
function occursElsewhere(before: string, between: string, after: string): boolean {
	const whole = before + between + after;
	return between === '' || whole.indexOf(between) !== before.length || whole.lastIndexOf(between) !== before.length;
}

/** Whether a time has a longer or a shorter reading: one in milliseconds, or with a fraction, is of the same second. */
function endsElsewhere(time: string, after: string, between: string, readTime: ReadTime): boolean {
	const second = (text: string) => Math.floor((readTime(text) ?? Number.NaN) / 1000);
	const whole = time + after.slice(0, MAX_TIME_LENGTH);
	return Array.from({ length: MAX_TIME_LENGTH }, (_, index) => index + 1).some(
		(end) => end !== time.length && whole.startsWith(between, end) && second(whole.slice(0, end)) === second(time),
	);
}
