/** What is read of bodies whose sender the node does not know, as the services of the samples write them. */
import { readUsualFields } from '../../../nodes/SignedWebhook/usual-fields.ts';

const LINK = 'https://cdn.example.com/1.mp4';

it.each<[string, string, object, object]>([
	[
		'Argil',
		'VIDEO_GENERATION_SUCCESS',
		{ event: 'VIDEO_GENERATION_SUCCESS', data: { videoId: 'v1', videoUrl: LINK } },
		{ status: 'completed', jobId: 'v1', results: [{ url: LINK }] },
	],
	[
		'JoggAI',
		'generated_video_success',
		{ event: 'generated_video_success', data: { video_id: 'v1', video_url: LINK } },
		{ status: 'completed', jobId: 'v1', results: [{ url: LINK }] },
	],
	[
		'Novita',
		'unknown',
		{ payload: { task: { task_id: 't1', status: 'TASK_STATUS_SUCCEED' } } },
		{ status: 'completed', jobId: 't1' },
	],
	['Kling', 'unknown', { task_id: 't1', task_status: 'succeed' }, { status: 'completed', jobId: 't1' }],
	['Luma', 'unknown', { id: 'g1', state: 'dreaming' }, { status: 'progress', jobId: 'g1' }],
	[
		'Luma',
		'unknown',
		{ id: 'g1', state: 'completed', assets: { video: LINK } },
		{ status: 'completed', results: [{ url: LINK }] },
	],
	[
		'D-ID',
		'unknown',
		{ id: 'tlk', status: 'error', error: { description: 'no face' } },
		{ status: 'failed', jobId: 'tlk' },
	],
	['Kie.ai', 'unknown', { code: 200, data: { callbackType: 'first', task_id: 'k1' } }, { status: 'info', jobId: 'k1' }],
	[
		'Kie.ai',
		'unknown',
		{ code: 200, data: { callbackType: 'complete', task_id: 'k1' } },
		{ status: 'completed', jobId: 'k1' },
	],
	[
		'a list',
		'unknown',
		{ request_id: 'r1', status: 'OK', outputs: [LINK, LINK] },
		{ status: 'info', jobId: 'r1', results: [{ url: LINK }, { url: LINK }] },
	],
	['nothing', 'unknown', {}, { status: 'info', jobId: null, results: [], error: null }],
])('%s: %s', (_, event, body, expected) => {
	expect(readUsualFields(body as Record<string, unknown>, event, {})).toMatchObject(expected);
});

it('believes the name of the event before a status', () => {
	expect(readUsualFields({ status: 'ready' }, 'job.failed', {}).status).toBe('failed');
});

it.each([
	[{ statusField: 'code', completedValues: '200', failedValues: '500' }, { code: 200, status: 'failed' }, 'completed'],
	[{ completedValues: 'OK' }, { status: 'OK' }, 'completed'],
	[{ failedValues: 'done' }, { status: 'done' }, 'failed'],
])('counts the given words: %j', (fields, body, status) => {
	expect(readUsualFields(body, 'unknown', fields).status).toBe(status);
});

it('reads the time only where it is said to be', () => {
	expect(readUsualFields({ created_at: '2026-01-01T00:00:00Z' }, 'a', {}).time).toBeUndefined();
	expect(readUsualFields({ created_at: '2026-01-01T00:00:00Z' }, 'a', { timeField: 'created_at' }).time).toBe(
		Date.UTC(2026, 0, 1),
	);
});
