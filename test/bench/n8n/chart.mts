import { writeFile } from 'node:fs/promises';

import { inRepository } from '../../harness/paths.mts';
import { summarise } from '../support/statistics.mts';
import type { Cell } from './cells.mts';
import { type TargetName, targetNames } from './targets.mts';

const WIDTH = 800;
const LABELS = 340;
const BAR = 20;
const GAP = 6;
const TITLE = 34;

const themes = {
	light: { text: '#1f2328', own: '#d6401f', other: '#8c959f' },
	dark: { text: '#f0f6fc', own: '#ff6f4d', other: '#6e7681' },
} as const;

/** The nodes of this package; the others are n8n's. */
const own: readonly TargetName[] = ['combined', 'package', 'signed'];

const ALT = 'Authentic deliveries acknowledged per second, by trigger and number of connections';

/** Draws how many authentic deliveries a second each trigger acknowledges: an SVG document. */
function throughputChart(cells: readonly Cell[], colors: Record<'text' | 'own' | 'other', string>): string {
	const bars = cells
		.filter(({ kind }) => kind === 'authentic')
		.map(({ target, connections, perSecond }) => ({ name: target.name, connections, value: summarise(perSecond).median }));
	const scale = (WIDTH - LABELS - 60) / Math.max(...bars.map(({ value }) => value));
	const lines: string[] = [];
	let y = 0;
	let group = 0;
	for (const { name, connections, value } of bars) {
		if (connections !== group) {
			const heading = `Deliveries per second over ${connections === 1 ? '1 connection' : `${connections} connections`}`;
			y += TITLE;
			lines.push(`<text x="0" y="${y - 10}" font-weight="600">${heading}</text>`);
			group = connections;
		}
		const middle = y + BAR / 2 + 4;
		const width = Math.max(1, Math.round(value * scale));
		const fill = own.includes(name) ? colors.own : colors.other;
		lines.push(
			`<text x="${LABELS - 10}" y="${middle}" text-anchor="end">${targetNames[name]}</text>`,
			`<rect x="${LABELS}" y="${y}" width="${width}" height="${BAR}" rx="3" fill="${fill}"/>`,
			`<text x="${LABELS + width + 8}" y="${middle}">${Math.round(value)}</text>`,
		);
		y += BAR + GAP;
	}
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img">
<title>${ALT}</title>
<g font-family="system-ui, sans-serif" font-size="13" fill="${colors.text}">
${lines.join('\n')}
</g>
</svg>
`;
}

/**
 * Writes the chart, one group of bars per number of connections, in light and in dark colors.
 *
 * @returns what shows it on docs/performance.md
 */
export async function writeThroughputChart(cells: readonly Cell[]): Promise<string> {
	for (const [theme, colors] of Object.entries(themes)) {
		await writeFile(inRepository('docs', 'images', `throughput-${theme}.svg`), throughputChart(cells, colors));
	}
	return `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/throughput-dark.svg">
  <img alt="${ALT}" src="images/throughput-light.svg">
</picture>`;
}
