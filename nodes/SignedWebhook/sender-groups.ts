import type { SignatureScheme } from '../shared/delivery/scheme';
import { parseTemplate } from '../shared/delivery/template';
import { signsAddress } from '../shared/trigger/scheme-needs';
import { CUSTOM } from './chosen-sender';
import { knownSenders, provingSenders } from './known-senders';
import { type Addressee, publishesKeys, type Sender, tellsItsSecret } from './sender';

/** @returns the value of the `sender` parameter */
export function valueOf({ delivery }: Sender): string {
	return delivery.provider;
}

/** The senders whose deliveries the trigger verifies with the secret of a credential. */
export const sendersWithSecret: readonly string[] = [
	...knownSenders.filter((sender) => !publishesKeys(sender) && !tellsItsSecret(sender)).map(valueOf),
	CUSTOM,
];

/** The senders that publish their keys. */
export const sendersWithPublishedKeys: readonly string[] = knownSenders.filter(publishesKeys).map(valueOf);

/** The senders that publish their keys at a URL. */
export const sendersWithKeySet: readonly string[] = knownSenders
	.filter(({ keySets }) => keySets !== undefined)
	.map(valueOf);

/** The senders that may sign the address. */
export const sendersWithSignedAddress: readonly string[] = knownSenders
	.filter(({ delivery }) => signsAddress(delivery.signature))
	.map(valueOf);

/** @returns the senders whose customers an option tells apart */
export function sendersWithAddressee(name: Addressee['option']): string[] {
	return knownSenders.filter(({ addressees = [] }) => addressees.some(({ option }) => option === name)).map(valueOf);
}

/** @returns the senders that can call an execution which waits, those that cannot, or those of which nobody says so (null) */
export function sendersThatCall(waiting: boolean | null): string[] {
	const values = knownSenders.filter((sender) => callsWaiting(sender) === waiting).map(valueOf);
	return waiting === null ? [...values, CUSTOM] : values;
}

function callsWaiting({ urlPer, checksUrl }: Sender): boolean | null {
	return urlPer === undefined ? null : urlPer === 'request' && checksUrl !== true;
}

/** The senders that may sign the address or the method, or have a value in the query. */
export const sendersWithAddress: readonly string[] = [
	...knownSenders.filter(({ delivery }) => needsAddress(delivery.signature)).map(valueOf),
	CUSTOM,
];

/** The services that sign nothing. */
export const sendersWithCallbackUrl: readonly string[] = knownSenders
	.filter((sender) => !provingSenders.includes(sender))
	.map(valueOf);

function needsAddress({ content = '', places, format }: SignatureScheme): boolean {
	if (format.kind === 'callbackUrl') return false;
	const kinds = parseTemplate(content).map(({ kind }) => kind);
	return (
		(format.kind === 'jwt' && format.urlClaim !== undefined) ||
		places.some((place) => place.startsWith('query:')) ||
		kinds.some((kind) => ['url', 'path', 'method', 'query', 'form'].includes(kind))
	);
}
