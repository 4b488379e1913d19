/**
 * A plain hash of a secret and a text can be extended by somebody who knows neither: the digest is the state to go on from.
 * Here it is done, and every delivery made so is refused.
 */
import { createHash } from 'node:crypto';

import { padding, sha256 } from '../../support/sha256.mts';
import { idsOf, receive, sender } from '../support/kernel.mts';

const plain = (...pieces: Array<Buffer | string>) =>
	pieces.reduce((hasher, piece) => hasher.update(piece), createHash('sha256')).digest('hex');

/** A body and a signature that follow from a recorded delivery, without its secret. */
function extend(recorded: { body: Buffer; signature: string }, secretLength: number, extension: string) {
	const length = secretLength + recorded.body.length;
	const glue = padding(length);
	return {
		body: Buffer.concat([recorded.body, glue, Buffer.from(extension)]),
		signature: sha256(Buffer.from(extension), recorded.signature, length + glue.length),
	};
}

const bodies = ['{"type":"done","id":"evt_1"}', '[{"id":1}]', 'id=evt_1&type=done', 'a text', '', '"', '{"note":"'];
const extensions = ['', ' ', ',"id":"evt_2"}', '{"id":"evt_2"}', '&id=evt_2', 'more text', '\n'];
const contentTypes = ['application/json', 'application/x-www-form-urlencoded', 'text/plain', undefined];

it('the SHA-256 of this test is that of Node.js', () => {
	for (const length of [0, 1, 55, 56, 63, 64, 119, 120, 1_000]) {
		expect(sha256(Buffer.alloc(length, 'a'))).toBe(plain('a'.repeat(length)));
	}
});

describe.each([
	['a sender of any body', true],
	['a sender of JSON objects', false],
])('%s that signs {secret}{body} with SHA-256', (_, anyBody) => {
	const definition = sender({ algorithm: 'digestSha256', content: '{secret}{body}' }, { anyBody });
	const deliver = (body: Buffer, signature: string, secret: string, contentType?: string) =>
		receive(
			definition,
			{ body, headers: { 'x-signature': signature, ...(contentType && { 'content-type': contentType }) } },
			{ secrets: [secret] },
		);

	it('is extended by nobody, however long the secret is', () => {
		const accepted: unknown[] = [];
		let forgeries = 0;
		for (const secretLength of [8, 16, 20, 24, 32, 40, 55, 56, 63, 64, 100]) {
			const secret = 's'.repeat(secretLength);
			for (const body of bodies.map((text) => Buffer.from(text))) {
				const signature = plain(secret, body);
				for (const extension of extensions) {
					const forged = extend({ body, signature }, secretLength, extension);
					// The attack works on the hash itself.
					if (plain(secret, forged.body) === forged.signature) forgeries++;
					for (const type of contentTypes) {
						const { outcome } = deliver(forged.body, forged.signature, secret, type);
						if (outcome !== 'unauthorized') accepted.push({ secretLength, body: body.toString(), extension, outcome });
					}
				}
			}
		}
		expect(forgeries).toBe(11 * bodies.length * extensions.length);
		expect(accepted).toEqual([]);
	});

	it('still delivers', () => {
		const body = Buffer.from(bodies[0]);
		expect(idsOf(deliver(body, plain('the secret', body), 'the secret'))).toEqual(['evt_1']);
	});
});

it('a header, a field and a parameter cannot carry what an extension needs', () => {
	const secret = 'the secret';
	const recorded = { body: Buffer.from('evt_1'), signature: plain(secret, 'evt_1') };
	const { body, signature } = extend(recorded, secret.length, '2');
	const texts = [body.toString('latin1'), body.toString('utf8'), encodeURIComponent(body.toString('latin1'))];
	const percent = [...body].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
	const outcomes = texts.flatMap((text) =>
		[
			{ content: '{secret}{header:x-id}', headers: { 'x-id': text } },
			{ content: '{secret}{query:id}', url: `https://n8n.example.com/?id=${text}` },
			{ content: '{secret}{query:id}', url: `https://n8n.example.com/?id=${percent}` },
			{ content: '{secret}{body:id}', body: JSON.stringify({ id: text }) },
			{ content: '{secret}{body:id}', body: `id=${percent}` },
			{ content: '{secret}{url}', url: text },
		].map(
			({ content, headers = {}, ...delivery }) =>
				receive(
					sender({ algorithm: 'digestSha256', content }),
					{ body: '{}', ...delivery, headers: { ...headers, 'x-signature': signature } },
					{ secrets: [secret] },
				).outcome,
		),
	);
	expect(new Set(outcomes)).toEqual(new Set(['unauthorized']));
});
