import { writeFile } from 'node:fs/promises';

import { inRepository } from '../../harness/paths.mts';
import { summarise } from '../support/statistics.mts';
import type { Cell } from './figures.mts';
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

/**
 * Draws how many authentic deliveries a second each trigger acknowledges, one group of bars per number of connections.
 *
 * @param cells what was measured on one engine
 * @param theme the colors
 * @returns an SVG document
 */
function throughputChart(cells: readonly Cell[], theme: keyof typeof themes): string {
	const colors = themes[theme];
	const bars = cells
		.filter(({ kind }) => kind === 'authentic')
		.map(({ target, connections, perSecond }) => ({ target, connections, value: summarise(perSecond).median }));
	const scale = (WIDTH - LABELS - 60) / Math.max(...bars.map(({ value }) => value));
	const lines: string[] = [];
	let y = 0;
	for (const connections of new Set(bars.map((bar) => bar.connections))) {
		y += TITLE;
		const heading = `Deliveries per second over ${connections === 1 ? '1 connection' : `${connections} connections`}`;
		lines.push(`<text x="0" y="${y - 10}" font-weight="600">${heading}</text>`);
		for (const { target, value } of bars.filter((bar) => bar.connections === connections)) {
			const middle = y + BAR / 2 + 4;
			const width = Math.max(1, Math.round(value * scale));
			lines.push(
				`<text x="${LABELS - 10}" y="${middle}" text-anchor="end">${targetNames[target]}</text>`,
				`<rect x="${LABELS}" y="${y}" width="${width}" height="${BAR}" rx="3" fill="${own.includes(target) ? colors.own : colors.other}"/>`,
				`<text x="${LABELS + width + 8}" y="${middle}">${Math.round(value)}</text>`,
			);
			y += BAR + GAP;
		}
	}
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img">`,
		'<title>Authentic deliveries acknowledged per second, by trigger</title>',
		`<g font-family="system-ui, sans-serif" font-size="13" fill="${colors.text}">`,
		...lines,
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

/**
 * Writes the chart, in light and in dark colors.
 *
 * @returns what shows it on docs/performance.md
 */
export async function writeThroughputChart(cells: readonly Cell[]): Promise<string> {
	for (const theme of ['light', 'dark'] as const) {
		await writeFile(inRepository('docs', 'images', `throughput-${theme}.svg`), throughputChart(cells, theme));
	}
	return [
		'<picture>',
		'  <source media="(prefers-color-scheme: dark)" srcset="images/throughput-dark.svg">',
		'  <img alt="Authentic deliveries acknowledged per second, by trigger and number of connections" src="images/throughput-light.svg">',
		'</picture>',
	].join('\n');
}
