import { jobState, statusByName, statusByWord } from '../../../nodes/shared/event/status-words.ts';

it.each([
	['job.completed', 'completed'],
	['VIDEO_GENERATION_SUCCESS', 'completed'],
	['generated_video_success', 'completed'],
	['TASK_STATUS_SUCCEED', 'completed'],
	['task-completed', 'completed'],
	['job:completed', 'completed'],
	['runCompleted', 'completed'],
	['job/failed', 'failed'],
	['payment_intent.payment_failed', 'failed'],
	['checkout.session.async_payment_failed', 'failed'],
	['ACTOR.RUN.TIMED-OUT', 'failed'],
	['job.timed_out', 'failed'],
	['run.timeout', 'failed'],
	['video.stopped', 'failed'],
	['moderated', 'failed'],
	['nsfw', 'failed'],
	['not_ready', 'info'],
	['incomplete', 'info'],
	['succeeded.partially', 'info'],
	['contact.created', 'info'],
	['job.progress', 'info'],
	['completed.step', 'info'],
	['', 'info'],
])('the event %s says %s', (event, status) => {
	expect(statusByName(event)).toBe(status);
});

it.each([
	['SUCCESS', 'completed'],
	['task_status_failed', 'failed'],
	['queued', 'started'],
	['TASK_STATUS_QUEUED', 'started'],
	['in_progress', 'progress'],
	['IN-PROGRESS', 'progress'],
	['dreaming', 'progress'],
	['constructor', 'info'],
	['200', 'info'],
])('the state %s is %s', (word, status) => {
	expect(statusByWord(word)).toBe(status);
});

it.each([
	['succeeded', 'completed'],
	['Timed_Out', 'failed'],
	['processing', 'pending'],
	['almost done', 'pending'],
	[undefined, 'pending'],
])('a provider that answers %s means %s', (word, state) => {
	expect(jobState(word)).toBe(state);
});
