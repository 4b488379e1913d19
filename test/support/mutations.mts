import { createHmac } from 'node:crypto';

import type { DeliveryOverrides } from '../simulator/index.mts';

/** @param overrides what is changed, from the secret that the authentic delivery is signed with */
const mutation = (name: string, overrides: (secret: string) => DeliveryOverrides) => ({ name, overrides });

const signature = (name: string, value: DeliveryOverrides['signature']) => mutation(name, () => ({ signature: value }));

const body = (name: string, tamper: (text: string) => string) =>
	mutation(name, () => ({ tamper: (bytes) => Buffer.from(tamper(bytes.toString())) }));

const changedCharacter = (fromEnd: number) =>
	signature(`the signature with its character ${fromEnd} before the end changed`, (authentic) => {
		const at = authentic.length - fromEnd;
		return authentic.slice(0, at) + (authentic[at] === '1' ? '0' : '1') + authentic.slice(at + 1);
	});

const otherAlgorithm = (algorithm: string) =>
	mutation(`a ${algorithm} signature`, (secret) => ({
		signature: () => createHmac(algorithm, secret).update('{}').digest('hex'),
	}));

/** Deliveries that were authentic until one thing was changed. None may ever be accepted, by any provider's node. */
export const mutations = [
	signature('no signature', null),
	signature('an empty list of signatures', () => []),
	signature('an empty signature', ''),
	mutation('another secret', () => ({ secret: 'not-the-secret' })),
	mutation('the secret with a letter more', (secret) => ({ secret: `${secret}X` })),
	signature('half a signature', (authentic) => authentic.slice(0, 32)),
	signature('a longer signature', (authentic) => `${authentic}00`),
	signature('a list of half signatures', (authentic) => `${authentic.slice(0, 32)},${authentic.slice(32)}`),
	signature('a base64 signature', (authentic) => Buffer.from(authentic, 'hex').toString('base64')),
	signature('a signature in reverse', (authentic) => [...authentic].reverse().join('')),
	signature('a space inside the signature', (authentic) => `${authentic.slice(0, -9)} ${authentic.slice(-9)}`),
	otherAlgorithm('sha1'),
	otherAlgorithm('sha512'),
	signature('a prefix of another algorithm', (authentic) => `sha512=${authentic}`),
	body('a body with a field more', (text) => text.replace('{', '{"more":1,')),
	body('a body with one letter changed', (text) => text.replace('_', '-')),
	body('another body', () => '{"event":"image.generated"}'),
	body('no body', () => ''),
	...[40, 21, 5].map(changedCharacter),
];
