/** What a definition may do besides naming a provider: other keys, a refusal of its own, a handshake, a definition by parameter. */
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, type TriggerSetUp } from './support/open-trigger.mts';
import { providerNamed } from './support/providers.mts';
import { collectWarnings } from './support/warnings.mts';
// After the clock, which the nodes take hold of when they are loaded.
import { triggerMethods } from '../../../nodes/shared/trigger/methods.ts';
import type { TriggerDefinition, TriggerDefinitionSource } from '../../../nodes/shared/trigger/definition.ts';
import { vigthoriaApi } from '../../../nodes/Vigthoria/api.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';

afterEach(closeHosts);
afterEach(() => jest.restoreAllMocks());

const base: TriggerDefinition = { api: vigthoriaApi, delivery: vigthoriaDelivery };

/** A trigger like Vigthoria's, with another definition behind it. */
async function listenWith(source: TriggerDefinitionSource, setUp: TriggerSetUp = {}) {
	const vigthoria = providerNamed('vigthoria');
	const trigger = Object.assign(Object.create(vigthoria.trigger) as typeof vigthoria.trigger, triggerMethods(source));
	return await listen({ ...vigthoria, trigger }, setUp);
}

const keys = (known: string[], refreshed: string[] | null = null) => ({
	known: async () => await Promise.resolve(known),
	refreshed: async () => await Promise.resolve(refreshed),
});

describe('keys that a definition brings along', () => {
	it('verify deliveries in place of the credential', async () => {
		const trigger = await listenWith({ ...base, secrets: () => keys(['published key']) });
		expect(await deliver(trigger, { secret: 'published key' })).toMatchObject(answers.received);
		expect(await deliver(trigger)).toMatchObject(answers.unauthorized);
		expect(trigger.credential.reads).toBe(0);
	});

	it('are asked for again where none of them matches', async () => {
		const trigger = await listenWith({ ...base, secrets: () => keys(['old key'], ['new key']) });
		expect(await deliver(trigger, { secret: 'new key' })).toMatchObject(answers.received);
	});

	it('that cannot be had put the delivery off, without an execution and with the reason in the log', async () => {
		const warnings = collectWarnings();
		const unreachable = async () => await Promise.reject(new Error('the key set does not answer'));
		const trigger = await listenWith({ ...base, secrets: () => ({ known: unreachable, refreshed: unreachable }) });
		expect(await deliver(trigger)).toMatchObject(answers.unavailable);
		expect(trigger.host.executions).toEqual([]);
		expect(warnings).toEqual([expect.stringContaining('the key set does not answer')]);
	});
});

describe('a refusal of the definition', () => {
	it.each([['*'], ['something.else']])(
		'answers 401 to an authentic delivery where %s is subscribed to',
		async (event) => {
			const warnings = collectWarnings();
			const trigger = await listenWith(
				{ ...base, accepts: () => 'it is signed for another user.' },
				{ events: [event] },
			);
			expect(await deliver(trigger)).toMatchObject(answers.unauthorized);
			expect(trigger.host.executions).toEqual([]);
			expect(warnings).toEqual([expect.stringContaining('it is signed for another user')]);
		},
	);

	it('is not asked about a forged delivery', async () => {
		const asked: string[] = [];
		const trigger = await listenWith({ ...base, accepts: ({ event }) => (asked.push(event.id), null) });
		await deliver(trigger, { secret: 'forged' });
		expect(asked).toEqual([]);
		await deliver(trigger);
		expect(asked).toHaveLength(1);
	});

	it('sees the options, and no header that is not signed', async () => {
		const seen: unknown[] = [];
		const accepts: TriggerDefinition['accepts'] = ({ signedHeader }, { maxFileSize }) => {
			seen.push(maxFileSize, signedHeader('X-User'));
			return null;
		};
		const trigger = await listenWith({ ...base, accepts }, { options: { maxFileSize: 7 } });
		await deliver(trigger, { headers: { 'x-user': 'somebody' } });
		expect(seen).toEqual([7, null]);
	});
});

describe('a handshake', () => {
	it('is answered before the signature is looked at, and starts nothing', async () => {
		const trigger = await listenWith({
			...base,
			handshake: (_, { headers }) =>
				typeof headers['x-challenge'] === 'string' ? { status: 200, body: headers['x-challenge'] } : null,
		});
		const challenge = await deliver(trigger, { secret: null, headers: { 'x-challenge': 'echo me' } });
		expect(challenge).toMatchObject({ status: 200, body: 'echo me' });
		expect(trigger.host.executions).toEqual([]);
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});
});

it('a definition that fails after it has answered stores no execution', async () => {
	collectWarnings();
	const trigger = await listenWith({
		...base,
		handshake(context) {
			context.getResponseObject().end('answered');
			throw new Error('too late');
		},
	});
	expect(await deliver(trigger)).toMatchObject({ status: 200, body: 'answered' });
	expect(trigger.host.executions).toEqual([]);
});

describe('a definition that follows from the parameters', () => {
	it('is made for each delivery', async () => {
		const source: TriggerDefinitionSource = (context) => ({
			...base,
			secrets: () => keys([`key of ${context.getNode().id}`]),
		});
		const trigger = await listenWith(source, { node: { id: 'node-1' } });
		expect(await deliver(trigger, { secret: 'key of node-1' })).toMatchObject(answers.received);
	});

	it('that cannot be made puts the delivery off', async () => {
		const warnings = collectWarnings();
		const trigger = await listenWith(() => {
			throw new Error('Signed Content has no {body}');
		});
		expect(await deliver(trigger)).toMatchObject(answers.unavailable);
		expect(trigger.host.executions).toEqual([]);
		expect(warnings).toEqual([expect.stringContaining('Signed Content has no {body}')]);
	});
});
