import { verifyWithSecrets } from '../../nodes/shared/trigger/verify-request.ts';
import { senders } from '../../nodes/SignedWebhook/senders/index.ts';
import { vigthoriaDelivery } from '../../nodes/Vigthoria/delivery.ts';
import { virtualStagingAiDelivery } from '../../nodes/VirtualStagingAi/delivery.ts';
import { hostileShapes } from './hostile-bodies.mts';

const MEGABYTE = 1024 * 1024;
const NOW = Date.UTC(2026, 0, 1);

/** The senders whose signature may be over the re-serialised body. */
const definitions = [vigthoriaDelivery, virtualStagingAiDelivery, ...senders.map(({ delivery }) => delivery)].filter(
	({ signature }) => signature.reserialised,
);

/** Headers with a well-formed signature that nobody made. */
function forgedHeaders({ signature }: (typeof definitions)[number]): Record<string, string> {
	const digits = 'a'.repeat(64);
	const value = signature.format.kind === 'pairs' ? `t=${NOW / 1000},v1=${digits}` : digits;
	return { [signature.places[0]]: value };
}

/** How often a forged delivery is parsed and serialised when two rounds verify it, as after a change of the secret. */
async function costOf(definition: (typeof definitions)[number], body: Buffer) {
	const parse = jest.spyOn(JSON, 'parse');
	const stringify = jest.spyOn(JSON, 'stringify');
	const delivery = { body, headers: forgedHeaders(definition) };
	const secrets = { known: async () => ['first'], refreshed: jest.fn(async () => ['second']) };
	const { outcome } = await verifyWithSecrets(definition, delivery, secrets, { events: ['*'], maxAge: 0 });
	const rounds = 1 + secrets.refreshed.mock.calls.length;
	const cost = { parsed: parse.mock.calls.length, serialised: stringify.mock.calls.length };
	jest.restoreAllMocks();
	return { outcome, rounds, ...cost };
}

describe.each(definitions)('a forged delivery to $provider', (definition) => {
	it.each(Object.entries(hostileShapes))('of 16 MB of %s is neither parsed nor serialised', async (_, bodyOf) => {
		expect(await costOf(definition, bodyOf(16 * MEGABYTE))).toEqual({
			outcome: 'unauthorized',
			rounds: 2,
			parsed: 0,
			serialised: 0,
		});
	});

	it('of a documented size is parsed and serialised once, whatever the number of rounds', async () => {
		expect(await costOf(definition, Buffer.from('{ "type": "done" }'))).toEqual({
			outcome: 'unauthorized',
			rounds: 2,
			parsed: 1,
			serialised: 1,
		});
	});
});
