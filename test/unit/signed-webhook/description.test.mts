/** What n8n loads and checks of the nodes grows with every sender. */
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';
import { SignedWebhookTrigger } from '../../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';
import { catalogue } from '../../../nodes/SignedWebhook/catalogue/index.ts';
import { senderOptions } from '../../../nodes/SignedWebhook/sender-list.ts';

const { description } = new SignedWebhookTrigger();
const texts = new Map(senderOptions.map((option) => [option.value, (option as { description?: string }).description]));

it.each([
	['trigger', description],
	['action', new SignedWebhook().description],
])('the description of the %s has at most 350 KB', (name, { properties, ...others }) => {
	const bytes = Buffer.byteLength(JSON.stringify({ properties, ...others }));
	const withConditions = properties.filter(({ displayOptions }) => displayOptions !== undefined).length;
	console.log(`${name}: ${Math.ceil(bytes / 1000)} KB, ${withConditions} parameters with conditions`);
	expect(bytes).toBeLessThanOrEqual(350_000);
	// n8n decides on each of them for every delivery.
	expect(withConditions).toBeLessThanOrEqual(110);
});

it('has a parameter more only for rows with a notice or a list of events', () => {
	const notices = description.properties.filter(({ name }) => name === 'senderNotice');
	const ownNotices = notices.flatMap(({ displayOptions }) => {
		const senders = displayOptions?.show?.sender ?? [];
		return senders.length === 1 ? senders : [];
	});
	const without = catalogue.filter(({ hasNotice }) => !hasNotice).map(({ value }) => value);
	expect(ownNotices).not.toEqual([]);
	expect(ownNotices.filter((sender) => without.includes(String(sender)))).toEqual([]);
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
