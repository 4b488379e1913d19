/** What n8n loads and checks of the trigger grows with every sender. */
import { SignedWebhookTrigger } from '../../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';
import { catalogue } from '../../../nodes/SignedWebhook/catalogue/index.ts';
import { senderOptions } from '../../../nodes/SignedWebhook/properties.ts';

const { description } = new SignedWebhookTrigger();
const texts = new Map(senderOptions.map((option) => [option.value, (option as { description?: string }).description]));

it('is a description of at most 350 KB', () => {
	const bytes = Buffer.byteLength(JSON.stringify(description));
	console.log(`${Math.ceil(bytes / 1000)} KB, ${description.properties.length} parameters`);
	expect(bytes).toBeLessThanOrEqual(350_000);
});

it('has a parameter more only for rows with a notice or a list of events', () => {
	const names = catalogue.filter(({ hasNotice }) => !hasNotice).map(({ value }) => `${value}Notice`);
	expect(description.properties.filter(({ name }) => names.includes(name))).toEqual([]);
});

it('says in the list what is known of senders without a notice, as text', () => {
	for (const { value, hasNotice, urlPlace, secretPlace } of catalogue) {
		const text = texts.get(value) ?? '';
		expect(text).not.toMatch(/<[a-z]/);
		for (const sentence of [urlPlace, secretPlace]) {
			if (sentence !== undefined) expect(text.includes(sentence.replace(/<[^>]+>/g, ''))).toBe(!hasNotice);
		}
	}
});

it('marks unconfirmed senders in the list and in a note', () => {
	const unconfirmed = catalogue.filter(({ confidence }) => confidence === 'unconfirmed').map(({ value }) => value);
	const marked = senderOptions.filter(({ name }) => name.includes('Unconfirmed')).map(({ value }) => value);
	expect(marked).toEqual(expect.arrayContaining(unconfirmed));
	const note = description.properties.find(({ name }) => name === 'unconfirmedSenderNotice');
	expect(note?.displayOptions?.show?.sender).toEqual(unconfirmed);
});
