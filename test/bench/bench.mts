// `npm run bench [-- --quick] [--write]`: what the kernel costs in this process, beside the bare limit and other libraries.
import { BARE, type Case, KERNEL, providerCases, schemeCases } from './kernel/cases.mts';
import { goal, goalTable } from './support/goals.mts';
import { report } from './support/report.mts';
import { measureRounds } from './support/rounds.mts';
import { ratios, summarise } from './support/statistics.mts';
import { duration, markdownTable, times } from './support/table.mts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 5 : 25;
const sampleMs = quick ? 3 : 10;

async function measure(cases: Iterable<Case>) {
	const lines = [];
	for (const { contenders, ...line } of cases) {
		for (const [name, run] of Object.entries(contenders)) {
			// A library returns the body that it accepts, or nothing.
			const said = (await run()) as { outcome?: string } | false;
			const outcome = said ? (said.outcome ?? 'accepted') : 'unauthorized';
			if (outcome !== line.outcome) throw new Error(`${line.title}: ${name} says ${outcome}`);
		}
		// One run of the largest body fills a sample many times over.
		const samples = await measureRounds(contenders, line.bytes > 10_000_000 ? Math.ceil(rounds / 3) : rounds, sampleMs);
		lines.push({ ...line, samples });
		console.error(line.title);
	}
	return lines;
}

const lines = (await measure(providerCases())).sort((one, other) => one.bytes - other.bytes);
const schemes = await measure(schemeCases());

/** The kernel's time with its spread, then the medians of the others, each with the kernel's time as a multiple of it. */
const row = ({ title, samples: { [KERNEL]: own, ...others } }: (typeof lines)[0]): string[] => {
	const { median, low, high } = summarise(own);
	const beside = Object.values(others).map((other) => `${duration(summarise(other).median)} (${times(ratios(own, other).median)})`);
	return [title, duration(median), `${duration(low)} to ${duration(high)}`, ...beside];
};

// Of several lines with the same goal, the worst one counts.
const goals = new Map<string, { worst: number; bound: number }>();
for (const { samples, goals: those } of [...lines, ...schemes]) {
	for (const [what, beside, bound] of those) {
		const { median } = ratios(samples[KERNEL], samples[beside]);
		goals.set(what, { worst: Math.max(median, goals.get(what)?.worst ?? 0), bound });
	}
}

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
	[`${name}-goals`]: [goalTable([...goals].map(([what, { worst, bound }]) => goal(what, worst, 'at most', bound)))],
};
await report(sections, process.version);
