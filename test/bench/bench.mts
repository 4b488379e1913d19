// `npm run bench [-- --quick] [--write]`: what the kernel costs in this process, beside the bare limit and other libraries.
import { ensureBuilt } from '../harness/pack.mts';
import { type ProviderName, providers } from '../support/workbench.mts';
import { bodyOf, type SizeName, sizes } from './kernel/bodies.mts';
import { type BenchFigures, kernelFigures } from './kernel/figures.mts';
import { kernelGoals } from './kernel/goals.mts';
import { libraries } from './kernel/libraries.mts';
import { kernelTable, partTable } from './kernel/table.mts';
import { KERNEL } from './kernel/names.mts';
import { type Goal, goalTable } from './support/goals.mts';
import { report } from './support/report.mts';
import { measureRounds } from './support/rounds.mts';
import { ratios, summarise } from './support/statistics.mts';
import { duration, markdownTable, times } from './support/table.mts';

await ensureBuilt();
const { bareLimit, kernel } = await import('./kernel/kernel.mts');
const { families } = await import('./kernel/families.mts');
const { steps } = await import('./kernel/steps.mts');

const quick = process.argv.includes('--quick');
const rounds = quick ? 5 : 25;
const sampleMs = quick ? 3 : 10;

const figures: BenchFigures = { lines: [], parts: [] };
for (const [size, bytes] of Object.entries(sizes) as Array<[SizeName, number]>) {
	for (const provider of Object.keys(providers) as ProviderName[]) {
		const body = bodyOf(provider, bytes);
		const others = await libraries(body);
		for (const kind of ['accepted', 'forged'] as const) {
			const authentic = kind === 'accepted';
			const contenders = [
				kernel(provider, body, authentic),
				bareLimit(body, authentic),
				...others.map((library) => library[kind]),
			];
			const samples = await measureRounds(contenders, {
				// One run of the largest body fills a sample many times over.
				rounds: bytes > 10_000_000 ? Math.ceil(rounds / 3) : rounds,
				sampleMs,
			});
			figures.lines.push(kernelFigures({ provider, size, bytes: body.length, kind }, samples));
		}
	}
	process.stderr.write(`${size} done\n`);
}

for (const provider of Object.keys(providers) as ProviderName[]) {
	const body = bodyOf(provider, sizes['1 KB']);
	const samples = await measureRounds(steps(provider, body), { rounds, sampleMs });
	const measured = [...samples].map(([name, values]) => [name, summarise(values)] as const);
	figures.parts.push({ provider, bytes: body.length, steps: Object.fromEntries(measured) });
}

const familyLines: string[][] = [];
const familyGoals: Goal[] = [];
for (const { name, bound, contenders } of await families(bodyOf('listingRva', sizes['1 KB']))) {
	const samples = await measureRounds(contenders, { rounds, sampleMs });
	const own = samples.get(KERNEL) ?? [];
	const [, ...others] = contenders.map((contender) => ({
		name: contender.name,
		time: duration(summarise(samples.get(contender.name) ?? []).median),
		ratio: ratios(own, samples.get(contender.name) ?? []).median,
	}));
	const cells = others.map((other) => `${other.name}: ${other.time} (${times(other.ratio)})`);
	familyLines.push([name, duration(summarise(own).median), cells[0], cells[1] ?? '']);
	for (const [index, { name: other, ratio }] of others.entries()) {
		const what = `${name}, 1 KB, beside ${other}`;
		familyGoals.push({ what, measured: ratio, bound: index === 0 ? bound : 1, direction: 'at most', format: times });
	}
}

const name = `kernel-node${process.versions.node.split('.')[0]}`;
await report({
	[name]: [kernelTable(figures.lines), markdownTable(['scheme, 1 KB', KERNEL, 'bare limit', 'library'], familyLines)],
	// The parts are in the same proportion on each Node; the page shows those of the one that n8n needs.
	...(name === 'kernel-node24' && { [`${name}-parts`]: [partTable(figures.parts)] }),
	[`${name}-goals`]: [goalTable([...kernelGoals(figures.lines), ...familyGoals])],
});
