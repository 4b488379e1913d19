/** The pages say of every sender what its definition says. */
import { readFileSync } from 'node:fs';

import { senderOptions } from '../../../nodes/SignedWebhook/properties.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';
import { inRepository } from '../../harness/paths.mts';
import { SENDERS_PAGE, sendersPage } from '../../tools/senders.mts';

const page = readFileSync(inRepository('docs', 'signed-webhooks.md'), 'utf8');
const facts = { documented: 'documented', implementations: 'by implementations', unconfirmed: '**unconfirmed**' };

it.each(senders.map((sender) => [sender.displayName, sender] as const))(
	'lists %s with its header, texts and source',
	(name, sender) => {
		const row = page.split('\n').find((line) => line.startsWith(`| [${name}](${sender.source}) |`)) ?? '';
		const plain = (text: string) => text.replace(/<\/?code>/g, '`').replace(/<[^>]+>/g, '');
		for (const text of [sender.urlPlace, sender.secretPlace, sender.retries]) expect(row).toContain(plain(text));
		expect(row).toContain(`\`${sender.delivery.provider}\``);
		expect(row).toContain(`\`${sender.delivery.signature.places[0]}\``);
		expect(row).toContain(`| ${facts[sender.confidence]} |`);
	},
);

it('calls a service that is described by settings what the editor calls it', () => {
	const option = senderOptions.find(({ value }) => value === 'custom');
	expect(option?.name).toBe('Any Other Service');
	expect(page).toContain(`Choose the sender *${option?.name}*`);
});

it('the generated page is up to date', () => {
	expect(readFileSync(inRepository(SENDERS_PAGE), 'utf8')).toBe(sendersPage());
});
