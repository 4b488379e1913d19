import { pause } from '../../../nodes/shared/glue/pause.ts';

async function elapsed(work: () => Promise<void>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

describe('a pause', () => {
	it('lasts as long as asked for', async () => {
		expect(await elapsed(async () => await pause(40))).toBeGreaterThanOrEqual(38);
	});

	it('lasts as long as asked for with a signal that nobody uses', async () => {
		const { signal } = new AbortController();
		expect(await elapsed(async () => await pause(40, signal))).toBeGreaterThanOrEqual(38);
	});

	it('does not begin once the execution is cancelled', async () => {
		expect(await elapsed(async () => await pause(5_000, AbortSignal.abort()))).toBeLessThan(1_000);
	});

	it('ends when the execution is cancelled', async () => {
		const controller = new AbortController();
		const waited = elapsed(async () => await pause(1_500, controller.signal));
		controller.abort();
		expect(await waited).toBeLessThan(1_000);
	});

	it('leaves no listener behind', async () => {
		const { signal } = new AbortController();
		const removed = jest.spyOn(signal, 'removeEventListener');
		const added = jest.spyOn(signal, 'addEventListener');
		await pause(1, signal);
		const listeners = ({ mock }: { mock: { calls: unknown[][] } }) => mock.calls.map(([, listener]) => listener);
		expect(listeners(added).length).toBeGreaterThan(0);
		expect(listeners(removed)).toEqual(expect.arrayContaining(listeners(added)));
	});
});
