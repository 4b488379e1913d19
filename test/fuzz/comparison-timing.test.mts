import { createHmac } from 'node:crypto';

import { verifySignature } from '../../nodes/shared/delivery/signature.ts';
import { createRandom, seed } from './random.mts';

const SAMPLES = 60_000;
/** Beyond this, the two classes of inputs take different times (dudect's bound for "probably leaks"). */
const LEAK = 5;

const secret = 'the signing secret';
const body = Buffer.from('{"type":"generation.completed"}');
const authentic = createHmac('sha256', secret).update(body).digest('hex');
const flip = (at: number) => authentic.slice(0, at) + (authentic[at] === '0' ? '1' : '0') + authentic.slice(at + 1);

/** Wrong from the first digit on, and wrong in the last digit only. */
const classes = [flip(0), flip(63)];

const scheme = { header: 'x', over: ['raw'] } as const;

/** What a careless implementation does: it stops at the first digit that differs. */
function carelessly(signature: string): boolean {
	const expected = createHmac('sha256', secret).update(body).digest('hex');
	for (let at = 0; at < expected.length; at++) {
		// The work stands for that of a slow comparison, so that the test can tell that it would notice one.
		for (let work = 0; work < 20; work++) if (expected.charCodeAt(at) !== signature.charCodeAt(at)) return false;
	}
	return true;
}

/**
 * Welch's t of the times that two classes of signatures take, in random order, without the slowest tenth, which the
 * machine's other work has made.
 */
function welchT(verify: (signature: string) => unknown): number {
	const random = createRandom(seed);
	const times: number[][] = [[], []];
	for (let sample = 0; sample < SAMPLES; sample++) {
		const which = random.below(2);
		const before = process.hrtime.bigint();
		verify(classes[which]);
		times[which].push(Number(process.hrtime.bigint() - before));
	}
	const [one, other] = times.map((all) => {
		const kept = all.sort((a, b) => a - b).slice(0, Math.floor(all.length * 0.9));
		const mean = kept.reduce((sum, time) => sum + time, 0) / kept.length;
		const variance = kept.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (kept.length - 1);
		return { mean, share: variance / kept.length };
	});
	return (one.mean - other.mean) / Math.sqrt(one.share + other.share);
}

/** The smallest of three, because a busy machine makes a difference now and then, and a leak each time. */
const leastT = (verify: (signature: string) => unknown) =>
	Math.min(...[1, 2, 3].map(() => Math.abs(welchT(verify))));

it(
	'takes as long for a signature that is wrong from the first digit as for one that is wrong in the last',
	() => {
		const t = leastT((signature) => verifySignature(scheme, signature, body, [secret]));
		const control = leastT(carelessly);
		process.stdout.write(`comparison timing: |t| ${t.toFixed(2)}, of a careless comparison ${control.toFixed(2)}\n`);
		expect(control).toBeGreaterThan(LEAK);
		expect(t).toBeLessThan(LEAK);
	},
	5 * 60_000,
);
