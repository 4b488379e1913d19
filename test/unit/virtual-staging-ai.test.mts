import { shapeBody } from './support/providers.mts';
import type { JsonObject } from '../../nodes/shared/util/json.ts';
import { virtualStagingAiDelivery, virtualStagingAiResults } from '../../nodes/VirtualStagingAi/delivery.ts';

const shape = (body: JsonObject, fingerprint = 'fingerprint') => shapeBody(virtualStagingAiDelivery, body, fingerprint);

/** The bodies on Virtual Staging AI's page "Webhooks", section "Variation Webhook Response Types". */
const done = {
	render_id: 'rnd_abc123',
	variation_id: 'var_xyz789',
	variation_type: 'staging',
	base_variation_id: 'var_removal123',
	timestamp: 1634567890123,
	event_type: 'done',
	result: {
		url: 'https://results.example.com/image.jpg',
		optimized_url: 'https://results.example.com/image_optimized.webp',
		thumbnail_url: 'https://results.example.com/image_thumb.jpg',
	},
};
const error = {
	render_id: 'rnd_abc123',
	variation_id: 'var_xyz789',
	variation_type: 'staging',
	timestamp: 1634567890123,
	event_type: 'error',
	error_message: 'Failed to process image',
};
const view = (name: string) => ({
	url: `https://example.com/${name}.jpg`,
	optimized_url: null,
	thumbnail_url: null,
});

describe('an event of Virtual Staging AI', () => {
	it('is shaped as the contract says, from the documented body of done', () => {
		expect(shape(done)).toEqual({
			provider: 'virtualStagingAi',
			event: 'done',
			id: 'rnd_abc123|var_xyz789|done',
			timestamp: '2021-10-18T14:38:10.123Z',
			status: 'completed',
			jobId: 'rnd_abc123',
			variationId: 'var_xyz789',
			results: [
				{
					url: 'https://results.example.com/image.jpg',
					optimizedUrl: 'https://results.example.com/image_optimized.webp',
					thumbnailUrl: 'https://results.example.com/image_thumb.jpg',
				},
			],
			error: null,
			verifiedBy: 'signature',
			body: done,
		});
	});

	it('is shaped as the contract says, from the documented body of error', () => {
		expect(shape(error)).toEqual({
			provider: 'virtualStagingAi',
			event: 'error',
			id: 'rnd_abc123|var_xyz789|error',
			timestamp: '2021-10-18T14:38:10.123Z',
			status: 'failed',
			jobId: 'rnd_abc123',
			variationId: 'var_xyz789',
			results: [],
			error: 'Failed to process image',
			verifiedBy: 'signature',
			body: error,
		});
	});

	it('has a result for each view of multi-view staging', () => {
		expect(shape({ ...done, result: [view('a'), view('b')] }).results).toEqual([
			{ url: 'https://example.com/a.jpg' },
			{ url: 'https://example.com/b.jpg' },
		]);
	});

	it('has no issue with multi-view staging', () => {
		expect(shape({ ...done, result: [view('a'), view('b')] })).not.toHaveProperty('issues');
	});

	it('has no issue with a base variation that is null', () => {
		expect(shape({ ...done, base_variation_id: null })).not.toHaveProperty('issues');
	});

	it.each([
		['analysis_completion', 'completed'],
		['analysis_error', 'failed'],
		['update', 'progress'],
	])('%s may have an empty body, which the documentation leaves open', (event, status) => {
		expect(shape({ event_type: event })).toEqual({
			provider: 'virtualStagingAi',
			event,
			id: `${event}|fingerprint`,
			timestamp: null,
			status,
			jobId: null,
			variationId: null,
			results: [],
			error: null,
			verifiedBy: 'signature',
			body: { event_type: event },
		});
	});

	it('of a completed analysis has the mask as its result', () => {
		expect(shape({ event_type: 'analysis_completion', result_url: 'https://example.com/mask.png' }).results).toEqual([
			{ url: 'https://example.com/mask.png' },
		]);
	});

	it('of a failed analysis has the failure text', () => {
		expect(shape({ event_type: 'analysis_error', error_message: 'Too dark' }).error).toBe('Too dark');
	});

	it.each([
		['render_id', undefined, { jobId: null }],
		['render_id', null, { jobId: null }],
		['render_id', 12, { jobId: '12' }],
		['variation_id', undefined, { variationId: null }],
		['variation_id', '', { variationId: null }],
		['variation_id', 34, { variationId: '34' }],
	])('makes the best of a %s that is %j', (field, value, expected) => {
		expect(shape({ ...done, [field]: value })).toMatchObject(expected);
	});

	it.each([
		['render_id', null],
		['render_id', 12],
		['variation_id', undefined],
		['variation_id', 34],
		['variation_type', undefined],
		['timestamp', '2021-10-18T14:38:10.123Z'],
		['timestamp', undefined],
		['result', undefined],
		['result', null],
		['result', 'https://example.com/a.jpg'],
	])('says that its %s is %j', (field, value) => {
		expect(shape({ ...done, [field]: value }).issues).toEqual([expect.stringMatching(`^${field}: `)]);
	});

	it('says that error has no text', () => {
		expect(shape({ ...error, error_message: null })).toMatchObject({
			error: null,
			verifiedBy: 'signature',
			issues: [expect.stringMatching(/^error_message: /)],
		});
	});

	it('reads an ISO 8601 time as well', () => {
		expect(shape({ ...done, timestamp: '2021-10-18T14:38:10.123Z' }).timestamp).toBe('2021-10-18T14:38:10.123Z');
	});

	it('says that a time in a text of digits is unreadable', () => {
		expect(shape({ ...done, timestamp: '1634567890123' })).toMatchObject({
			timestamp: null,
			issues: [
				expect.stringMatching(/^timestamp: /),
				'the time is neither epoch milliseconds nor ISO 8601 with an offset',
			],
		});
	});

	describe('has an id that', () => {
		it('stays the same over redeliveries, whatever else has changed', () => {
			expect(shape({ ...done, timestamp: 1634567899999 }, 'other').id).toBe(shape(done).id);
		});

		it.each([
			['renders', { render_id: 'other' }],
			['variations', { variation_id: 'other' }],
			['events', { event_type: 'error' }],
		])('differs between %s', (_, changes) => {
			expect(shape({ ...done, ...changes }).id).not.toBe(shape(done).id);
		});

		it.each([{ render_id: undefined }, { variation_id: null }])(
			'comes from the bytes where %j leaves the variation unnamed',
			(changes) => {
				expect(shape({ ...done, ...changes }).id).toBe('done|fingerprint');
			},
		);

		it.each(['update', 'analysis_completion', 'analysis_error'])(
			'comes from the bytes for %s, which may happen any number of times',
			(event) => {
				expect(shape({ ...done, event_type: event }).id).toBe(`${event}|fingerprint`);
			},
		);
	});
});

describe('the results of a variation', () => {
	it.each([[undefined], [null], [[]]])('are none where the result is %j', (result) => {
		expect(virtualStagingAiResults(result)).toEqual([]);
	});

	it('leave out the addresses that are null', () => {
		expect(virtualStagingAiResults(view('a'))).toEqual([{ url: 'https://example.com/a.jpg' }]);
	});

	it('leave out the addresses that are empty', () => {
		expect(virtualStagingAiResults({ url: 'https://example.com/a.jpg', optimized_url: '' })).toEqual([
			{ url: 'https://example.com/a.jpg' },
		]);
	});

	it('have what there is where only a thumbnail is given', () => {
		expect(virtualStagingAiResults({ thumbnail_url: 'https://example.com/t.jpg' })).toEqual([
			{ thumbnailUrl: 'https://example.com/t.jpg' },
		]);
	});

	it.each([[{}], [''], [false], [0], [{ url: null }], [{ url: '' }], [[{}]], [[null, {}]]])(
		'are none where the result %j has no address, since a result without one is none',
		(result) => {
			expect(virtualStagingAiResults(result)).toEqual([]);
		},
	);

	it('are the address where the result is nothing but an address', () => {
		expect(virtualStagingAiResults('https://example.com/a.jpg')).toEqual([{ url: 'https://example.com/a.jpg' }]);
	});

	it('are the addresses where the result is a list of addresses', () => {
		expect(virtualStagingAiResults(['https://example.com/a.jpg', 'https://example.com/b.jpg'])).toEqual([
			{ url: 'https://example.com/a.jpg' },
			{ url: 'https://example.com/b.jpg' },
		]);
	});
});
