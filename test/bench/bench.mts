// `npm run bench [-- --quick] [--write]`: what the kernel costs in this process, beside the bare limit and other libraries.
import { BARE, type Case, KERNEL, providerCases, schemeCases } from './kernel/cases.mts';
import { report } from './support/report.mts';
import { measureRounds } from './support/rounds.mts';
import { ratios, summarise } from './support/statistics.mts';
import { duration, goal, markdownTable, times } from './support/table.mts';

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
function figures({ [KERNEL]: own, ...others }: Record<string, number[]>, columnOf = (name: string) => name) {
	const { median, low, high } = summarise(own);
	const row: Record<string, string> = {
		[KERNEL]: duration(median),
		'eight of ten': `${duration(low)} to ${duration(high)}`,
	};
	for (const [name, other] of Object.entries(others)) {
		row[columnOf(name)] = `${duration(summarise(other).median)} (${times(ratios(own, other).median)})`;
	}
	return row;
}

// Of several lines with the same goal, the worst one counts.
const goals = new Map<string, { worst: number; bound: number }>();
for (const { samples, goals: those } of [...lines, ...schemes]) {
	for (const [what, beside, bound] of those) {
		const { median } = ratios(samples[KERNEL], samples[beside]);
		goals.set(what, { worst: Math.max(median, goals.get(what)?.worst ?? 0), bound });
	}
}

const name = `kernel-node${process.versions.node.split('.')[0]}`;
const inOneColumn = (contender: string) => (contender === BARE ? BARE : 'library');
const sections = {
	// The page shows the tables of the Node that n8n needs; of the oldest one that the package supports, the goals.
	...(name === 'kernel-node24' && {
		[name]: [
			markdownTable(lines.map(({ title, samples }) => ({ delivery: title, ...figures(samples) }))),
			markdownTable(schemes.map(({ title, samples }) => ({ 'scheme, 1 KB': title, ...figures(samples, inOneColumn) }))),
		],
	}),
	[`${name}-goals`]: [markdownTable([...goals].map(([what, { worst, bound }]) => goal(what, worst, 'at most', bound)))],
};
await report(sections, process.version);
