import { eventTitle } from '../../../nodes/shared/event/title.ts';

it.each([
	['generation.completed', 'Generation Completed'],
	['workflow.step_completed', 'Workflow Step Completed'],
	['IN_PROGRESS', 'In Progress'],
	['Request Moderated', 'Request Moderated'],
])('%s reads "%s"', (name, title) => {
	expect(eventTitle(name)).toBe(title);
});

it('a title of its own is used as it is', () => {
	expect(eventTitle('nsfw', 'Refused by Moderation')).toBe('Refused by Moderation');
});
