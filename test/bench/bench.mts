// `npm run bench [-- --quick] [--write]`: what the kernel costs in this process, beside the bare limit and other libraries.
import { BARE, type Case, KERNEL, providerCases, schemeCases } from './kernel/cases.mts';
import { kernelGoals, type Measured } from './kernel/goals.mts';
import { goalTable } from './support/goals.mts';
import { report } from './support/report.mts';
import { measureRounds } from './support/rounds.mts';
import { ratios, summarise } from './support/statistics.mts';
import { duration, markdownTable, times } from './support/table.mts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 5 : 25;
const sampleMs = quick ? 3 : 10;

async function measure(cases: Iterable<Case>): Promise<Measured[]> {
	const lines: Measured[] = [];
	for (const { contenders, ...line } of cases) {
		for (const [name, run] of Object.entries(contenders)) {
			if (Boolean(await run()) !== line.isAuthentic) throw new Error(`${line.title}: ${name} says something else`);
		}
		// One run of the largest body fills a sample many times over.
		const samples = await measureRounds(contenders, line.bytes > 10_000_000 ? Math.ceil(rounds / 3) : rounds, sampleMs);
		lines.push({ ...line, samples });
		process.stderr.write(`${line.title}\n`);
	}
	return lines;
}

/** The kernel's time with its spread, then the medians of the others, each with the kernel's time as a multiple of it. */
const row = ({ title, samples: { [KERNEL]: own, ...others } }: Measured): string[] => {
	const { median, low, high } = summarise(own);
	const beside = Object.values(others).map((other) => `${duration(summarise(other).median)} (${times(ratios(own, other).median)})`);
	return [title, duration(median), `${duration(low)} to ${duration(high)}`, ...beside];
};

const lines = (await measure(providerCases())).sort((one, other) => one.bytes - other.bytes);
const schemes = await measure(schemeCases());

const name = `kernel-node${process.versions.node.split('.')[0]}`;
const libraries = Object.keys(lines[0].samples).slice(2);
const sections = {
	// The page shows the tables of the Node that n8n needs; of the oldest one that the package supports, the goals.
	...(name === 'kernel-node24' && {
		[name]: [
			markdownTable(['delivery', KERNEL, 'eight of ten', BARE, ...libraries], lines.map(row)),
			markdownTable(['scheme, 1 KB', KERNEL, 'eight of ten', BARE, 'library'], schemes.map(row)),
		],
	}),
	[`${name}-goals`]: [goalTable(kernelGoals(lines, schemes))],
};
await report(sections, process.version);
