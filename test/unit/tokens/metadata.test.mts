import { verifyDelivery, type Verdict } from '../../../nodes/shared/delivery/verify.ts';
import { METADATA_PARAMETER, readMetadata, signMetadata } from '../../../nodes/shared/tokens/metadata.ts';

import { expectations, hexOf, providers, SECRET, signed } from '../support/providers.mts';

const metadata = { order: '42', room: 'Küche 🛋️', __proto__x: 'y' };
const token = signMetadata(metadata, SECRET);
const [payload, signature] = token.split('.');

describe('signed metadata', () => {
	it('comes back as it was given', () => {
		expect(readMetadata(token, [SECRET])).toEqual(metadata);
	});

	it('comes back empty where none was given', () => {
		expect(readMetadata(signMetadata({}, SECRET), [SECRET])).toEqual({});
	});

	it('comes back whole from the query string of a URL', () => {
		const url = new URL(`https://n8n.example.com/webhook/1?${METADATA_PARAMETER}=${token}`);
		expect(url.searchParams.get('metadata')).toBe(token);
	});

	it('is read with any of the candidate secrets', () => {
		expect(readMetadata(token, ['', 'older', SECRET])).toEqual(metadata);
	});

	it('is signed apart from bodies, so that a signature of one is none of the other', () => {
		expect(readMetadata(`${payload}.${hexOf(payload)}`, [SECRET])).toBeNull();
	});

	it.each([
		['another secret', token, ['other']],
		['no secret', token, []],
		['an empty secret that signed it', signMetadata(metadata, ''), ['', SECRET]],
		['another payload', `${Buffer.from('{"order":"43"}').toString('base64url')}.${signature}`, [SECRET]],
		['a payload with one more character', `${payload}A.${signature}`, [SECRET]],
		['a signature in upper case', `${payload}.${signature.toUpperCase()}`, [SECRET]],
		['a signature that is cut off', token.slice(0, -1), [SECRET]],
		['a signature that is too long', `${token}0`, [SECRET]],
		['a line break at the end', `${token}\n`, [SECRET]],
		['no signature', payload, [SECRET]],
		['no payload', `.${signature}`, [SECRET]],
		['nothing', '', [SECRET]],
		['a parameter that was given twice', [token, token], [SECRET]],
		['an object', { token }, [SECRET]],
		['null', null, [SECRET]],
	])('is refused with %s', (_, value, secrets) => {
		expect(readMetadata(value, secrets)).toBeNull();
	});
});

describe('a delivery with metadata', () => {
	const provider = providers[1];
	const delivery = signed(provider, { prefix: '', over: 'raw' }, { event_type: 'analysis_completion' });
	const examine = (value?: unknown): Verdict =>
		verifyDelivery(provider.definition, { ...delivery, metadata: value }, expectations());
	const idWith = (value?: unknown) => {
		const verdict = examine(value);
		return 'event' in verdict ? verdict.event.id : verdict.reason;
	};

	it('hands it on where it is signed', () => {
		expect(examine(token)).toMatchObject({ outcome: 'accepted', event: { metadata } });
	});

	it('has no metadata where none was given', () => {
		expect(examine()).not.toHaveProperty('event.metadata');
	});

	it('leaves it out where it is not signed', () => {
		expect(examine('forged')).not.toHaveProperty('event.metadata');
	});

	it('is accepted all the same where its metadata is not signed, and says so', () => {
		expect(examine('forged')).toMatchObject({
			outcome: 'accepted',
			event: { issues: [expect.stringMatching(/^metadata: is not signed/)] },
		});
	});

	it('has the same id when it is delivered again', () => {
		expect(idWith(token)).toBe(idWith(token));
	});

	it('has the id of its body, whatever metadata comes with it', () => {
		expect(idWith(token)).toBe(idWith());
		expect(idWith(signMetadata({ order: '43' }, SECRET))).toBe(idWith());
	});

	// The query string is not signed: whoever has seen a delivery can replay it with any.
	it.each(['forged', '', `${payload}.${'0'.repeat(64)}`])(
		'has the id of one without metadata where %j is given',
		(value) => {
			expect(idWith(value)).toBe(idWith());
		},
	);
});
