/** Which senders deliver again what was answered with 503, as far as what the editor says of their retries says so. */
import { rowSenders } from '../../../nodes/SignedWebhook/known-senders.ts';
import { repeatsDeliveries } from '../../../nodes/SignedWebhook/sender.ts';
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
	expect([...others].sort()).toEqual(NOTHING_CERTAIN);
});

it('a sender counts as one that repeats only where its sentence says so', () => {
	const silent = [...senders, ...rowSenders].filter(
		(sender) => repeatsDeliveries(sender) && !/\b(?:repeats|retries|tries|attempts)\b/.test(sender.retries),
	);
	// Such a sender needs `mayNotRepeat`, or another sentence in `retries`.
	expect(silent.map(({ delivery }) => delivery.provider)).toEqual([]);
});
