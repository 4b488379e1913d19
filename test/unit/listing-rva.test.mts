import { shapeBody } from './support/providers.mts';
import type { JsonObject } from '../../nodes/shared/util/json.ts';
import { listingRvaDelivery } from '../../nodes/ListingRva/delivery.ts';

const shape = (body: JsonObject, fingerprint = 'fingerprint') => shapeBody(listingRvaDelivery, body, fingerprint);

const documentedPayload = {
	jobId: '<job-id>',
	style: 'hero_white_bg',
	platform: 'shopify',
	imageCount: 1,
	assetIds: ['<asset-id>'],
};
/** The body on ListingRVA AI's page "Webhooks", section `image.generated`. */
const documented = {
	event: 'image.generated',
	payload: documentedPayload,
	timestamp: '2026-05-18T10:00:00.000Z',
};
const withPayload = (changes: JsonObject) => ({
	...documented,
	payload: { ...documentedPayload, ...changes },
});

describe('an event of ListingRVA AI', () => {
	it('is shaped as the contract says, from the documented body', () => {
		expect(shape(documented)).toEqual({
			provider: 'listingRva',
			event: 'image.generated',
			id: '<job-id>|image.generated',
			timestamp: '2026-05-18T10:00:00.000Z',
			status: 'completed',
			jobId: '<job-id>',
			variationId: null,
			results: [{ assetId: '<asset-id>' }],
			error: null,
			verifiedBy: 'signature',
			body: documented,
		});
	});

	it('has a result for each asset, in the order of the body', () => {
		expect(shape(withPayload({ assetIds: ['a', 'b', 'c'] })).results).toEqual([
			{ assetId: 'a' },
			{ assetId: 'b' },
			{ assetId: 'c' },
		]);
	});

	it('has no result where there is no asset', () => {
		expect(shape(withPayload({ assetIds: [] })).results).toEqual([]);
	});

	it('gives its time in UTC', () => {
		expect(shape({ ...documented, timestamp: '2026-05-18T12:00:00+02:00' }).timestamp).toBe('2026-05-18T10:00:00.000Z');
	});

	it.each([
		['null', null, []],
		['missing', undefined, []],
		['a single id', 'a', [{ assetId: 'a' }]],
		['a single number', 7, [{ assetId: '7' }]],
		['numbers', [1, 2], [{ assetId: '1' }, { assetId: '2' }]],
		['a list with gaps', ['a', null, '', {}, 'b'], [{ assetId: 'a' }, { assetId: 'b' }]],
		['an object', { 0: 'a' }, []],
	])('makes the best of asset ids that are %s, and says so', (_, assetIds, results) => {
		expect(shape(withPayload({ assetIds }))).toMatchObject({
			results,
			issues: expect.arrayContaining([expect.stringMatching(/^payload\.assetIds/)]),
		});
	});

	it.each([
		['missing', undefined, null],
		['null', null, null],
		['a number', 42, '42'],
		['an object', { id: 1 }, null],
	])('makes the best of a job id that is %s, and says so', (_, jobId, expected) => {
		expect(shape(withPayload({ jobId }))).toMatchObject({
			jobId: expected,
			issues: [expect.stringMatching(/^payload\.jobId: /)],
		});
	});

	it.each([[undefined], [null], ['text'], [[]], [0]])(
		'makes the best of a payload that is %j, and says so',
		(payload) => {
			expect(shape({ ...documented, payload })).toMatchObject({
				id: 'image.generated|fingerprint',
				jobId: null,
				results: [],
				issues: [expect.stringMatching(/^payload: /)],
			});
		},
	);

	it('says that an unreadable time is unreadable', () => {
		expect(shape({ ...documented, timestamp: 'yesterday' })).toMatchObject({
			timestamp: null,
			issues: ['the time is neither epoch milliseconds nor ISO 8601 with an offset'],
		});
	});

	it('reads a time in milliseconds, and says that this is not documented', () => {
		expect(shape({ ...documented, timestamp: 1779098400000 })).toMatchObject({
			timestamp: '2026-05-18T10:00:00.000Z',
			issues: [expect.stringMatching(/^timestamp: /)],
		});
	});

	it('lists ten issues at the most', () => {
		expect(shape(withPayload({ assetIds: Array.from({ length: 1000 }, () => null) })).issues).toHaveLength(10);
	});

	describe('has an id that', () => {
		it('stays the same over redeliveries, whatever else has changed', () => {
			const again = { ...withPayload({ imageCount: 2 }), timestamp: '2026-05-18T10:00:09.000Z' };
			expect(shape(again, 'other').id).toBe(shape(documented).id);
		});

		it('differs between jobs', () => {
			expect(shape(withPayload({ jobId: 'other' })).id).not.toBe(shape(documented).id);
		});

		it('differs between events of one job', () => {
			expect(shape({ ...documented, event: 'image.deleted' }).id).not.toBe(shape(documented).id);
		});

		it('differs between jobs whose numbers are beyond what a double tells apart', () => {
			const ids = ['12345678901234567890', '12345678901234567891'].map((jobId) => {
				const text = `{"event":"image.generated","payload":{"jobId":${jobId}}}`;
				return shape(JSON.parse(text) as JsonObject, text).id;
			});
			expect(ids[0]).not.toBe(ids[1]);
		});
	});
});
