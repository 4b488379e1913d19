import type { IWebhookFunctions } from 'n8n-workflow';

import { warn } from '../../../nodes/shared/n8n/log.ts';

const SECOND = 1_000;

let lines: Array<{ text: string; at: number }>;

const contextOf = (workflow: string) =>
	({
		getNode: () => ({ id: 'node', name: 'My Trigger' }),
		getWorkflow: () => ({ id: workflow }),
		logger: { warn: (text: string) => lines.push({ text, at: Date.now() }) },
	}) as unknown as IWebhookFunctions;

const texts = () => lines.map(({ text }) => text);

let day = 0;

beforeEach(() => {
	lines = [];
	// Each test begins on a day of its own, when nothing is remembered of the one before.
	jest.useFakeTimers({ now: Date.UTC(2026, 0, (day += 1)) });
});

afterEach(async () => {
	// What a flood has left out is told by then.
	await jest.advanceTimersByTimeAsync(2 * SECOND);
	jest.useRealTimers();
});

describe('a warning', () => {
	it('names the node and the workflow, since n8n prints no more than the text', () => {
		warn(contextOf('w1'), 'kind', 'A delivery was refused.');
		expect(texts()).toEqual(['My Trigger (workflow w1): A delivery was refused.']);
	});

	it('names the sender where there is one', () => {
		warn(contextOf('w1'), 'kind', 'A delivery was refused.', { sender: '::ffff:198.51.100.7' });
		warn(contextOf('w2'), 'kind', 'A delivery was refused.', { sender: undefined });
		expect(texts()).toEqual([
			'My Trigger (workflow w1, sender ::ffff:198.51.100.7): A delivery was refused.',
			'My Trigger (workflow w2): A delivery was refused.',
		]);
	});

	it('shows nothing that a stranger gives as an address and that is none', () => {
		warn(contextOf('w1'), 'kind', 'A delivery was refused.', { sender: 'Fatal error: buy this' });
		expect(texts()).toEqual(['My Trigger (workflow w1): A delivery was refused.']);
	});

	it('is written once in ten seconds for a node and a kind', () => {
		for (const kind of ['a', 'a', 'b']) warn(contextOf('w1'), kind, `${kind}.`);
		warn(contextOf('w2'), 'a', 'a.');
		expect(lines).toHaveLength(3);
		jest.advanceTimersByTime(10 * SECOND - 1);
		warn(contextOf('w1'), 'a', 'a.');
		expect(lines).toHaveLength(3);
		jest.advanceTimersByTime(1);
		warn(contextOf('w1'), 'a', 'a.');
		expect(lines).toHaveLength(4);
	});
});

describe('a flood of warnings', () => {
	it('is ten lines in a second, and one that says how many there were besides', async () => {
		for (let trigger = 0; trigger < 15; trigger++) warn(contextOf(`w${trigger}`), 'kind', 'A delivery was refused.');
		expect(lines).toHaveLength(10);
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(texts().slice(10)).toEqual(['And 5 more warnings of webhook nodes in the last second.']);
		await jest.advanceTimersByTimeAsync(60 * SECOND);
		expect(lines).toHaveLength(11);
	});

	it('never makes more than ten lines in a second, over more triggers and kinds than are remembered', async () => {
		const [triggers, kinds] = [400, 3];
		for (let delivery = 0; delivery < 20_000; delivery++) {
			const sender = `198.51.100.${delivery % 250}`;
			warn(contextOf(`w${delivery % triggers}`), `kind ${delivery % kinds}`, 'A delivery was refused.', { sender });
			await jest.advanceTimersByTimeAsync(1);
		}
		const tooClose = lines.filter(({ at }, index) => (lines[index + 10]?.at ?? Infinity) - at < SECOND);
		expect(tooClose).toEqual([]);
		expect(lines.length).toBeGreaterThan(20);
		const named = /^My Trigger \(workflow w\d+, sender 198\.51\.100\.\d+\): A delivery was refused\.$|^And \d+ more /;
		expect(texts().filter((text) => !named.test(text))).toEqual([]);
	});

	it('is written again after the clock was set back', async () => {
		for (let trigger = 0; trigger < 10; trigger++) warn(contextOf(`w${trigger}`), 'kind', 'Before.');
		jest.setSystemTime(Date.now() - 3_600_000);
		warn(contextOf('w1'), 'kind', 'After.');
		expect(texts().at(-1)).toBe('My Trigger (workflow w1): After.');
	});
});
