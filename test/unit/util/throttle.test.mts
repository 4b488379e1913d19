import { createThrottle } from '../../../nodes/shared/util/throttle.ts';

function setUp(interval = 10) {
	const clock = { now: 1_000 };
	return { clock, throttle: createThrottle(interval, () => clock.now) };
}

describe('the throttle', () => {
	it('allows the first time', () => {
		expect(setUp().throttle.allows('a')).toBe(true);
	});

	it.each([
		[0, false],
		[9, false],
		[10, true],
		[11, true],
	])('%d ms later answers %j', (elapsed, expected) => {
		const { throttle, clock } = setUp();
		throttle.allows('a');
		clock.now += elapsed;
		expect(throttle.allows('a')).toBe(expected);
	});

	it('does not start the interval anew for what it refuses', () => {
		const { throttle, clock } = setUp();
		throttle.allows('a');
		clock.now += 9;
		throttle.allows('a');
		clock.now += 1;
		expect(throttle.allows('a')).toBe(true);
	});

	it('limits each key on its own', () => {
		const { throttle } = setUp();
		throttle.allows('a');
		expect(throttle.allows('b')).toBe(true);
	});

	it('remembers ten thousand keys', () => {
		const { throttle } = setUp();
		for (let index = 0; index < 10_000; index++) throttle.allows(String(index));
		expect(throttle.allows('0')).toBe(false);
	});

	// Whoever can name more keys than are remembered must not get through as often as they like.
	it('allows no further key within the interval, nor one of those again', () => {
		const { throttle, clock } = setUp();
		for (let index = 0; index < 10_000; index++) throttle.allows(String(index));
		clock.now += 9;
		expect([throttle.allows('10000'), throttle.allows('0')]).toEqual([false, false]);
		clock.now += 1;
		expect([throttle.allows('10000'), throttle.allows('0')]).toEqual([true, true]);
	});

	it('keeps time on its own without a clock', () => {
		const throttle = createThrottle(3_600_000);
		expect([throttle.allows('a'), throttle.allows('a')]).toEqual([true, false]);
	});

	// A corrected system clock must not silence the log, or keep secrets from being read, until it has caught up.
	it('allows again when the clock was put back', () => {
		const { throttle, clock } = setUp();
		throttle.allows('a');
		clock.now -= 500;
		expect(throttle.allows('a')).toBe(true);
	});
});
