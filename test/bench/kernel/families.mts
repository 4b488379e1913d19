import { createHash, createHmac, createPrivateKey, createPublicKey, createSecretKey, sign, timingSafeEqual, verify } from 'node:crypto';

import { sign as octokitSign, verify as octokitVerify } from '@octokit/webhooks-methods';
import OpenAI from 'openai';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as Svix } from 'svix';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { toText } from '../../../nodes/shared/delivery/json.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { definitionOf, fal, gitHub, openAi, plainHex, standardWebhooks, stripe } from '../../support/schemes.mts';
import type { Contender } from '../support/rounds.mts';
import { signDelivery, verifyDelivery } from './kernel.mts';
import { BARE, KERNEL } from './names.mts';

/** A way to sign, beside the bare limit of its cryptography and the library that the sender recommends. */
interface Family {
	name: string;
	/** How many times the bare limit the kernel may take. */
	bound: number;
	contenders: Contender[];
}

const KEY = Buffer.alloc(32, 1);
const SECRET = `whsec_${KEY.toString('base64')}`;
const ID = 'msg_bench';

/**
 * Prepares a line for every family of schemes. Each contender ends with the parsed body.
 *
 * @param filling the fields of the body beside its event and its id
 */
export async function families(filling: Buffer): Promise<Family[]> {
	const body = Buffer.from(JSON.stringify({ ...EVENT, ...JSON.parse(filling.toString()) }));
	const now = Date.now();
	const headersOf = (scheme: SignatureScheme, secret = SECRET) => signDelivery(scheme, { body, secret, id: ID, now });
	const standard = headersOf(standardWebhooks);
	const stripeClient = new Stripe(SECRET);
	const openAiClient = new OpenAI({ apiKey: 'sk', webhookSecret: SECRET });
	const stripeSignature = headersOf(stripe)['stripe-signature'];
	const gitHubSignature = await octokitSign(SECRET, body.toString());
	const prefix = `${ID}.${standard['webhook-timestamp']}.`;
	const timed = `${Math.floor(now / 1000)}.`;

	return [
		hmacFamily('plain SHA-256 (GitHub)', gitHub, body, '', SECRET, {
			name: '@octokit/webhooks-methods',
			run: async () => {
				const text = body.toString();
				return (await octokitVerify(SECRET, text, gitHubSignature)) ? (JSON.parse(text) as unknown) : null;
			},
		}),
		hmacFamily('plain SHA-1', { ...plainHex, algorithm: 'sha1' }, body, '', SECRET),
		hmacFamily('plain SHA-512', { ...plainHex, algorithm: 'sha512' }, body, '', SECRET),
		hmacFamily('pairs (Stripe)', stripe, body, timed, SECRET, {
			name: 'stripe',
			run: () => stripeClient.webhooks.constructEvent(body, stripeSignature, SECRET),
		}),
		hmacFamily('tagged (Standard Webhooks)', standardWebhooks, body, prefix, KEY, {
			name: 'standardwebhooks',
			run: () => new Webhook(SECRET).verify(body, standard),
		}),
		hmacFamily('tagged (Svix)', standardWebhooks, body, prefix, KEY, {
			name: 'svix',
			run: () => new Svix(SECRET).verify(body, standard),
		}),
		hmacFamily('tagged (OpenAI)', openAi, body, prefix, KEY, {
			name: 'openai',
			run: async () => await openAiClient.webhooks.unwrap(body.toString(), standard),
		}),
		ed25519Family(body, now),
	];

	function hmacFamily(
		name: string,
		scheme: SignatureScheme & { algorithm: 'sha256' | 'sha1' | 'sha512' },
		bytes: Buffer,
		inFront: string,
		key: Buffer | string,
		library?: Contender,
	): Family {
		// A key object, as the kernel uses: Node takes several times as long with the bytes of a key.
		const secret = createSecretKey(Buffer.from(key));
		const digest = () => createHmac(scheme.algorithm, secret).update(inFront).update(bytes).digest();
		const expected = digest();
		const bare = () => timingSafeEqual(digest(), expected) && (JSON.parse(bytes.toString()) as unknown);
		const contenders = [kernel(scheme, bytes, headersOf(scheme), SECRET, now), { name: BARE, run: bare }];
		return { name, bound: 1.6, contenders: library === undefined ? contenders : [...contenders, library] };
	}
}

function ed25519Family(body: Buffer, now: number): Family {
	const seed = Buffer.alloc(32, 7);
	const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
	const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
	const publicKey = createPublicKey(privateKey);
	const receiver = publicKey.export({ format: 'jwk' }).x as string;
	const headers = signDelivery(fal, { body, secret: seed.toString('base64'), id: ID, now });
	const message = () =>
		Buffer.from(`${ID}\n${ID}\n${Math.floor(now / 1000)}\n${createHash('sha256').update(body).digest('hex')}`);
	const signature = sign(null, message(), privateKey);
	const bare = () => verify(null, message(), publicKey, signature) && (JSON.parse(body.toString()) as unknown);
	return {
		name: 'Ed25519 (fal), bare limit: crypto.verify',
		bound: 1.2,
		contenders: [kernel(fal, body, headers, receiver, now), { name: BARE, run: bare }],
	};
}

/** As the senders of these schemes have it: the body names its event and its id, so that no digest of it is needed. */
const EVENT = { id: 'evt_bench', type: 'job.completed' };

function kernel(scheme: SignatureScheme, body: Buffer, headers: Record<string, string>, secret: string, now: number): Contender {
	const { read, ...rest } = definitionOf(scheme);
	const definition: DeliveryDefinition = {
		...rest,
		openEvents: true,
		read: (...args) => ({ ...read(...args), identity: toText(args[0].id) }),
	};
	const options = { secrets: [secret], events: ['*'], maxAge: 0, now };
	const run = () => verifyDelivery(definition, { body, headers }, options);
	if (run().outcome !== 'accepted') throw new Error(`The kernel says ${JSON.stringify(run())}`);
	return { name: KERNEL, run };
}
