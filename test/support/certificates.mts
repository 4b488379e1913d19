/** Certificates as authorities make them (RFC 5280), written by hand: Node.js reads certificates and makes none. */
import { type KeyObject, randomBytes, sign } from 'node:crypto';

import { keyPair } from './documented/keys.mts';

const der = (tag: number, ...contents: Buffer[]): Buffer => {
	const content = Buffer.concat(contents);
	const { length } = content;
	const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...contents: Buffer[]) => der(0x30, ...contents);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const time = (at: number) => der(0x18, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')}`));
/** A common name. */
const nameOf = (text: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))));
const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x01, Buffer.from([0xff])), der(0x04, value));
const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), der(0x05));

/** A certificate with the private key that belongs to it. */
export interface Certified {
	pem: string;
	privateKey: KeyObject;
	/** The common name. */
	subject: string;
}

/** How a certificate deviates from one that is in force today. */
interface Deviations {
	/** Who issues it; itself unless given. */
	issuer?: Certified;
	isAuthority?: boolean;
	from?: number;
	to?: number;
	/** Signs in the issuer's place. */
	signedBy?: KeyObject;
}

const YEAR = 365 * 86_400_000;

/**
 * Makes a certificate for a new RSA key.
 *
 * @param subject the common name
 */
export function certificate(subject: string, deviations: Deviations = {}): Certified {
	const { issuer, isAuthority = false, from = Date.now() - YEAR, to = Date.now() + YEAR, signedBy } = deviations;
	const { privateKey, publicKey } = keyPair('rsa');
	const constraints = sequence(...(isAuthority ? [der(0x01, Buffer.from([0xff]))] : []));
	const content = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
		SHA256_WITH_RSA,
		nameOf(issuer?.subject ?? subject),
		sequence(time(from), time(to)),
		nameOf(subject),
		publicKey.export({ format: 'der', type: 'spki' }),
		der(0xa3, sequence(extension('551d13', constraints))),
	);
	const signature = sign('sha256', content, signedBy ?? issuer?.privateKey ?? privateKey);
	const whole = sequence(content, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
	const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
	const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
	return { pem, privateKey, subject };
}
