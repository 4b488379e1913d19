import { imageJobs } from '../../nodes/ListingRva/jobs.ts';
import { generationJobs } from '../../nodes/Vigthoria/jobs.ts';

const URL = 'https://cdn.example.com/1.png';

describe('the results of a finished job of ListingRVA AI', () => {
	it.each([
		['ids', { assetIds: ['a', 'b'] }, [{ assetId: 'a' }, { assetId: 'b' }]],
		['numbers', { assetIds: [7] }, [{ assetId: '7' }]],
		['assets with ids', { assets: [{ id: 'a' }] }, [{ assetId: 'a' }]],
		['assets with addresses and no ids', { assets: [{ url: URL }] }, [{ url: URL }]],
		['assets with both', { assets: [{ id: 'a', fullUrl: URL }] }, [{ assetId: 'a', url: URL }]],
		[
			'ids beside assets with addresses',
			{ assetIds: ['a'], assets: [{ id: 'a', url: URL }] },
			[{ assetId: 'a', url: URL }],
		],
		['addresses', { images: [URL] }, [{ url: URL }]],
		['a list one level down', { result: { assets: [{ url: URL }] } }, [{ url: URL }]],
		['a single address', { imageUrl: URL }, [{ url: URL }]],
		['an address one level down', { result: { url: URL } }, [{ url: URL }]],
		['nothing', {}, []],
		['entries of no use', { assets: [null, {}, ''] }, []],
	])('are read from %s', (_, fields, results) => {
		expect(imageJobs.resultsOf({ status: 'completed', ...fields })).toEqual(results);
	});
});

describe('the results of a finished generation of Vigthoria', () => {
	const { resultsOf, idIn } = generationJobs(async () => await Promise.resolve({}));

	it.each(['output_url', 'result_url', 'audio_url', 'video_url', 'download_url', 'url'])(
		'are read from %s',
		(field) => {
			expect(resultsOf({ status: 'completed', [field]: URL })).toEqual([{ url: URL }]);
			expect(resultsOf({ status: 'completed', result: { [field]: URL } })).toEqual([{ url: URL }]);
		},
	);

	it('are empty where there is no address', () => {
		expect(resultsOf({ status: 'completed' })).toEqual([]);
	});

	it.each(['id', 'generation_id', 'job_id'])('belong to the job named by %s', (field) => {
		expect(idIn({ [field]: 'gen_1' })).toBe('gen_1');
	});
});
