import { createHmac } from 'node:crypto';

import type { DeliveryOverrides } from '../simulator/index.mts';

/** One way to spoil an authentic delivery. None of them may ever be accepted, by any provider's node. */
interface Mutation {
	name: string;
	/** @param secret the secret that the authentic delivery is signed with */
	overrides: (secret: string) => DeliveryOverrides;
}

const flip = (text: string, at: number): string => {
	const digit = (Number.parseInt(text[at], 16) ^ 1).toString(16);
	return text.slice(0, at) + digit + text.slice(at + 1);
};

const otherAlgorithm = (algorithm: string) => (secret: string) => ({
	signature: () => createHmac(algorithm, secret).update('{}').digest('hex'),
});

const flippedBits: Mutation[] = [0, 17, 40, 63].map((at) => ({
	name: `digit ${at} of the signature changed`,
	overrides: () => ({ signature: (authentic) => flip(authentic, authentic.length - 64 + at) }),
}));

/** Deliveries that were authentic until one thing was changed. */
export const mutations: Mutation[] = [
	{ name: 'no signature', overrides: () => ({ signature: null }) },
	{ name: 'an empty signature', overrides: () => ({ signature: '' }) },
	{ name: 'another secret', overrides: () => ({ secret: 'not-the-secret' }) },
	{ name: 'the secret with a letter more', overrides: (secret) => ({ secret: `${secret}X` }) },
	{ name: 'half a signature', overrides: () => ({ signature: (authentic) => authentic.slice(0, 32) }) },
	{ name: 'a longer signature', overrides: () => ({ signature: (authentic) => `${authentic}00` }) },
	{ name: 'the signature twice', overrides: () => ({ signature: (authentic) => [authentic, authentic] }) },
	{ name: 'a list of signatures', overrides: () => ({ signature: (authentic) => `${authentic},${authentic}` }) },
	{
		name: 'a base64 signature',
		overrides: () => ({ signature: (authentic) => Buffer.from(authentic, 'hex').toString('base64') }),
	},
	{ name: 'a sha1 signature', overrides: otherAlgorithm('sha1') },
	{ name: 'a sha512 signature', overrides: otherAlgorithm('sha512') },
	{ name: 'a prefix of another algorithm', overrides: () => ({ signature: (authentic) => `sha512=${authentic}` }) },
	{
		name: 'a body with a field more',
		overrides: () => ({ tamper: (bytes) => Buffer.from(bytes.toString().replace('{', '{"more":1,')) }),
	},
	{
		name: 'a body with one letter changed',
		overrides: () => ({ tamper: (bytes) => Buffer.from(bytes.toString().replace('_', '-')) }),
	},
	{ name: 'another body', overrides: () => ({ tamper: () => Buffer.from('{"event":"image.generated"}') }) },
	{ name: 'no body', overrides: () => ({ tamper: () => Buffer.alloc(0) }) },
	...flippedBits,
];
