import { shapeBody } from './support/providers.mts';
import type { JsonObject } from '../../nodes/shared/util/json.ts';
import { vigthoriaDelivery } from '../../nodes/Vigthoria/delivery.ts';
import { vigthoriaEvents } from '../../nodes/Vigthoria/events.ts';

const shape = (body: JsonObject, fingerprint = 'fingerprint') => shapeBody(vigthoriaDelivery, body, fingerprint);

const tutorialData = {
	generation_id: 'gen_xyz789',
	model: 'vigthoria-creative-v2',
	status: 'completed',
	result_url: 'https://api.vigthoria.io/v1/results/gen_xyz789',
	metadata: { user_id: 'user_123', project: 'my-app' },
};
/** The body in Vigthoria's tutorial "Webhooks setup". */
const tutorial = {
	id: 'evt_abc123xyz',
	type: 'generation.completed',
	created: '2025-01-15T10:30:00Z',
	data: tutorialData,
};
const referenceData = {
	job_id: 'music_1',
	service: 'music',
	output_url: 'https://cdn.vigthoria.io/music_1.mp3',
	duration_ms: 45000,
};
/** The envelope and the data of Vigthoria's API reference "Webhooks". */
const reference = { type: 'generation.completed', data: referenceData };

describe('an event of Vigthoria', () => {
	it('is shaped as the contract says, from the body of the tutorial', () => {
		expect(shape(tutorial)).toEqual({
			provider: 'vigthoria',
			event: 'generation.completed',
			id: 'evt_abc123xyz',
			timestamp: '2025-01-15T10:30:00.000Z',
			status: 'completed',
			jobId: 'gen_xyz789',
			variationId: null,
			results: [{ url: 'https://api.vigthoria.io/v1/results/gen_xyz789' }],
			error: null,
			verifiedBy: 'signature',
			body: tutorial,
		});
	});

	it('is shaped as the contract says, from the body of the API reference', () => {
		expect(shape(reference)).toEqual({
			provider: 'vigthoria',
			event: 'generation.completed',
			id: 'generation.completed|music_1',
			timestamp: null,
			status: 'completed',
			jobId: 'music_1',
			variationId: null,
			results: [{ url: 'https://cdn.vigthoria.io/music_1.mp3' }],
			error: null,
			verifiedBy: 'signature',
			body: reference,
		});
	});

	it.each([
		['the data of the reference in the envelope of the tutorial', { ...tutorial, data: referenceData }, 'music_1'],
		['the data of the tutorial in the envelope of the reference', { ...reference, data: tutorialData }, 'gen_xyz789'],
	])('takes %s without an issue', (_, body, jobId) => {
		const event = shape(body);
		expect([event.jobId, event.results.length, event.issues]).toEqual([jobId, 1, undefined]);
	});

	it('of a start takes its time from the data where the envelope has none', () => {
		const data = { job_id: 'music_1', service: 'music', created_at: '2025-01-15T10:30:00Z' };
		expect(shape({ type: 'generation.started', data })).toMatchObject({
			id: 'generation.started|music_1',
			status: 'started',
			timestamp: '2025-01-15T10:30:00.000Z',
		});
	});

	it('of a payment has no issue with the documented data', () => {
		const data = { payment_id: 'pay_1', amount: 2900, currency: 'usd', customer_email: 'c@example.com' };
		expect(shape({ type: 'payment.succeeded', data })).not.toHaveProperty('issues');
	});

	it.each(
		Object.keys(vigthoriaEvents).filter(
			(name) => !['generation.started', 'generation.completed', 'payment.succeeded'].includes(name),
		),
	)('%s may have any data, which is documented nowhere', (type) => {
		expect(shape({ type, data: { anything: [1] } })).not.toHaveProperty('issues');
	});

	it.each([
		['generation.started', 'started'],
		['generation.completed', 'completed'],
		['generation.failed', 'failed'],
		['payment.failed', 'info'],
		['payment.succeeded', 'info'],
		['subscription.cancelled', 'info'],
		['subscription.created', 'info'],
		['subscription.updated', 'info'],
		['usage.threshold', 'info'],
		['workflow.failed', 'failed'],
		['workflow.finished', 'completed'],
		['workflow.started', 'started'],
		['workflow.step_completed', 'progress'],
	])('%s has the status %s', (type, status) => {
		expect(shape({ type, data: {} }).status).toBe(status);
	});

	it('of a workflow has the id of the workflow as its job', () => {
		expect(shape({ type: 'workflow.started', data: { workflow_id: 'wf_1' } }).jobId).toBe('wf_1');
	});

	it.each([
		['a text', { error: 'Content policy' }, 'Content policy'],
		['an object with a message', { error: { code: 7, message: 'Content policy' } }, 'Content policy'],
		['an error_message', { error_message: 'Content policy' }, 'Content policy'],
		['an object without a message beside an error_message', { error: {}, error_message: 'x' }, 'x'],
		['a code', { error: 500 }, '500'],
		['nothing', {}, null],
		['null', { error: null, error_message: null }, null],
		['a boolean', { error: true }, null],
	])('reads the failure from %s', (_, data, expected) => {
		expect(shape({ type: 'generation.failed', data }).error).toBe(expected);
	});

	it.each([[undefined], [null], ['text'], [[]]])('makes the best of data that is %j, and says so', (data) => {
		expect(shape({ ...tutorial, data })).toMatchObject({
			id: 'evt_abc123xyz',
			jobId: null,
			results: [],
			issues: [expect.stringMatching(/^data: /)],
		});
	});

	it.each([
		['id', 7],
		['id', null],
		['created', 1736937000000],
		['created', null],
	])('says that its %s is %j', (field, value) => {
		expect(shape({ ...tutorial, [field]: value }).issues).toEqual([expect.stringMatching(`^${field}: `)]);
	});

	it('says where a completed generation has no address', () => {
		expect(shape({ ...tutorial, data: { generation_id: 'gen_1' } })).toMatchObject({
			jobId: 'gen_1',
			results: [],
			issues: [expect.stringMatching(/^data/)],
		});
	});

	it('takes the time of the data where the time of the envelope is null', () => {
		const data = { job_id: 'music_1', service: 'music', created_at: '2025-01-15T10:30:00Z' };
		expect(shape({ type: 'generation.started', created: null, data }).timestamp).toBe('2025-01-15T10:30:00.000Z');
	});

	describe('has an id that', () => {
		it("is the provider's own, over all redeliveries", () => {
			expect(shape({ ...tutorial, created: '2025-01-15T10:31:00Z' }, 'other').id).toBe('evt_abc123xyz');
		});

		it('is the number, as a text, where the provider sends one', () => {
			expect(shape({ ...tutorial, id: 7 }).id).toBe('7');
		});

		it.each([[''], [null], [{}], [true]])('falls back to the generation where it is %j', (id) => {
			expect(shape({ ...tutorial, id }).id).toBe('generation.completed|gen_xyz789');
		});

		it.each(['generation.started', 'generation.completed', 'generation.failed'])(
			'differs between %s and the other events of a generation',
			(type) => {
				expect(shape({ type, data: referenceData }).id).toBe(`${type}|music_1`);
			},
		);

		it.each([
			['workflow.step_completed', { workflow_id: 'wf_1', step: 1 }],
			['workflow.started', { workflow_id: 'wf_1' }],
			['usage.threshold', { threshold: 80 }],
			['subscription.updated', { subscription_id: 'sub_1' }],
			['generation.completed', { output_url: 'https://example.com' }],
		])('comes from the bytes for %s without an id, since %j does not name the event', (type, data) => {
			expect(shape({ type, data }).id).toBe(`${type}|fingerprint`);
		});
	});
});
