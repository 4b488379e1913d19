/** The pages say of every sender what its definition says. */
import { readFileSync } from 'node:fs';

import { senderOptions } from '../../../nodes/SignedWebhook/properties.ts';
import { inRepository } from '../../harness/paths.mts';
import { sendersWithTrigger } from '../../tools/n8n-triggers.mts';
import { SENDERS_PAGE, sendersPage } from '../../tools/senders.mts';

const page = readFileSync(inRepository('docs', 'signed-webhooks.md'), 'utf8');

it('calls a service that is described by settings what the editor calls it', () => {
	const option = senderOptions.find(({ value }) => value === 'custom');
	expect(option?.name).toBe('Any Other Service');
	expect(page).toContain(`Choose the sender *${option?.name}*`);
});

it("knows by name every sender of which the page says what n8n's own trigger checks", () => {
	const values = senderOptions.map(({ value }) => value);
	expect(sendersWithTrigger.filter((value) => !values.includes(value))).toEqual([]);
});

it('the generated page is up to date', () => {
	expect(readFileSync(inRepository(SENDERS_PAGE), 'utf8')).toBe(sendersPage());
});
