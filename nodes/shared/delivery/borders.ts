import type { ContentPart } from './template';

/** Parts whose own form says where they end. */
const selfDelimiting: ReadonlyArray<ContentPart['kind']> = ['method', 'sha256', 'secret'];

/**
 * Whether what was signed can be taken apart in one way only. Where two parts stand side by side, somebody who has a
 * recording could move the end of an id into what follows, and the signature would still match.
 *
 * @param texts the text of each part. Null where it delimits itself: JSON ends with its last bracket, and a time of which
 *   a digit is missing is too old.
 */
export function bordersAreCertain(parts: readonly ContentPart[], texts: ReadonlyArray<string | null>): boolean {
	let before: string | null = null;
	let between = '';
	for (const [index, part] of parts.entries()) {
		const text = texts[index];
		if (part.kind === 'literal') between += part.text;
		else if (text === null || selfDelimiting.includes(part.kind)) before = null;
		else {
			if (before !== null && (between === '' || before.includes(between) || text.includes(between))) return false;
			before = text;
			between = '';
		}
		if (before === null) between = '';
	}
	return true;
}
