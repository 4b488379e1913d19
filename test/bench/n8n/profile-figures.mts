import { markdownTable } from '../support/table.mts';

/** Where n8n's main thread spends its time on an authentic delivery, with lazy isolates. */
export interface ProfileFigures {
	n8n: string;
	deliveries: number;
	/** Milliseconds, by part. */
	parts: Record<string, number>;
}

/** The parts, the largest first. */
export function profileTable({ deliveries, parts }: ProfileFigures): string {
	const total = Object.values(parts).reduce((sum, milliseconds) => sum + milliseconds, 0);
	const rows = Object.entries(parts).sort(([, one], [, other]) => other - one);
	return markdownTable(
		['part', 'for each delivery', 'share'],
		rows.map(([part, milliseconds]) => [
			part,
			`${(milliseconds / deliveries).toFixed(2)} ms`,
			`${((100 * milliseconds) / total).toFixed(0)} %`,
		]),
	);
}
