/** Which senders deliver again what was answered with 503: what the editor says of their retries decides. */
import { rowSenders } from '../../../nodes/SignedWebhook/known-senders.ts';
import { repeatsDeliveries } from '../../../nodes/SignedWebhook/repeats.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';

/** Rows whose sentence says that nothing is repeated, or not what is repeated. */
const NOTHING_CERTAIN = [
	'cerebrium',
	'chatwoot',
	'discord',
	'documenso',
	'gitHub',
	'gitLab',
	'gitLabToken',
	'intercom',
	'kieAi',
	'kieAiCallbackUrl',
	'microsoftTeams',
	'nylas',
	'opper',
	'salesforceMarketingCloud',
	'segment',
	'slackInteractivity',
	'sonarQube',
	'speechIsCheap',
	'storyblok',
	'stream',
	'sunoApi',
	'supabaseAuth',
	'twilio',
	'twitch',
	'wooCommerce',
	'x',
];

const split = (all: typeof senders) => {
	const told = all.filter(({ retries }) => retries !== '');
	const values = (repeats: boolean) =>
		told.filter((sender) => repeatsDeliveries(sender) === repeats).map(({ delivery }) => delivery.provider);
	return { repeating: values(true), others: values(false) };
};

it('of the senders with a file, all but those that say nothing certain', () => {
	expect(split(senders)).toEqual({
		repeating: [
			'blackForestLabs',
			'fal',
			'gemini',
			'heyGen',
			'higgsfield',
			'magicHour',
			'mux',
			'openAi',
			'replicate',
			'synthesia',
			'twelveLabs',
		],
		others: ['elevenLabs', 'freepik', 'standardWebhooks', 'syncSo'],
	});
});

it('of the rows, all whose sentence says so', () => {
	const { repeating, others } = split(rowSenders);
	expect(repeating.length).toBeGreaterThan(90);
	expect(repeating).toEqual(expect.arrayContaining(['baseten', 'bria', 'stripe', 'hedra', 'zendesk']));
	// A new sentence that says in other words that deliveries come again belongs in `repeats.ts`.
	expect([...others].sort()).toEqual(NOTHING_CERTAIN);
});

it('nothing is known of a service that is described by settings', () => {
	expect(repeatsDeliveries({ retries: 'How often a delivery is repeated depends on the service.' })).toBe(false);
});
