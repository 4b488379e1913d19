import { readFields } from '../../../nodes/SignedWebhook/fields.ts';

const LINKS = ['https://cdn.example.com/1.mp4', 'https://cdn.example.com/2.mp4'];

it('reads the status at the first of several places that is there', () => {
	const fields = { statusField: 'data.step, code', completedValues: 'complete, 200', failedValues: 'error' };
	const statusOf = (body: Record<string, unknown>) => readFields(body, 'unknown', fields).status;
	expect(statusOf({ code: 200, data: { step: 'first' } })).toBe('info');
	expect(statusOf({ code: 200, data: { step: 'complete' } })).toBe('completed');
	expect(statusOf({ code: 200 })).toBe('completed');
	expect(statusOf({ code: 200, data: { step: 'error' } })).toBe('failed');
});

it('takes the name of the event for the status where no field has one', () => {
	const fields = { completedValues: 'results', failedValues: 'err_code' };
	expect(readFields({}, 'results', fields).status).toBe('completed');
	expect(readFields({}, 'err_code', fields)).toMatchObject({ status: 'failed', error: 'err_code' });
	expect(readFields({}, 'job.failed', {}).status).toBe('failed');
});

it('takes the usual words of an end for progress where only the given ones end a job', () => {
	const fields = { statusField: 'status', completedValues: 'ready', failedValues: 'failed' };
	const statusOf = (status: string) => readFields({ status }, 'unknown', fields, true).status;
	expect(['done', 'ready', 'failed', 'expired', 'queued'].map(statusOf)).toEqual([
		'progress',
		'completed',
		'failed',
		'progress',
		'started',
	]);
});

it.each([
	['images[].url', { images: LINKS.map((url) => ({ url })) }],
	['outputs[]', { outputs: LINKS }],
	['outputs', { outputs: LINKS }],
	['data[].files[].url', { data: LINKS.map((url) => ({ files: [{ url }] })) }],
	['video, poster', { video: LINKS[0], poster: LINKS[1] }],
])('reads the results at %s', (resultFields, body) => {
	expect(readFields(body, 'unknown', { resultFields }).results).toEqual(LINKS.map((url) => ({ url })));
});

it.each([
	['images[].url', { images: 'none' }],
	['images[].url', { images: [null, 3] }],
	['a.b[]', {}],
])('finds no results at %s in %j', (resultFields, body) => {
	expect(readFields(body, 'unknown', { resultFields }).results).toEqual([]);
});

it.each<[unknown, unknown]>([
	[1_700_000_000, 1_700_000_000_000],
	['1700000000', 1_700_000_000_000],
	['1700000000.5', 1_700_000_000_500],
	[1_700_000_000_000, 1_700_000_000_000],
	['1700000000000', 1_700_000_000_000],
	['2023-11-14T22:13:20Z', 1_700_000_000_000],
	['yesterday', 'yesterday'],
	['', null],
	[null, null],
	[undefined, undefined],
])('reads the time %j at the named field', (at, time) => {
	expect(readFields({ at }, 'unknown', { timeField: ' at ' }).time).toEqual(time);
});
