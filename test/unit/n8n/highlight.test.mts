import type { IExecuteFunctions } from 'n8n-workflow';

import { highlight } from '../../../nodes/shared/n8n/highlight.ts';

let stored: Map<string, string>;
let metadata: unknown[];

beforeEach(() => {
	stored = new Map();
	metadata = [];
});

const customData = () => ({
	get: (name: string) => stored.get(name),
	set: (name: string, value: string) => stored.set(name, value),
});

const context = (place: object) =>
	({
		logger: { debug: () => {} },
		setMetadata: (value: unknown) => metadata.push(value),
		...place,
	}) as unknown as IExecuteFunctions;

const onN8n2 = () => context({ customData: customData() });

const EVENT = { provider: 'acme', event: 'done', id: 'evt_1', jobId: 'job_1' };

it('names the provider, the event, its id and its job', () => {
	highlight(onN8n2(), [EVENT]);
	expect(Object.fromEntries(stored)).toEqual(EVENT);
});

it('does so on n8n 1.x, where only expressions reach the data', () => {
	highlight(context({ getWorkflowDataProxy: () => ({ $execution: { customData: customData() } }) }), [EVENT]);
	expect(Object.fromEntries(stored)).toEqual(EVENT);
});

it('puts the same on the span of the node', () => {
	highlight(onN8n2(), [EVENT]);
	expect(metadata).toEqual([
		{
			tracing: {
				'generation.provider': 'acme',
				'generation.event': 'done',
				'generation.id': 'evt_1',
				'generation.jobId': 'job_1',
			},
		},
	]);
});

it('joins the values of several events, each once', () => {
	highlight(onN8n2(), [EVENT, { ...EVENT, id: 'evt_2' }]);
	expect(Object.fromEntries(stored)).toEqual({ ...EVENT, id: 'evt_1, evt_2' });
});

it('keeps what another node of the execution has set', () => {
	highlight(onN8n2(), [EVENT]);
	highlight(onN8n2(), [{ provider: 'acme', jobId: 'job_2' }]);
	expect(Object.fromEntries(stored)).toEqual({ ...EVENT, jobId: 'job_1, job_2' });
});

it('stores no more than n8n takes without complaint, and no half of a value', () => {
	const events = Array.from({ length: 100 }, (_, index) => ({ ...EVENT, id: `evt_${index}` }));
	highlight(onN8n2(), events);
	const ids = String(stored.get('id'));
	expect(ids.length).toBeLessThanOrEqual(255);
	expect(ids.split(', ').every((id) => events.some((event) => event.id === id))).toBe(true);
	highlight(onN8n2(), [{ ...EVENT, jobId: 'j'.repeat(1_000) }]);
	expect(String(stored.get('jobId')).length).toBeLessThanOrEqual(255);
});

it('leaves out what there is not', () => {
	highlight(onN8n2(), [{ provider: 'acme', jobId: null }]);
	expect(Object.fromEntries(stored)).toEqual({ provider: 'acme' });
});

it('does no harm where n8n has no place for it', () => {
	expect(() => highlight(context({ getWorkflowDataProxy: () => ({}) }), [EVENT])).not.toThrow();
	expect(() => highlight(onN8n2(), [])).not.toThrow();
	expect(stored.size).toBe(0);
});
