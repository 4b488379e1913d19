/** Mutated tokens of callback URLs: none but the one that was made is accepted. */
import { callbackUrlScheme } from '../../nodes/SignedWebhook/schemes.ts';
import { verifyDelivery } from '../../nodes/shared/delivery/verify.ts';
import { callbackToken } from '../support/callback-token.mts';
import { printFigures } from '../support/figures.mts';
import { definitionOf } from '../support/schemes.mts';
import { mutate, mutateSignature } from './mutate.mts';
import { createRandom, seed } from './random.mts';

const INPUTS = Number(process.env.FUZZ_INPUTS || 100_000);
const NOW = Date.UTC(2026, 0, 1);
const until = NOW / 1000 + 60;
const [SECRET, OTHER] = ['the secret that signs it', 'the secret of a stranger'];
const RECEIVERS = ['execution/1', 'execution/11', 'b5f1/webhook', ''];

it(
	`accepts none of ${INPUTS.toLocaleString('en')} mutated tokens, and never throws`,
	() => {
		const random = createRandom(seed);
		const outcomes: Record<string, number> = {};
		let wrong = 0;
		for (let input = 0; input < INPUTS; input++) {
			const [receiver, called] = [random.pick(RECEIVERS), random.pick(RECEIVERS)];
			const isForged = random.chance(0.3);
			const original = callbackToken({ secret: isForged ? OTHER : SECRET, receiver, until });
			const [payload, signature] = original.split('.');
			const token = random.pick([
				original,
				mutateSignature(original, random),
				`${payload}.${[mutateSignature(signature, random)].flat()[0]}`,
				`${mutate(Buffer.from(payload), random).toString('latin1')}.${signature}`,
				`${mutate(Buffer.from(payload, 'base64url'), random).toString('base64url')}.${signature}`,
			]);
			const query = [token ?? []]
				.flat()
				.map((value) => `callback=${random.chance(0.5) ? value : encodeURIComponent(value)}`);
			const verdict = verifyDelivery(
				{ ...definitionOf(callbackUrlScheme), anyBody: true },
				{ body: Buffer.from('{}'), headers: {}, url: `https://n8n.example.com/?${query.join('&')}`, receiver: called },
				{ secrets: [SECRET], events: ['*'], maxAge: 0, now: NOW },
			);
			const meant = [...new URLSearchParams(query.join('&')).getAll('callback')].filter((value) => value !== '');
			const isAuthentic = !isForged && receiver === called && meant.length === 1 && meant[0] === original;
			if (isAuthentic !== (verdict.outcome === 'accepted')) {
				wrong += 1;
				process.stderr.write(`seed ${seed}, input ${input}: ${JSON.stringify({ query, receiver, called })}\n`);
			}
			outcomes[verdict.outcome] = (outcomes[verdict.outcome] ?? 0) + 1;
		}
		const figures = { deliveries: INPUTS, lost: 0, duplicated: 0, forgedAccepted: wrong };
		printFigures(`callback tokens, seed ${seed}`, figures, outcomes);
		expect(wrong).toBe(0);
		expect(outcomes.accepted).toBeGreaterThan(INPUTS / 100);
		expect(outcomes.unauthorized).toBeGreaterThan(INPUTS / 4);
	},
	10 * 60_000,
);
