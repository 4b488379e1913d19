import { X509Certificate } from 'node:crypto';

import type { ClaimProblem } from '../shared/delivery/claim';
import { type Delivery, DeliveryReader, single } from '../shared/delivery/delivery';
import type { SigningSecrets } from '../shared/endpoints/signing-secrets';
import { publications, type PublishedContext } from './published';
import type { CertificateRule } from './sender';

/** Where a certificate is, and the names of which it needs one. */
interface CertificateAddress {
	url: string;
	names: readonly string[];
}

/** More are no chain. */
const MAX_CERTIFICATES = 10;

/** Anybody may name any certificate of the host, so the host is asked once in two seconds for those that are not known. */
const certificates = publications(certificatesIn, (address) => new URL(address).host);

/**
 * Reads which certificate a delivery says to be signed by.
 *
 * @returns where it is, or why it is not the sender's: no other address is ever asked
 */
export function certificateAddress(
	{ place, pinned }: CertificateRule,
	delivery: Delivery,
	options: object,
): CertificateAddress | ClaimProblem {
	const url = single(DeliveryReader.of(delivery).valuesAt(place));
	const { address, names = [] } = pinned({ ...options }) ?? {};
	if (url === null) return { reason: 'signature-missing', problem: 'missing', about: place };
	if (address?.test(url)) return { url, names };
	return { reason: 'signature-malformed', problem: 'foreign-key', about: place, found: url };
}

/**
 * @param address one that was checked
 * @returns the source of the certificate's key. It throws where the certificate cannot be had or is not valid.
 */
export function certifiedKeys(context: PublishedContext, { url, names }: CertificateAddress): SigningSecrets {
	return {
		async known() {
			const chain = certificates.kept(url) ?? (await certificates.fetch(context, url));
			const problem = 'is not a valid certificate of the sender';
			const key = certifiedKey(chain, names, Date.now());
			if (key === null) throw new Error(`What ${url} answered ${problem}.`);
			return [key];
		},
		// What an address of a certificate leads to does not change.
		refreshed: async () => await Promise.resolve(null),
	};
}

/**
 * Checks names, dates and, as far as the issuers are given, who issued which. That the first issuer is a known authority is
 * left to TLS: the file comes from the sender's own host.
 *
 * @param chain the certificates of a file, in any order
 * @param names host names
 * @param now epoch milliseconds
 * @returns the key of the certificate with one of the names, as SubjectPublicKeyInfo in base64; null where none is valid
 */
export function certifiedKey(chain: readonly X509Certificate[], names: readonly string[], now: number): string | null {
	const own = chain.find((each) => !each.ca && names.some((name) => each.checkHost(name, { wildcards: false })));
	if (own === undefined) return null;
	const rest = chain.filter((each) => each !== own);
	for (let current = own; ; ) {
		if (!isInForce(current, now)) return null;
		const issuer = rest.find((each) => current.checkIssued(each));
		if (issuer === undefined) break;
		if (!issuer.ca || !current.verify(issuer.publicKey)) return null;
		rest.splice(rest.indexOf(issuer), 1);
		current = issuer;
	}
	return own.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
}

function isInForce({ validFrom, validTo }: X509Certificate, now: number): boolean {
	return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}

const pem = /-----BEGIN CERTIFICATE-----[\w\s+/=]+-----END CERTIFICATE-----/g;

/** @returns the certificates of a file in PEM */
export function certificatesIn(bytes: Buffer, address: string): X509Certificate[] {
	const texts = bytes.toString().match(pem) ?? [];
	try {
		if (texts.length > 0) return texts.slice(0, MAX_CERTIFICATES).map((text) => new X509Certificate(text));
	} catch {
		// It is named below.
	}
	throw new Error(`What ${address} answered is no certificate.`);
}
