import { createHmac } from 'node:crypto';

import type { DeliveryOverrides } from '../simulator/index.mts';

/** One way to spoil an authentic delivery. None of them may ever be accepted, by any provider's node. */
interface Mutation {
	name: string;
	/** @param secret the secret that the authentic delivery is signed with */
	overrides: (secret: string) => DeliveryOverrides;
}

/** Changes the character that is so many before the end. */
const change = (text: string, fromEnd: number): string => {
	const at = text.length - fromEnd;
	return text.slice(0, at) + (text[at] === '1' ? '0' : '1') + text.slice(at + 1);
};

const otherAlgorithm = (algorithm: string) => (secret: string) => ({
	signature: () => createHmac(algorithm, secret).update('{}').digest('hex'),
});

const changedCharacters: Mutation[] = [40, 21, 5].map((fromEnd) => ({
	name: `the signature with its character ${fromEnd} before the end changed`,
	overrides: () => ({ signature: (authentic) => change(authentic, fromEnd) }),
}));

/** Deliveries that were authentic until one thing was changed. */
export const mutations: Mutation[] = [
	{ name: 'no signature', overrides: () => ({ signature: null }) },
	{ name: 'an empty list of signatures', overrides: () => ({ signature: () => [] }) },
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
	{ name: 'a signature in reverse', overrides: () => ({ signature: (authentic) => [...authentic].reverse().join('') }) },
	{ name: 'a space inside the signature', overrides: () => ({ signature: (authentic) => `${authentic.slice(0, -9)} ${authentic.slice(-9)}` }) },
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
	...changedCharacters,
];
