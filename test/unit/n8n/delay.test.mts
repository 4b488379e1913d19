import { abortableDelay } from '../../../nodes/shared/n8n/delay.ts';

async function elapsed(work: () => Promise<void>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

describe('a pause', () => {
	it('lasts as long as asked for', async () => {
		expect(await elapsed(async () => await abortableDelay(40))).toBeGreaterThanOrEqual(38);
	});

	it('lasts as long as asked for with a signal that nobody uses', async () => {
		const { signal } = new AbortController();
		expect(await elapsed(async () => await abortableDelay(40, signal))).toBeGreaterThanOrEqual(38);
	});

	it('does not begin once the execution is cancelled', async () => {
		expect(await elapsed(async () => await abortableDelay(5_000, AbortSignal.abort()))).toBeLessThan(1_000);
	});

	it('ends when the execution is cancelled', async () => {
		const controller = new AbortController();
		const waited = elapsed(async () => await abortableDelay(1_500, controller.signal));
		controller.abort();
		expect(await waited).toBeLessThan(1_000);
	});

	it('leaves no listener behind', async () => {
		const { signal } = new AbortController();
		const removed = jest.spyOn(signal, 'removeEventListener');
		const added = jest.spyOn(signal, 'addEventListener');
		await abortableDelay(1, signal);
		const listeners = (calls: unknown[][]) => new Set(calls.map(([, listener]) => listener));
		expect(listeners(removed.mock.calls)).toEqual(listeners(added.mock.calls));
	});
});
