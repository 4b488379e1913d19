import { createHash, createHmac } from 'node:crypto';

import {
	type Delivery,
	verifyDelivery,
	type VerificationOptions,
	type Verdict,
} from '../../../nodes/shared/delivery/verify.ts';
import {
	expectations,
	hexOf,
	type ProviderCase,
	providerForms,
	providers,
	SECRET,
	type SignatureForm,
	signed,
} from '../support/providers.mts';

interface Valid {
	provider: ProviderCase;
	form: SignatureForm;
	header: string;
	body: Buffer;
	/** The content that was signed. */
	content: Buffer;
	signature: string;
}

type Refusal = Extract<Verdict, { reason: string }>['reason'];

interface Mutation {
	name: string;
	header?: (valid: Valid) => string | string[] | undefined;
	headers?: (valid: Valid) => Delivery['headers'];
	body?: (valid: Valid) => Uint8Array;
	expectations?: Partial<VerificationOptions>;
	/** Null where the delivery stays authentic, since only its formatting has changed. */
	refusal: Refusal | ((provider: ProviderCase) => Refusal | null);
}

const missing = 'signature-missing';
const malformed = 'signature-malformed';
const mismatch = 'signature-mismatch';
/** Where the re-serialised form counts, formatting is not part of what is signed, whichever form the provider used. */
const formatting = ({ definition }: ProviderCase) =>
	definition.signature.over.includes('reserialised') ? null : mismatch;

const hex = (valid: Valid) => valid.signature.slice(valid.form.prefix.length);
const withHex = (change: (hex: string) => string) => (valid: Valid) => valid.form.prefix + change(hex(valid));
const otherHmac = (algorithm: string) => (valid: Valid) =>
	valid.form.prefix + createHmac(algorithm, SECRET).update(valid.content).digest('hex');
const flipByte = (bytes: Buffer, index: number) => {
	const copy = Buffer.from(bytes);
	copy[index] ^= 1;
	return copy;
};

const mutations: Mutation[] = [
	{ name: 'the header removed', header: () => undefined, refusal: missing },
	{ name: 'the header emptied', header: () => '', refusal: missing },
	{ name: 'the header as an empty list', header: () => [], refusal: missing },
	{
		name: "another provider's header",
		headers: ({ provider, signature }) =>
			Object.fromEntries(
				providers
					.filter(({ definition }) => definition !== provider.definition)
					.map(({ definition }) => [definition.signature.header, signature]),
			),
		refusal: missing,
	},
	{
		name: 'the header called signature',
		headers: ({ signature }) => ({ signature, 'x-signature': signature, 'x-hub-signature-256': signature }),
		refusal: missing,
	},
	{
		name: 'the signature truncated by a digit',
		header: withHex((digits) => digits.slice(0, -1)),
		refusal: malformed,
	},
	{
		name: 'the signature truncated to a half',
		header: withHex((digits) => digits.slice(0, 32)),
		refusal: malformed,
	},
	{
		name: 'the signature extended by a digit',
		header: withHex((digits) => `${digits}0`),
		refusal: malformed,
	},
	{ name: 'the signature doubled', header: withHex((digits) => digits + digits), refusal: malformed },
	...[0, 31, 63].map((index) => ({
		name: `hex digit ${index} flipped`,
		header: withHex((digits) => {
			const flipped = (Number.parseInt(digits[index], 16) ^ 1).toString(16);
			return digits.slice(0, index) + flipped + digits.slice(index + 1);
		}),
		refusal: mismatch as Refusal,
	})),
	{ name: 'a signature of zeros', header: withHex(() => '0'.repeat(64)), refusal: mismatch },
	{
		name: 'the digits in reverse',
		header: withHex((digits) => [...digits].reverse().join('')),
		refusal: mismatch,
	},
	{
		name: 'another secret at the sender',
		header: ({ form, content }) => form.prefix + hexOf(content, 'wrong'),
		refusal: mismatch,
	},
	{ name: 'another secret at the receiver', expectations: { secrets: ['wrong'] }, refusal: mismatch },
	{ name: 'a space after the secret', expectations: { secrets: [`${SECRET} `] }, refusal: mismatch },
	{ name: 'the secret in upper case', expectations: { secrets: [SECRET.toUpperCase()] }, refusal: mismatch },
	{ name: 'no secret at the receiver', expectations: { secrets: [] }, refusal: 'no-secret' },
	{ name: 'only empty secrets at the receiver', expectations: { secrets: ['', ''] }, refusal: 'no-secret' },
	{
		name: 'an empty secret at the sender',
		header: ({ form, content }) => form.prefix + hexOf(content, ''),
		expectations: { secrets: ['', SECRET] },
		refusal: mismatch,
	},
	{ name: 'HMAC-SHA-1', header: otherHmac('sha1'), refusal: malformed },
	{ name: 'HMAC-SHA-512', header: otherHmac('sha512'), refusal: malformed },
	{ name: 'HMAC-SHA3-256', header: otherHmac('sha3-256'), refusal: mismatch },
	{ name: 'HMAC-SHA-512/256', header: otherHmac('sha512-256'), refusal: mismatch },
	{
		name: 'HMAC-SHA-512 cut to 256 bits',
		header: (valid) =>
			valid.form.prefix + createHmac('sha512', SECRET).update(valid.content).digest('hex').slice(0, 64),
		refusal: mismatch,
	},
	{
		name: 'a bare hash of the body',
		header: ({ form, content }) => form.prefix + createHash('sha256').update(content).digest('hex'),
		refusal: mismatch,
	},
	{
		name: 'a hash of the secret and the body',
		header: ({ form, content }) =>
			form.prefix + createHash('sha256').update(SECRET).update(content).digest('hex'),
		refusal: mismatch,
	},
	{
		name: 'key and message exchanged',
		header: ({ form, content }) => form.prefix + createHmac('sha256', content).update(SECRET).digest('hex'),
		refusal: mismatch,
	},
	{
		name: 'the signature in base64',
		header: withHex((digits) => Buffer.from(digits, 'hex').toString('base64')),
		refusal: malformed,
	},
	{
		name: 'the signature of another body',
		header: ({ form }) => form.prefix + hexOf('{}'),
		refusal: mismatch,
	},
	{
		name: 'the signature of a signature',
		header: ({ form, signature }) => form.prefix + hexOf(signature),
		refusal: mismatch,
	},
	{ name: 'the first byte of the body changed', body: ({ body }) => flipByte(body, 0), refusal: mismatch },
	{
		name: 'a byte in the middle of the body changed',
		body: ({ body }) => flipByte(body, body.indexOf('_') + 1),
		refusal: mismatch,
	},
	{
		name: 'the last byte of the body changed',
		body: ({ body }) => flipByte(body, body.length - 1),
		refusal: mismatch,
	},
	{ name: 'the last byte of the body removed', body: ({ body }) => body.subarray(0, -1), refusal: mismatch },
	{
		name: 'a second object after the body',
		body: ({ body }) => Buffer.concat([body, Buffer.from('{}')]),
		refusal: mismatch,
	},
	{ name: 'an empty body', body: () => Buffer.alloc(0), refusal: mismatch },
	{
		name: 'the body as a list of one',
		body: ({ body }) => Buffer.concat([Buffer.from('['), body, Buffer.from(']')]),
		refusal: mismatch,
	},
	{
		name: 'the body in UTF-16',
		body: ({ body }) => Buffer.from(body.toString(), 'utf16le'),
		refusal: mismatch,
	},
	{
		name: 'a field added to the body',
		body: ({ body }) => Buffer.from(JSON.stringify({ ...(JSON.parse(body.toString()) as object), extra: 1 })),
		refusal: mismatch,
	},
	{
		name: 'the fields of the body in reverse',
		body: ({ body }) =>
			Buffer.from(
				JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body.toString()) as object).reverse())),
			),
		refusal: mismatch,
	},
	{
		name: 'a space after the body',
		body: ({ body }) => Buffer.concat([body, Buffer.from(' ')]),
		refusal: formatting,
	},
	{
		name: 'a line break before the body',
		body: ({ body }) => Buffer.concat([Buffer.from('\r\n'), body]),
		refusal: formatting,
	},
	{
		name: 'a byte order mark before the body',
		body: ({ body }) => Buffer.concat([Buffer.from('\ufeff'), body]),
		refusal: formatting,
	},
	{
		name: 'two byte order marks before the body',
		body: ({ body }) => Buffer.concat([Buffer.from('\ufeff\ufeff'), body]),
		refusal: mismatch,
	},
	{
		name: 'a NUL after the body',
		body: ({ body }) => Buffer.concat([body, Buffer.alloc(1)]),
		refusal: mismatch,
	},
	{ name: 'the prefix in upper case', header: (valid) => `SHA256=${hex(valid)}`, refusal: malformed },
	{ name: 'the prefix twice', header: (valid) => `sha256=sha256=${hex(valid)}`, refusal: malformed },
	{ name: 'the prefix of another algorithm', header: (valid) => `sha512=${hex(valid)}`, refusal: malformed },
	{ name: 'a space after the prefix', header: (valid) => `sha256= ${hex(valid)}`, refusal: malformed },
	{
		name: 'the signature twice as a list',
		header: ({ signature }) => [signature, signature],
		refusal: malformed,
	},
	{
		name: 'the signature twice, joined by a comma',
		header: ({ signature }) => `${signature}, ${signature}`,
		refusal: malformed,
	},
];

function examine(
	{ provider, form }: { provider: ProviderCase; form: SignatureForm },
	mutation: Mutation,
): Verdict {
	const original = signed(provider, form, provider.body);
	const { header } = provider.definition.signature;
	const body = original.body as Buffer;
	const valid: Valid = {
		provider,
		form,
		header,
		body,
		content: Buffer.from(JSON.stringify(provider.body)),
		signature: original.headers[header] as string,
	};
	const headers = mutation.headers?.(valid) ?? {
		[header]: mutation.header === undefined ? valid.signature : mutation.header(valid),
	};
	return verifyDelivery(
		provider.definition,
		{ headers, body: mutation.body?.(valid) ?? body },
		expectations(mutation.expectations),
	);
}

describe.each(providerForms)('a delivery of $name', (row) => {
	it('is accepted as it is', () => {
		expect(examine(row, { name: 'none', refusal: mismatch }).outcome).toBe('accepted');
	});

	it.each(mutations)('with $name gets the verdict that this deserves', (mutation) => {
		const refusal =
			typeof mutation.refusal === 'function' ? mutation.refusal(row.provider) : mutation.refusal;
		expect(examine(row, mutation)).toMatchObject(
			refusal === null ? { outcome: 'accepted' } : { reason: refusal },
		);
	});

	if (row.provider.definition.signature.optionalPrefix === undefined) {
		it('with a prefix that the provider does not use is malformed', () => {
			const mutation: Mutation = { name: '', header: (valid) => `sha256=${hex(valid)}`, refusal: malformed };
			expect(examine(row, mutation)).toMatchObject({ reason: malformed });
		});
	}
});
