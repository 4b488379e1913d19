import { hmacSha256, type SignatureScheme, verifySignature } from '../../../nodes/shared/delivery/signature.ts';
import { listingRvaDelivery } from '../../../nodes/ListingRva/delivery.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';
import { virtualStagingAiDelivery } from '../../../nodes/VirtualStagingAi/delivery.ts';

const text = (bytes: Buffer) => bytes.toString('hex');

describe('hmacSha256', () => {
	// RFC 4231, section 4. Cases 3, 6 and 7 have keys that are not UTF-8, so no secret can be them.
	it.each([
		{
			name: '1',
			key: '\x0b'.repeat(20),
			data: Buffer.from('Hi There'),
			expected: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
		},
		{
			name: '2 (a key shorter than the digest)',
			key: 'Jefe',
			data: Buffer.from('what do ya want for nothing?'),
			expected: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
		},
		{
			name: '4 (data that is not UTF-8)',
			key: Buffer.from(Array.from({ length: 25 }, (_, index) => index + 1)).toString('latin1'),
			data: Buffer.alloc(50, 0xcd),
			expected: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
		},
	])('agrees with RFC 4231, test case $name', ({ key, data, expected }) => {
		expect(text(hmacSha256(data, key))).toBe(expected);
	});

	it('agrees with RFC 4231, test case 5, which gives the first 128 bits', () => {
		const digest = hmacSha256('Test With Truncation', '\x0c'.repeat(20));
		expect(text(digest.subarray(0, 16))).toBe('a3b6167473100ee06e0c796c2955552b');
	});

	it('agrees with OpenSSL on a key longer than a block', () => {
		// printf '%s' 'what do ya want for nothing?' | openssl dgst -sha256 -hmac "$(printf 'a%.0s' $(seq 131))"
		expect(text(hmacSha256('what do ya want for nothing?', 'a'.repeat(131)))).toBe(
			'a81889c6a46d7ac05e5a2b5c0591e0e93f8a2a4d77f0f51074c0afe11dbe3b15',
		);
	});

	it('signs a text as its UTF-8 bytes', () => {
		expect(hmacSha256('Größe 🛋️', 'k')).toEqual(hmacSha256(Buffer.from('Größe 🛋️', 'utf8'), 'k'));
	});
});

/*
 * Made with OpenSSL 3.0.19, for each file and secret:
 *   printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET"
 * The pretty form is the same body through `JSON.stringify(JSON.parse(body), null, 2)`.
 */
const vectors = [
	{
		name: 'ListingRVA AI',
		scheme: listingRvaDelivery.signature,
		body: '{"event":"image.generated","payload":{"jobId":"job_Ünïcödé_🛋️","style":"hero_white_bg","platform":"shopify","imageCount":1,"assetIds":["asset_1"]},"timestamp":"2026-05-18T10:00:00.000Z"}',
		asciiSecret: 'whsec_test_lr',
		byAsciiSecret: '91adfff123e383c3e507b375fcd0240dc42eb81db851c6231e162a7f2f66ab92',
		unicodeSecret: 'gehéimnis-lr-🔑',
		byUnicodeSecret: 'a39fb22e84c21600935b6cdba45c9cb5553e528047dbc3049cd56003d78d0b31',
		ofPrettyForm: 'a88bbc9df87d97fc41ce7bad55f786a243a4b33faf275e571e2c8a92cab90280',
		reserialised: false,
		prefixed: false,
	},
	{
		name: 'Virtual Staging AI',
		scheme: virtualStagingAiDelivery.signature,
		body: '{"render_id":"rnd_abc123","variation_id":"var_xyz789","variation_type":"staging","timestamp":1634567890123,"event_type":"error","error_message":"Bild „Küche“ fehlgeschlagen — 画像なし"}',
		asciiSecret: 'whsec_test_vs',
		byAsciiSecret: 'b0adbd0af6cf4ce99982b3112ede6ceb786b9da5c3bb7880962ef1abc5fa69da',
		unicodeSecret: 'gehéimnis-vs-🔑',
		byUnicodeSecret: '4f87d2e23083336e77e76e8db65e9d9af100aa28e20659430cb52eb71c72ed05',
		ofPrettyForm: '0eb07fcb29274a2026c0fd294145c9fad0aa79dbb8b171eb957bf983dabea296',
		reserialised: true,
		prefixed: false,
	},
	{
		name: 'Vigthoria',
		scheme: vigthoriaDelivery.signature,
		body: '{"id":"evt_abc123xyz","type":"generation.completed","created":"2025-01-15T10:30:00Z","data":{"generation_id":"gen_xyz789","model":"vigthoria-creative-v2","status":"completed","result_url":"https://api.vigthoria.io/v1/results/gen_xyz789","metadata":{"user_id":"user_123","project":"Größe µ"}}}',
		asciiSecret: 'whsec_test_vg',
		byAsciiSecret: '450b91490145a5a6f71c8f721413b89db0b428b37e29635d9dd7b83a00133c5c',
		unicodeSecret: 'gehéimnis-vg-🔑',
		byUnicodeSecret: '7cc4faaa45cf418b368f822d23740ccbebcf98005ca6f61f5562edb84f75535a',
		ofPrettyForm: 'b8476a8a61fc3a69a50b817409b8090bec3262f286aa4dab85fd1dfadad63235',
		reserialised: true,
		prefixed: true,
	},
];

const pretty = (body: string) => Buffer.from(JSON.stringify(JSON.parse(body), null, 2));
const mixedCase = (hex: string) =>
	[...hex].map((digit, index) => (index % 2 === 0 ? digit.toUpperCase() : digit)).join('');
const MISMATCH = { ok: false, reason: 'signature-mismatch' };
const MALFORMED = { ok: false, reason: 'signature-malformed' };
const MISSING = { ok: false, reason: 'signature-missing' };

describe.each(vectors)('the signature of $name', (vector) => {
	const { scheme, asciiSecret, byAsciiSecret } = vector;
	const body = Buffer.from(vector.body);
	const verify = (
		header: string | string[] | undefined,
		{ bytes = body, secrets = [asciiSecret] }: { bytes?: Uint8Array; secrets?: string[] } = {},
	) => verifySignature(scheme, header, bytes, secrets);

	it('is accepted as OpenSSL makes it', () => {
		expect(verify(byAsciiSecret)).toMatchObject({ ok: true });
	});

	it('is accepted with a secret that is not ASCII', () => {
		expect(verify(vector.byUnicodeSecret, { secrets: [vector.unicodeSecret] })).toMatchObject({ ok: true });
	});

	it('is accepted in upper case', () => {
		expect(verify(byAsciiSecret.toUpperCase())).toMatchObject({ ok: true });
	});

	it('is accepted in mixed case', () => {
		expect(verify(mixedCase(byAsciiSecret))).toMatchObject({ ok: true });
	});

	it('is accepted over the raw bytes of a body that is not compact', () => {
		expect(verify(vector.ofPrettyForm, { bytes: pretty(vector.body) })).toMatchObject({ ok: true });
	});

	it(`is ${vector.reserialised ? 'accepted' : 'refused'} over the compact form of a body that is not`, () => {
		expect(verify(byAsciiSecret, { bytes: pretty(vector.body) }).ok).toBe(vector.reserialised);
	});

	it('is refused over the pretty form of a body that is compact', () => {
		expect(verify(vector.ofPrettyForm)).toEqual(MISMATCH);
	});

	it(`is ${vector.prefixed ? 'accepted' : 'refused as malformed'} with the prefix sha256=`, () => {
		const verdict = verify(`sha256=${byAsciiSecret}`);
		expect(verdict).toEqual(vector.prefixed ? expect.objectContaining({ ok: true }) : MALFORMED);
	});

	it('is accepted whichever of the candidate secrets made it', () => {
		expect(verify(byAsciiSecret, { secrets: ['older', 'old', asciiSecret] })).toMatchObject({ ok: true });
	});

	it('is refused where no candidate secret made it', () => {
		expect(verify(byAsciiSecret, { secrets: ['older', 'old', 'new'] })).toEqual(MISMATCH);
	});

	it('is refused where there is no candidate secret', () => {
		expect(verify(byAsciiSecret, { secrets: [] })).toEqual(MISMATCH);
	});

	it('is refused where an empty secret made it and an empty secret is among the candidates', () => {
		expect(verify(text(hmacSha256(body, '')), { secrets: ['', asciiSecret] })).toEqual(MISMATCH);
	});

	it('is accepted where an empty secret comes before the right one', () => {
		expect(verify(byAsciiSecret, { secrets: ['', asciiSecret] })).toMatchObject({ ok: true });
	});

	it('is accepted from a header that is a list of one', () => {
		expect(verify([byAsciiSecret])).toMatchObject({ ok: true });
	});

	it.each([
		['a list of two', [byAsciiSecret, byAsciiSecret]],
		['a list of a wrong and a right one', ['0'.repeat(64), byAsciiSecret]],
		['two headers that the HTTP server joined', `${byAsciiSecret}, ${byAsciiSecret}`],
		['two values without a space between', `${byAsciiSecret},${byAsciiSecret}`],
	])('is refused as malformed in %s, since there is no telling which is meant', (_, header) => {
		expect(verify(header)).toEqual(MALFORMED);
	});

	it.each([
		['no header', undefined],
		['an empty header', ''],
		['an empty list of headers', []],
	])('is missing where there is %s', (_, header) => {
		expect(verify(header)).toEqual(MISSING);
	});

	it.each([
		['a blank', ' '],
		['a word', 'undefined'],
		['63 digits', byAsciiSecret.slice(1)],
		['65 digits', `${byAsciiSecret}0`],
		['128 digits', byAsciiSecret.repeat(2)],
		['a letter that is no hex digit', `g${byAsciiSecret.slice(1)}`],
		['a 0x in front', `0x${byAsciiSecret}`],
		['a 0x instead of two digits', `0x${byAsciiSecret.slice(2)}`],
		['a line break at the end', `${byAsciiSecret}\n`],
		['a space in front', ` ${byAsciiSecret}`],
		['a NUL at the end', `${byAsciiSecret}\0`],
		['full-width digits', '０'.repeat(64)],
		['quotes', `"${byAsciiSecret}"`],
		['only a prefix', 'sha256='],
		['the prefix twice', `sha256=sha256=${byAsciiSecret}`],
		['the prefix in upper case', `SHA256=${byAsciiSecret}`],
		['the prefix and a space', `sha256= ${byAsciiSecret}`],
		['a colon after the prefix', `sha256:${byAsciiSecret}`],
		['the prefix of SHA-1', `sha1=${byAsciiSecret}`],
		['the prefix of SHA-512', `sha512=${byAsciiSecret}`],
		['a version in front', `v1=${byAsciiSecret}`],
		['the prefix at the end', `${byAsciiSecret}sha256=`],
		['a list of one empty value', ['']],
		['a header of a million digits', '0'.repeat(1_000_000)],
	])('is malformed with %s', (_, header) => {
		expect(verify(header)).toEqual(MALFORMED);
	});
});

describe('the re-serialised form', () => {
	const scheme: SignatureScheme = { header: 'x', over: ['reserialised'] };
	const verify = (signedText: string, sent: string) =>
		verifySignature(scheme, text(hmacSha256(signedText, 's')), Buffer.from(sent), ['s']);

	it('hands on the body that was parsed on the way', () => {
		expect(verify('{"a":1}', '{ "a": 1 }')).toMatchObject({ ok: true, parsed: { ok: true, body: { a: 1 } } });
	});

	it('is what JSON.stringify makes of numbers and escapes', () => {
		expect(verify('{"a":1,"b":"é","c":1e+21}', String.raw`{"a":1.0,"b":"\u00e9","c":1E21}`)).toMatchObject({
			ok: true,
		});
	});

	it('is refused for a body that is not JSON', () => {
		expect(verify('{"a":1}', '{"a":1')).toEqual(MISMATCH);
	});

	it('is refused for a body that is too deep to be serialised', () => {
		const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
		expect(verify(deep, deep)).toEqual(MISMATCH);
	});

	it('is refused where two fields have changed places', () => {
		expect(verify('{"a":1,"b":2}', '{"b":2,"a":1}')).toEqual(MISMATCH);
	});
});
