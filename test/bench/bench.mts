// `npm run bench [-- --quick] [--write]`: what the kernel costs in this process, beside the bare limit and other libraries.
import { type ProviderName, providers } from '../support/workbench.mts';
import { bodyOf, type SizeName, sizes } from './kernel/bodies.mts';
import { families } from './kernel/families.mts';
import { type BenchFigures, kernelFigures } from './kernel/figures.mts';
import { familyGoals, kernelGoals } from './kernel/goals.mts';
import { bareLimit, kernel } from './kernel/kernel.mts';
import { libraries } from './kernel/libraries.mts';
import { KERNEL } from './kernel/names.mts';
import { steps } from './kernel/steps.mts';
import { kernelTable, partTable } from './kernel/table.mts';
import { goalTable } from './support/goals.mts';
import { report } from './support/report.mts';
import { measureRounds } from './support/rounds.mts';
import { ratios, summarise } from './support/statistics.mts';
import { duration, markdownTable, times } from './support/table.mts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 5 : 25;
const sampleMs = quick ? 3 : 10;

const figures: BenchFigures = { lines: [], parts: [] };
// The largest bodies first: beside the garbage of thousands of small ones, whoever comes first seems slower.
for (const [size, bytes] of Object.entries(sizes).reverse() as Array<[SizeName, number]>) {
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
figures.lines.sort((one, other) => one.bytes - other.bytes);

for (const provider of Object.keys(providers) as ProviderName[]) {
	const body = bodyOf(provider, sizes['1 KB']);
	const samples = await measureRounds(steps(provider, body), { rounds, sampleMs });
	const measured = [...samples].map(([name, values]) => [name, summarise(values)] as const);
	figures.parts.push({ provider, bytes: body.length, steps: Object.fromEntries(measured) });
}

const familyLines: string[][] = [];
const familyRatios: Array<{ bound: number; bare: number; library?: number }> = [];
for (const { name, bound, contenders } of await families(bodyOf('listingRva', sizes['1 KB']))) {
	const samples = await measureRounds(contenders, { rounds, sampleMs });
	const own = samples.get(KERNEL) ?? [];
	const [bare, library] = contenders.slice(1).map((contender) => {
		const measured = samples.get(contender.name) ?? [];
		const ratio = ratios(own, measured).median;
		return { ratio, cell: `${contender.name}: ${duration(summarise(measured).median)} (${times(ratio)})` };
	});
	familyLines.push([name, duration(summarise(own).median), bare.cell, library?.cell ?? '']);
	familyRatios.push({ bound, bare: bare.ratio, library: library?.ratio });
}

const name = `kernel-node${process.versions.node.split('.')[0]}`;
await report({
	// The page shows the tables of the Node that n8n needs; of the oldest one that the package supports, the goals.
	...(name === 'kernel-node24' && {
		[name]: [kernelTable(figures.lines), markdownTable(['scheme, 1 KB', KERNEL, 'bare limit', 'library'], familyLines)],
		[`${name}-parts`]: [partTable(figures.parts)],
	}),
	[`${name}-goals`]: [goalTable([...kernelGoals(figures.lines), ...familyGoals(familyRatios)])],
});
