import type { SignatureScheme } from '../../nodes/shared/delivery/scheme.ts';
import { catalogue } from '../../nodes/SignedWebhook/catalogue/index.ts';
import { unsignedServices } from '../../nodes/SignedWebhook/catalogue/unsigned.ts';
import type { Handshake } from '../../nodes/SignedWebhook/handshakes.ts';
import { knownSenders } from '../../nodes/SignedWebhook/known-senders.ts';
import type { Sender } from '../../nodes/SignedWebhook/sender.ts';
import { checkedByN8n } from './n8n-triggers.mts';

export const SENDERS_PAGE = 'docs/senders.md';

const ALGORITHMS: Readonly<Record<SignatureScheme['algorithm'], string>> = {
	hmacSha256: 'HMAC-SHA256',
	hmacSha1: 'HMAC-SHA1',
	hmacSha512: 'HMAC-SHA512',
	ed25519: 'Ed25519',
	rsaSha256: 'RSA-SHA256',
	rsaSha1: 'RSA-SHA1',
	rsaSha512: 'RSA-SHA512',
	ecdsaSha256: 'ECDSA-SHA256',
	digestSha256: 'SHA-256',
	digestSha1: 'SHA-1',
	digestSha512: 'SHA-512',
	token: 'a token',
};

const CONFIDENCE: Readonly<Record<Sender['confidence'], string>> = {
	documented: 'documented',
	implementations: 'by implementations',
	unconfirmed: '**unconfirmed**',
};

const HANDSHAKES: Readonly<Record<Handshake['kind'], string>> = {
	echo: 'gives a text back',
	keyedEcho: 'signs a text',
	pong: 'gives a fixed answer',
	acceptPing: 'answers 200',
	learnSecret: 'keeps the secret, and gives it back',
};

/** Editor texts have HTML; a cell of a table has no line break and no bar. */
const markdown = (text: string): string =>
	text
		.replace(/<\/?code>/g, '`')
		.replace(/<[^>]+>/g, '')
		.replaceAll('|', '\\|')
		.replaceAll('\n', '⏎');

function proofOf({ algorithm, places, format, content = '{body}' }: SignatureScheme): string {
	const where = places.map((place) => (place === 'body:' ? 'the body' : `\`${place}\``)).join(' or ');
	if (format.kind === 'callbackUrl') return 'none of its own: [a callback URL](callback-urls.md)';
	if (format.kind === 'jwt') {
		const claims = [format.digestClaim, format.urlClaim].filter((claim) => claim !== undefined);
		const bound = claims.map((claim) => `, with the claim \`${claim}\``).join('');
		return `a JWT in ${where}, ${ALGORITHMS[algorithm]}${bound}`;
	}
	if (algorithm === 'token') return `${ALGORITHMS.token} in ${where}`;
	return `${ALGORITHMS[algorithm]} in ${where}, over \`${content}\``;
}

const handshakesOf = ({ handshakes = [] }: Sender): string =>
	[...new Set(handshakes.map(({ kind, method = 'POST' }) => `${method}: ${HANDSHAKES[kind]}`))].join('; ');

const callbacks = new Map([...catalogue, ...unsignedServices].map(({ value, callback }) => [value, callback]));

function jobsOf({ delivery }: Sender): string {
	const { severalCallbacks, readBack } = callbacks.get(delivery.provider) ?? {};
	return [
		severalCallbacks === undefined ? '' : `before the end: ${severalCallbacks}`,
		readBack === undefined ? '' : `\`${readBack}\``,
	]
		.filter((text) => text !== '')
		.join('; ');
}

/** A URL that is checked at once is given with each request, but cannot be that of an execution. */
function urlOf({ urlPer, checksUrl }: Sender): string {
	if (urlPer === undefined) return '';
	if (urlPer === 'account') return 'once';
	return checksUrl ? 'each request, not to wait' : 'each request';
}

function rowOf(sender: Sender): string {
	const { displayName, delivery, urlPlace, secretPlace, retries, confidence, source } = sender;
	const cells = [
		`[${displayName}](${source})`,
		`\`${delivery.provider}\``,
		proofOf(delivery.signature),
		urlOf(sender),
		urlPlace,
		secretPlace,
		retries,
		handshakesOf(sender),
		jobsOf(sender),
		checkedByN8n(delivery.provider),
		CONFIDENCE[confidence],
	];
	return `| ${cells.map(markdown).join(' | ')} |`;
}

/** @returns the page that lists every sender that the nodes know by name */
export function sendersPage(): string {
	const rows = [...knownSenders]
		.sort((some, other) => some.displayName.localeCompare(other.displayName))
		.map(rowOf)
		.join('\n');
	return `# Senders

This page is generated from the definitions of the senders by \`npm run docs\`.
It lists the ${knownSenders.length} senders that the [Signed Webhook nodes](signed-webhooks.md) know by name; [any other service](any-other-service.md) is described by its settings.

The facts are from the pages that the names lead to, as they stood in mid-2026; no delivery of a live service was seen.
*Documented*: the sender's own page or SDK.
*By implementations*: several independent ones that agree.
*Unconfirmed*: the documentation and existing integrations contradict each other, or there is one integration only; try it before you rely on it.
A token proves that the caller knows the secret, and nothing about the body.
*URL* says whether the webhook URL comes with *each request*, or is entered *once*, for an account, an app or a subscription; it is empty where nothing says so.
Only a URL of each request can be that of [an execution that waits](waiting.md); for the others, [a second workflow](waiting.md) hands the event over.
The handshake is what the trigger does when the sender checks the address; it starts no execution.
*Jobs* says what a sender calls with before the call that ends a job, for which a wait goes on waiting, and the request that reads a job.

n8n has triggers of its own for some senders (read in n8n 2.41.1), which register the webhook by themselves.
Take n8n's own where it checks a signature and you want it to register the webhook.
Take the Signed Webhook Trigger where n8n's own checks nothing, a token, or a signature only once it knows a secret, and wherever an event must start the workflow only once.

| sender | value | proof | URL | where the URL goes | where the secret is from | retries | handshake | jobs | n8n's own trigger checks | facts |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows}
`;
}
