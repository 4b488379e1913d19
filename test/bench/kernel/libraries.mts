import { createHmac } from 'node:crypto';

import { sign, verify } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';

import type { Contender } from '../support/rounds.mts';

/** A library that verifies webhooks, with a body signed the way it expects. */
interface Library {
	accepted: Contender;
	forged: Contender;
}

const KEY = 'bench-signing-key';

/**
 * Prepares the libraries that this package is compared with. Each verifies the same body from its raw bytes, signed in
 * its own way, and ends with the parsed JSON; what is forged is the signature.
 *
 * @param body the body of the delivery
 */
export async function libraries(body: Buffer): Promise<Library[]> {
	return [await octokit(body), standardWebhooks(body), stripe(body)];
}

async function octokit(body: Buffer): Promise<Library> {
	const authentic = await sign(KEY, body.toString());
	const receive = async (signature: string) => {
		const text = body.toString();
		return (await verify(KEY, text, signature)) ? (JSON.parse(text) as unknown) : null;
	};
	return contenders('@octokit/webhooks-methods', authentic, (hex) => `sha256=${hex}`, receive);
}

function standardWebhooks(body: Buffer): Library {
	const webhook = new Webhook(Buffer.from(KEY).toString('base64'));
	const at = new Date();
	const fixed = { 'webhook-id': 'msg_bench', 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)) };
	const receive = (signature: string) => webhook.verify(body, { ...fixed, 'webhook-signature': signature });
	const forged = (hex: string) => `v1,${Buffer.from(hex, 'hex').toString('base64')}`;
	return contenders('standardwebhooks', webhook.sign('msg_bench', at, body), forged, refusing(receive));
}

function stripe(body: Buffer): Library {
	const { webhooks } = new Stripe(KEY);
	const at = Math.floor(Date.now() / 1000);
	const authentic = webhooks.generateTestHeaderString({ payload: body.toString(), secret: KEY, timestamp: at });
	const receive = (header: string) => webhooks.constructEvent(body, header, KEY);
	return contenders('stripe', authentic, (hex) => `t=${at},v1=${hex}`, refusing(receive));
}

/** These libraries refuse by throwing. */
const refusing =
	(receive: (signature: string) => unknown) =>
	(signature: string): unknown => {
		try {
			return receive(signature);
		} catch {
			return null;
		}
	};

function contenders(
	name: string,
	authentic: string,
	write: (hex: string) => string,
	receive: (signature: string) => unknown,
): Library {
	const forged = write(createHmac('sha256', 'another key').update('another body').digest('hex'));
	return {
		accepted: { name, run: () => receive(authentic) },
		forged: { name, run: () => receive(forged) },
	};
}
