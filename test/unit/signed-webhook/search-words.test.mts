/** By which words n8n's nodes panel finds the nodes. */
import { readdirSync, readFileSync } from 'node:fs';

import { inRepository } from '../../harness/paths.mts';
import { SEARCH_WORDS, searchWords } from '../../tools/search-words.mts';

const aliasesOf = (path: string) => (JSON.parse(readFileSync(inRepository(path), 'utf8')) as { alias: string[] }).alias;
const codexFiles = readdirSync(inRepository('nodes'), { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.node.json'))
	.map((file) => `nodes/${file}`);

it.each(['SignedWebhook', 'SignedWebhookTrigger'])('%s is found by what its users look for', (name) => {
	expect(aliasesOf(`nodes/SignedWebhook/${name}.node.json`)).toEqual(
		expect.arrayContaining([
			...['GitHub', 'Stripe', 'Shopify', 'Slack', 'Typeform', 'Linear', 'Notion', 'Custom', 'Secure'].map(
				(word) => `${word} Webhook`,
			),
			'Slack Events',
			'Webhook Secret',
			'HMAC',
		]),
	);
});

it('every sender is found by its name', () => {
	// Whoever has added a sender writes them with "npm run docs".
	expect(aliasesOf(SEARCH_WORDS)).toEqual(expect.arrayContaining(searchWords));
	expect(searchWords).toEqual(expect.arrayContaining(['Zoom Webhook', 'Luma AI Webhook', 'Adyen Webhook']));
});

it('whoever looks for HMAC finds the Signed Webhook nodes alone', () => {
	const found = codexFiles.filter((file) => aliasesOf(file).includes('HMAC'));
	expect(found.map((file) => file.split('/')[1])).toEqual(['SignedWebhook', 'SignedWebhook']);
});
