/** While somebody listens for a test event, the editor says why a delivery was refused; in production nothing starts. */
import type { NodeOperationError } from 'n8n-workflow';

import { vigthoriaSample } from '../../simulator/index.mts';
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, newSecret, type TriggerSetUp } from './support/open-trigger.mts';
import { providerNamed, providers } from './support/providers.mts';
import { runExecution } from './support/run-execution.mts';

afterEach(closeHosts);

const vigthoria = providerNamed('vigthoria');

type Mistake = [why: string, setUp: TriggerSetUp, overrides: object, answer: object, title: string, advice: string];

const mistakes: Mistake[] = [
	[
		'a forged signature',
		{},
		{ secret: newSecret() },
		answers.unauthorized,
		'its signature does not match',
		'Webhook Secret',
	],
	[
		'an event that is not chosen',
		{ events: ['generation.failed'] },
		{},
		answers.ignored,
		'"Generation Completed" is not chosen under Events',
		'name for it is "generation.completed"',
	],
	[
		'an address that is not allowed',
		{ options: { allowedIps: '203.0.113.7' } },
		{},
		answers.forbidden,
		'not in Allowed IPs',
		'the workflow did not start',
	],
];

describe.each(mistakes)('%s', (_why, setUp, overrides, answer, title, advice) => {
	it('is an error of the trigger in the editor, and the sender gets its answer', async () => {
		const trigger = await listen(vigthoria, { ...setUp, mode: 'manual' });
		expect(await deliver(trigger, { body: vigthoria.sample(), ...overrides })).toMatchObject(answer);

		const [execution] = trigger.host.executions;
		const items = 'items' in execution ? execution.items : [];
		const error = await runExecution(trigger, { executionId: '1', mode: 'manual', items }).catch(
			(thrown: unknown) => thrown,
		);
		expect((error as NodeOperationError).message).toContain(title);
		expect((error as NodeOperationError).description).toContain(advice);
	});

	it('starts nothing in production', async () => {
		const trigger = await listen(vigthoria, setUp);
		expect(await deliver(trigger, { body: vigthoria.sample(), ...overrides })).toMatchObject(answer);
		expect(trigger.host.executions).toEqual([]);
	});
});

it('an event that is not chosen and announces another one does not end the listening', async () => {
	const trigger = await listen(vigthoria, { mode: 'manual', events: ['generation.completed'] });
	expect(await deliver(trigger, { body: vigthoriaSample('generation.started') })).toMatchObject(answers.ignored);
	expect(trigger.host.executions).toEqual([]);
});

it.each(providers)('an event of $name with a field of that name is an event', async (provider) => {
	const trigger = await listen(provider, { mode: 'manual' });
	const body = { ...provider.sample(), refusedDelivery: 'nothing' };
	await deliver(trigger, { body });
	const [execution] = trigger.host.executions;
	const items = 'items' in execution ? execution.items : [];
	expect(await runExecution(trigger, { executionId: '1', mode: 'manual', items })).toMatchObject([{ json: { body } }]);
});
