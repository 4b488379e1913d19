/** The pages say of every sender what its definition says. */
import { readFileSync } from 'node:fs';

import { senderOptions } from '../../../nodes/SignedWebhook/sender-list.ts';
import { inRepository } from '../../harness/paths.mts';
import { expectNone } from '../../support/expect-none.mts';
import { sendersWithTrigger } from '../../tools/n8n-triggers.mts';
import { SENDERS_PAGE, sendersPage } from '../../tools/senders.mts';

const page = readFileSync(inRepository('docs', 'any-other-service.md'), 'utf8');

it('calls a service that is described by settings what the editor calls it', () => {
	const option = senderOptions.find(({ value }) => value === 'custom');
	expect(option?.name).toBe('Any Other Service');
	expect(page).toContain(`The sender *${option?.name}* receives`);
});

it("knows by name every sender of which the page says what n8n's own trigger checks", () => {
	const values = senderOptions.map(({ value }) => value);
	expectNone(
		sendersWithTrigger.filter((value) => !values.includes(value)),
		'test/tools/n8n-triggers.mts names senders that the node does not know: correct the value there.',
	);
});

it('the generated page is up to date', () => {
	const isCurrent = readFileSync(inRepository(SENDERS_PAGE), 'utf8') === sendersPage();
	expectNone(isCurrent ? [] : [SENDERS_PAGE], 'The catalogue says something else than this page. Run: npm run docs');
});
