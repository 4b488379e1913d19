/**
 * What n8n's own trigger for a sender checks, by the value of the sender. Read in n8n-nodes-base of n8n 2.41.1; a sender
 * that is not here has no trigger in n8n that receives its webhooks.
 */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
	'a signature': [
		'clickUp',
		'gitHub',
		'helpScout',
		'hubSpot',
		'shopify',
		'surveyMonkey',
		'webex',
		'webflow',
		'whatsApp',
		'wise',
		'wooCommerce',
	],
	'a signature, once it knows a secret': [
		'acuityScheduling',
		'asana',
		'box',
		'calCom',
		'calendly',
		'customerIo',
		'formstack',
		'linear',
		'mailerLite',
		'mautic',
		'meta',
		'onfleet',
		'slack',
		'stripe',
		'taiga',
		'trello',
		'twilio',
		'typeform',
		'zendesk',
	],
	'a token': ['copper', 'telegram'],
	'a token, once it knows one': ['figma', 'gitLab', 'gitLabToken', 'microsoftTeams'],
	'a password, if switched on': ['jira', 'pipedrive'],
	nothing: ['bitbucket', 'brevo', 'chargebee', 'mailjet', 'wufoo'],
};

const checks = new Map(
	Object.entries(CHECKS).flatMap(([what, values]) => values.map((value) => [value, what] as const)),
);

/** @returns what n8n's own trigger checks; empty where n8n has none */
export const checkedByN8n = (value: string): string => checks.get(value) ?? '';

/** The senders that the list names. */
export const sendersWithTrigger: readonly string[] = [...checks.keys()];
