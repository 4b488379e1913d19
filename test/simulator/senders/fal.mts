import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

import { type HttpServer, startHttpServer } from '../../support/http-server.mts';
import { type Details, documented, links, type Outcome, seconds, type SimulatedSender } from './sender.mts';

/** The user for whom the simulated fal signs. */
export const FAL_USER = 'user_1';

/** DER of an Ed25519 private key in front of its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKey = (secret: string) =>
	createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.from(secret, 'base64')]), format: 'der', type: 'pkcs8' });

/** The signed content is not the body but its digest, and the ids and the time stand in lines before it. */
export const fal: SimulatedSender = {
	value: 'fal',
	secret: Buffer.alloc(32, 7).toString('base64'),
	timed: true,
	signatureHeader: 'x-fal-webhook-signature',
	sign(body, { id, now }, secret) {
		const timestamp = String(seconds(now));
		const digest = createHash('sha256').update(body).digest('hex');
		const content = Buffer.from([id, FAL_USER, timestamp, digest].join('\n'));
		return {
			'x-fal-webhook-request-id': id,
			'x-fal-webhook-user-id': FAL_USER,
			'x-fal-webhook-timestamp': timestamp,
			'x-fal-webhook-signature': sign(null, content, privateKey(secret)).toString('hex'),
		};
	},
	retry: { deadline: 15, delays: [15, 60, 600], afterRefusal: true },
	deliveries(unique) {
		const request = (outcome: Outcome, status: string, id: string, fields: object, details?: Details) =>
			documented(outcome, status, id, { request_id: id, gateway_request_id: id, status, ...fields }, details);
		const at = (name: string) => `https://v3.fal.media/${name}`;
		const image = { url: at('files/a.png'), content_type: 'image/png', width: 1024, height: 1024 };
		const model = {
			model_mesh: { url: at('m.glb') },
			audio_url: { url: at('a.mp3') },
			video_url: at('v.mp4'),
			thumbnail: { url: at('t.png') },
			debug_image: { url: at('debug.png') },
		};
		const payload = { images: [image], seed: 196619188, prompt: 'https://example.com/not-a-result.png' };
		const mesh = { url: at('m.glb'), thumbnailUrl: at('t.png') };
		const error = 'Invalid status code: 422';
		const missing = { loc: ['body', 'prompt'], msg: 'field required', type: 'value_error.missing' };
		return [
			request('completed', 'OK', unique, { payload }, { id: unique, results: links(image.url) }),
			request(
				'completed',
				'OK',
				`${unique}m`,
				{ payload: model },
				{ results: [mesh, ...links(at('a.mp3'), at('v.mp4'))] },
			),
			request('failed', 'ERROR', `${unique}e`, { error, payload: { detail: [missing] } }, { error }),
			request('completed', 'OK', `${unique}l`, {
				payload: null,
				payload_error: 'Response payload is not JSON serializable.',
			}),
		];
	},
};

/** The public part of a key as fal publishes it. */
export const publicJwk = (secret: string) => ({ ...createPublicKey(privateKey(secret)).export({ format: 'jwk' }) });

/** What a key set server answers, which a test may change at any time. */
export interface KeySetServer extends HttpServer {
	/** The private keys whose public parts are published. */
	secrets: string[];
	/** Answered in place of the key set. */
	instead?: { status: number; body?: string; location?: string };
	/** How often the key set was asked for. */
	requests: number;
}

/** Publishes keys on loopback as fal does on the internet. */
export async function startKeySetServer(secrets: string[] = [fal.secret]): Promise<KeySetServer> {
	const { url, close } = await startHttpServer((_request, response) => {
		keySet.requests++;
		const { status = 200, body, location } = keySet.instead ?? {};
		response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) });
		response.end(body ?? JSON.stringify({ keys: keySet.secrets.map(publicJwk) }));
	});
	const keySet: KeySetServer = { url: `${url}/.well-known/jwks.json`, secrets, requests: 0, close };
	return keySet;
}
