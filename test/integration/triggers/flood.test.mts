/** A flood of forged deliveries to more triggers than anybody reads log lines of. */
import pMap from 'p-map';

import { sleep } from '../../harness/sleep.mts';
import { mutations } from '../../support/mutations.mts';
import { deliver } from './support/deliver.mts';
import { closeHosts, listen } from './support/open-trigger.mts';
import { providers } from './support/providers.mts';
import { collectTimedWarnings } from './support/warnings.mts';

const SECOND = 1_000;

/** How long the flood lasts. The bound is for each second, so a few show it; `FLOOD_SECONDS=60` for a long look. */
const FLOOD_SECONDS = Number(process.env.FLOOD_SECONDS || 4);
const TRIGGERS = 400;
const IN_FLIGHT = 20;

afterEach(async () => {
	jest.restoreAllMocks();
	await closeHosts();
});

it(
	'writes ten log lines a second at the most, each with its workflow and sender',
	async () => {
		const warnings = collectTimedWarnings();
		const triggers = await pMap(
			Array.from({ length: TRIGGERS }, (_, index) => providers[index % providers.length]),
			async (provider) => await listen(provider),
			{ concurrency: IN_FLIGHT },
		);
		const workflows = new Set(triggers.map(({ setUp }) => setUp.workflowId));
		const statuses = new Set<number | null>();
		const end = Date.now() + FLOOD_SECONDS * SECOND;
		let sent = 0;
		const flood = async () => {
			// On a slow machine it lasts until each trigger had one.
			while (Date.now() < end || sent <= TRIGGERS) {
				const trigger = triggers[sent % TRIGGERS];
				const { overrides } = mutations[sent % mutations.length];
				sent += 1;
				const { status } = await deliver(trigger, overrides(trigger.credential.secret));
				statuses.add(status);
			}
		};
		await Promise.all(Array.from({ length: IN_FLIGHT }, flood));
		// What the last second has left out is told by then.
		await sleep(1.5 * SECOND);

		expect([...statuses]).toEqual([401]);
		expect(sent).toBeGreaterThan(TRIGGERS);
		const refusals = warnings.filter(({ text }) => !/^And \d+ more warnings of webhook nodes/.test(text));
		expect(refusals.length).toBeGreaterThan(FLOOD_SECONDS);
		expect(warnings.length).toBeGreaterThan(refusals.length);
		const named = /^.+ \(workflow (\S+), sender (?:::ffff:)?127\.0\.0\.1\): A delivery was refused: /;
		expect(refusals.filter(({ text }) => !workflows.has(named.exec(text)?.[1] ?? ''))).toEqual([]);
		// A timer may end a millisecond early.
		const tooClose = warnings.filter(({ at }, index) => (warnings[index + 10]?.at ?? Infinity) - at < SECOND - 2);
		expect(tooClose).toEqual([]);
	},
	(FLOOD_SECONDS + 60) * SECOND,
);
