import { writeFile } from 'node:fs/promises';

import { inRepository } from '../../harness/paths.mts';
import { summarise } from '../support/statistics.mts';
import type { Cell } from './cells.mts';
import { targetNames } from './targets.mts';

const WIDTH = 800;
const LABELS = 340;
const BAR = 20;
const ALT = 'Authentic deliveries acknowledged per second, by trigger and number of connections';

const themes = {
	light: { text: '#1f2328', own: '#d6401f', other: '#8c959f' },
	dark: { text: '#f0f6fc', own: '#ff6f4d', other: '#6e7681' },
};

/** Draws an SVG document of bars, with a title where the number of connections changes. */
function throughputChart(cells: readonly Cell[], colors: (typeof themes)['light']): string {
	const bars = cells
		.filter(({ kind }) => kind === 'authentic')
		.map((cell) => ({ ...cell, value: summarise(cell.perSecond).median }));
	const scale = (WIDTH - LABELS - 60) / Math.max(...bars.map(({ value }) => value));
	let y = 0;
	const drawn = bars.map(({ target: { name }, connections, value }, index) => {
		const isFirst = connections !== bars[index - 1]?.connections;
		y += isFirst ? 56 : BAR + 6;
		const heading = `Deliveries per second over ${connections === 1 ? '1 connection' : `${connections} connections`}`;
		const width = Math.max(1, Math.round(value * scale));
		const fill = ['combined', 'package', 'signed'].includes(name) ? colors.own : colors.other;
		return `${isFirst ? `<text x="0" y="${y - 32}" font-weight="600">${heading}</text>\n` : ''}<g transform="translate(${LABELS} ${y - BAR})">
<text x="-10" y="14" text-anchor="end">${targetNames[name]}</text>
<rect width="${width}" height="${BAR}" rx="3" fill="${fill}"/>
<text x="${width + 8}" y="14">${Math.round(value)}</text>
</g>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 6}" width="${WIDTH}" height="${y + 6}" role="img">
<title>${ALT}</title>
<g font-family="system-ui, sans-serif" font-size="13" fill="${colors.text}">
${drawn.join('\n')}
</g>
</svg>
`;
}

/** Writes the chart in light and in dark colors, and returns what shows it on docs/performance.md. */
export async function writeThroughputChart(cells: readonly Cell[]): Promise<string> {
	for (const [theme, colors] of Object.entries(themes)) {
		await writeFile(inRepository('docs', 'images', `throughput-${theme}.svg`), throughputChart(cells, colors));
	}
	return `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/throughput-dark.svg">
  <img alt="${ALT}" src="images/throughput-light.svg">
</picture>`;
}
