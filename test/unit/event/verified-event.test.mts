import type { GenerationEvent } from '../../../nodes/shared/event/event.ts';
import { isVerifiedEvent } from '../../../nodes/shared/event/verified-event.ts';

const event: GenerationEvent = {
	provider: 'openAi',
	event: 'response.completed',
	id: 'evt_1',
	timestamp: null,
	status: 'completed',
	jobId: 'resp_1',
	variationId: null,
	results: [{ url: 'https://example.com/1.png' }],
	error: null,
	body: { id: 'evt_1' },
	verifiedBy: 'signature',
};

it.each([{}, { jobId: null, results: [], metadata: { order: '42' } }, { verifiedBy: 'callbackUrl', status: 'info' }])(
	'an event that a trigger has verified is one: %j',
	(changes) => {
		expect(isVerifiedEvent({ ...event, ...changes })).toBe(true);
	},
);

it.each([
	{ verifiedBy: null },
	{ verifiedBy: 'somebody' },
	{ provider: undefined },
	{ event: 1 },
	{ id: null },
	{ status: 'done' },
	{ jobId: 7 },
	{ results: {} },
	{ results: ['https://example.com/1.png'] },
	{ body: null },
	{ body: [] },
])('what deviates from one is none: %j', (changes) => {
	expect(isVerifiedEvent({ ...event, ...changes })).toBe(false);
});

it.each([null, undefined, 'text', [event]])('what is no object is none: %j', (value) => {
	expect(isVerifiedEvent(value)).toBe(false);
});
