import type { IHookFunctions } from 'n8n-workflow';

import { rememberRegistration, registrationState } from '../../../nodes/shared/endpoints/state.ts';

/** Contexts of several nodes and modes over one workflow's static data. */
function workflow() {
	const data: Record<string, unknown> = {};
	const context = (id = 'node-1', mode = 'trigger') =>
		({
			getWorkflowStaticData: () => data,
			getNode: () => ({ id, name: 'same name' }),
			getMode: () => mode,
		}) as unknown as IHookFunctions;
	return { data, context };
}
const state = { url: 'https://n8n.example.com/webhook/1', endpointId: 'wh_1', secret: 's3cret' };

describe('what a trigger remembers of its registration', () => {
	it('is nothing at first', () => {
		expect(registrationState(workflow().context())).toBeNull();
	});

	it('is what it was told', () => {
		const { context } = workflow();
		rememberRegistration(context(), state);
		expect(registrationState(context())).toEqual(state);
	});

	it('is nothing once it was told to forget', () => {
		const { context } = workflow();
		rememberRegistration(context(), state);
		rememberRegistration(context(), null);
		expect(registrationState(context())).toBeNull();
	});

	it('is not what another node was told', () => {
		const { context } = workflow();
		rememberRegistration(context('node-1'), state);
		expect(registrationState(context('node-2'))).toBeNull();
	});

	it('is not what it was told while somebody tried it out', () => {
		const { context } = workflow();
		rememberRegistration(context('node-1', 'manual'), state);
		expect(registrationState(context('node-1', 'trigger'))).toBeNull();
	});

	it('is no replaced secret that is no longer accepted, in the static data neither', () => {
		const { data, context } = workflow();
		rememberRegistration(context(), { ...state, replaced: { secret: 'old', until: Date.now() - 1 } });
		expect(data['node-1:production']).toEqual(state);
	});

	it('is a replaced secret while it is accepted', () => {
		const { context } = workflow();
		const replaced = { secret: 'old', until: Date.now() + 60_000 };
		rememberRegistration(context(), { ...state, replaced });
		expect(registrationState(context())).toEqual({ ...state, replaced });
	});

	it.each([[null], ['text'], [[]], [{}], [{ url: '' }], [{ endpointId: 'wh_1', secret: 's3cret' }]])(
		'is nothing where the static data holds %j instead',
		(value) => {
			const { data, context } = workflow();
			data['node-1:production'] = value;
			expect(registrationState(context())).toBeNull();
		},
	);

	it('leaves out an empty secret', () => {
		const { context } = workflow();
		rememberRegistration(context(), { ...state, secret: '' });
		expect(registrationState(context())?.secret).toBeUndefined();
	});
});
