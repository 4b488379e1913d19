import { shortNames } from '../../nodes/SignedWebhook/sender-list.ts';

/** The file that tells n8n's nodes panel by which words it finds both nodes: it shows them as one, by the words of the action node. */
export const SEARCH_WORDS = 'nodes/SignedWebhook/SignedWebhook.node.json';

/** What people type to find a sender: the panel finds a word of a text only at its beginning, so that the name comes first. */
export const searchWords = Object.values(shortNames)
	.filter((name) => name !== 'another service')
	.map((name) => `${name.replace(/ \(.*\)$/, '')} Webhook`);
