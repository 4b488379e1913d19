import { bodyOf, post, withHeader } from './requests.mts';
import type { DocumentedSender } from './row.mts';

const gitLab: DocumentedSender = {
	name: 'GitLab (secret token)',
	settings: {
		algorithm: 'token',
		signatureHeader: 'X-Gitlab-Token',
		signatureEncoding: 'text',
		tolerance: 0,
		eventField: 'object_kind',
		idField: 'header:idempotency-key',
	},
	secret: 'gitlab secret token 1',
	otherSecret: 'gitlab secret token 2',
	deliver(options) {
		const { url, id = 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f', secret = gitLab.secret } = options;
		const body = bodyOf(options, '{"object_kind":"push","event_name":"push","ref":"refs/heads/main"}');
		return post(url, 'json', body, {
			'X-Gitlab-Event': 'Push Hook',
			'X-Gitlab-Token': secret,
			'X-Gitlab-Event-UUID': '13792a34-cac6-4fda-95a8-c58e00a3954e',
			'Idempotency-Key': id,
		});
	},
	expected: { event: 'push', id: 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f', verifiedBy: 'token' },
	spoiled: {
		'a shorter token': (request) => withHeader(request, 'X-Gitlab-Token', (token) => token.slice(0, -1)),
		'a longer token': (request) => withHeader(request, 'X-Gitlab-Token', (token) => `${token}x`),
		'an empty token': (request) => withHeader(request, 'X-Gitlab-Token', () => ''),
		'the token in other letters': (request) => withHeader(request, 'X-Gitlab-Token', (token) => token.toUpperCase()),
	},
};

/** The event is the name of the one key beside `update_id`, which no path can say. */
const telegram: DocumentedSender = {
	name: 'Telegram',
	settings: {
		algorithm: 'token',
		signatureHeader: 'X-Telegram-Bot-Api-Secret-Token',
		signatureEncoding: 'text',
		tolerance: 0,
		idField: 'update_id',
	},
	secret: 'telegram_secret-token_1',
	otherSecret: 'telegram_secret-token_2',
	deliver(options) {
		const { url, id = '10000', secret = telegram.secret } = options;
		const message = { message_id: 1365, date: Math.floor(options.now / 1000), text: '/start' };
		const body = bodyOf(options, JSON.stringify({ update_id: Number(id), message }));
		return post(url, 'json', body, { 'X-Telegram-Bot-Api-Secret-Token': secret });
	},
	expected: { id: '10000', verifiedBy: 'token' },
	spoiled: {
		'an empty token': (request) => withHeader(request, 'X-Telegram-Bot-Api-Secret-Token', () => ''),
	},
};

/** Senders that send the secret itself: the body is not proven. */
export const sendersWithTokens: DocumentedSender[] = [gitLab, telegram];
