import { bodyOf, form, post, withBody, withHeader } from './requests.mts';
import type { DeliveryOptions, DocumentedSender, SignedRequest } from './row.mts';
import { hmac, seconds } from './signing.mts';

const slackSettings = {
	signatureHeader: 'X-Slack-Signature',
	signaturePrefix: 'v0=',
	signedContent: 'v0:{timestamp}:{body}',
	timestampHeader: 'X-Slack-Request-Timestamp',
};

const deliverSlack = (options: DeliveryOptions, own: string): SignedRequest => {
	const { url, now, secret = slackCommand.secret } = options;
	const body = bodyOf(options, own);
	const time = seconds(now);
	return post(url, 'form', body, {
		'X-Slack-Request-Timestamp': time,
		'X-Slack-Signature': `v0=${hmac('sha256', secret, 'hex', 'v0:', time, ':', body)}`,
	});
};

const slackSpoiled: DocumentedSender['spoiled'] = {
	'another time': (request) => withHeader(request, 'X-Slack-Request-Timestamp', (time) => String(Number(time) - 1)),
	'the same fields, written otherwise': (request) => withBody(request, (text) => text.replace('%2F', '%2f')),
};

const SLACK_TRIGGER = '398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

const slackCommand: DocumentedSender = {
	name: 'Slack (slash commands)',
	settings: { ...slackSettings, eventField: 'command', idField: 'trigger_id' },
	secret: '8f742231b10e8888abcd99yyyzzz85a6',
	otherSecret: '8f742231b10e8888abcd99yyyzzz85a7',
	deliver: (options) =>
		deliverSlack(
			options,
			form({
				team_id: 'T1DC2JH3J',
				command: '/weather',
				text: '94070 & é',
				response_url: 'https://hooks.slack.com/commands/1234/5678',
				trigger_id: options.id ?? SLACK_TRIGGER,
			}),
		),
	expected: { event: '/weather', id: SLACK_TRIGGER, verifiedBy: 'signature' },
	spoiled: slackSpoiled,
};

const slackInteractivity: DocumentedSender = {
	...slackCommand,
	name: 'Slack (interactivity)',
	settings: { ...slackSettings, eventField: 'payload.type', idField: 'payload.trigger_id' },
	deliver: (options) => {
		const trigger_id = options.id ?? SLACK_TRIGGER;
		const payload = { type: 'block_actions', trigger_id, actions: [{ action_id: 'WaXA', value: 'a/b' }] };
		return deliverSlack(options, form({ payload: JSON.stringify(payload) }));
	},
	expected: { event: 'block_actions', id: SLACK_TRIGGER, verifiedBy: 'signature' },
};

/** The content type of the webhook is `application/x-www-form-urlencoded`; the form text is signed. */
const gitHub: DocumentedSender = {
	name: 'GitHub (form)',
	settings: {
		signatureHeader: 'X-Hub-Signature-256',
		signaturePrefix: 'sha256=',
		tolerance: 0,
		eventField: 'header:x-github-event',
	},
	secret: "It's another Secret to Everybody",
	otherSecret: "It's a Secret to Nobody",
	deliver(options) {
		const { url, id = '72d3162e-cc78-11e3-81ab-4c9367dc0958', secret = gitHub.secret } = options;
		const payload = { action: 'opened', number: 2, pull_request: { title: 'Füge % & + hinzu' } };
		const body = bodyOf(options, form({ payload: JSON.stringify(payload) }));
		return post(url, 'form', body, {
			'X-GitHub-Event': 'pull_request',
			'X-GitHub-Delivery': id,
			'X-Hub-Signature': `sha1=${hmac('sha1', secret, 'hex', body)}`,
			'X-Hub-Signature-256': `sha256=${hmac('sha256', secret, 'hex', body)}`,
		});
	},
	expected: { event: 'pull_request', id: 'digest', verifiedBy: 'signature' },
	spoiled: {
		'the same fields, written otherwise': (request) => withBody(request, (text) => text.replace('%22', '"')),
		'the JSON without its form': (request) => withBody(request, (text) => new URLSearchParams(text).get('payload')!),
		'no prefix before the signature': (request) =>
			withHeader(request, 'X-Hub-Signature-256', (value) => value.replace('sha256=', '')),
	},
};

/** Senders whose body is a form, and whose signature is over its text. */
export const sendersOfForms: DocumentedSender[] = [slackCommand, slackInteractivity, gitHub];
