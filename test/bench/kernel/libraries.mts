import { verify } from '@octokit/webhooks-methods';
import OpenAI from 'openai';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as Svix } from 'svix';

import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { gitHub, openAi, standardWebhooks, stripe } from '../../support/schemes.mts';
import type { Contenders } from '../support/rounds.mts';
import { SECRET, signedHeaders } from './kernel.mts';

/** Returns the parsed body; refuses by throwing, or by returning what is falsy. */
type Receive = (body: Buffer, headers: Record<string, string>) => unknown;

const { webhooks: openAiWebhooks } = new OpenAI({ apiKey: 'sk', webhookSecret: SECRET });
const { webhooks: stripeWebhooks } = new Stripe(SECRET);
const standard = new Webhook(SECRET);
const svix = new Svix(SECRET);

const receiveGitHub: Receive = async (body, headers) => {
	const text = body.toString();
	return (await verify(SECRET, text, headers['x-hub-signature-256'])) && (JSON.parse(text) as unknown);
};

const libraries = {
	'@octokit/webhooks-methods': [gitHub, receiveGitHub],
	openai: [openAi, async (body, headers) => await openAiWebhooks.unwrap(body.toString(), headers)],
	standardwebhooks: [standardWebhooks, (body, headers) => standard.verify(body, headers)],
	stripe: [stripe, (body, headers) => stripeWebhooks.constructEvent(body, headers['stripe-signature'], SECRET)],
	svix: [standardWebhooks, (body, headers) => svix.verify(body, headers)],
} satisfies Record<string, [SignatureScheme, Receive]>;

/** The libraries that this package is compared with, by their names on npm. */
export type LibraryName = keyof typeof libraries;

/** Libraries, each on the same body signed with a secret in the way that the library expects. */
export function libraryRuns(names: readonly LibraryName[], body: Buffer, secret: string): Contenders {
	const runs: Contenders = {};
	for (const name of names) {
		const [scheme, receive]: [SignatureScheme, Receive] = libraries[name];
		const headers = signedHeaders(scheme, body, secret);
		runs[name] = () => {
			try {
				return receive(body, headers);
			} catch {
				return false;
			}
		};
	}
	return runs;
}
