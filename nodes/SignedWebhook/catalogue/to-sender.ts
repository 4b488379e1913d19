import type { DeliveryDefinition } from '../../shared/delivery/definition';
import type { SignatureScheme } from '../../shared/delivery/scheme';
import { type JsonObject, toText, valueAt } from '../../shared/util/json';
import { joinedIdentity } from '../body-readers';
import { readFields } from '../fields';
import { readUsualFields } from '../usual-fields';
import { callbackUrlScheme } from '../schemes';
import { factsOf, type Sender } from '../sender';
import type { SenderRow, UnsignedRow } from './row';

/** The name of an event whose sender names none. */
const NOTIFICATION = 'notification';

const UNSIGNED_SECRET =
	'Choose the Webhook Secret yourself: a long random text, in a credential that is used for callback URLs alone. The service never sees it.';

/** @returns the sender that a row describes */
export function toSender(row: SenderRow | UnsignedRow): Sender {
	const {
		value,
		name,
		events,
		entriesField,
		formField,
		jsonFields,
		everyDeliveryIsNew,
		confidence = 'documented',
	} = row;
	return {
		displayName: confidence === 'unconfirmed' ? unconfirmedName(name) : name,
		delivery: {
			provider: value,
			signature: isUnsigned(row) ? callbackUrlScheme : schemeOf(row),
			schemeOf: isUnsigned(row) ? undefined : row.schemeOf,
			eventField: row.eventField ?? 'event',
			events: {},
			openEvents: true,
			eventNames: events,
			// Whatever else such a sender signs on demand could be a delivery.
			anyBody: row.handshakes?.some(({ kind }) => kind === 'keyedEcho') !== true,
			entriesField,
			formField,
			jsonFields,
			everyDeliveryIsNew,
			callbackIsShared: row.callback?.urlPer === 'account',
			read: readerOf(row),
		},
		handshakes: row.handshakes,
		acknowledgement: row.acknowledgement,
		keySets: row.keySets,
		addressees: row.addressees,
		jobIdIsPath: row.jobIdIsPath,
		certificate: row.certificate,
		signedHandshake: row.signedHandshake,
		preselected: ['*'],
		urlPer: row.callback?.urlPer ?? (row.urlPlace === undefined ? undefined : 'account'),
		checksUrl: row.callback?.checksUrl,
		urlPlace: row.urlPlace ?? (isUnsigned(row) ? unsignedUrl(row) : urlPlaceOf(row)),
		secretPlace: row.secretPlace ?? (isUnsigned(row) ? UNSIGNED_SECRET : `Enter the signing secret of ${name}.`),
		retries: row.retries ?? '',
		mayNotRepeat: row.mayNotRepeat,
		confidence,
		source: row.source,
	};
}

function urlPlaceOf({ name, callback: { urlPer, urlParameter } = { urlPer: 'account' } }: SenderRow): string {
	const service = name.replace(/ \(.*\)$/, '');
	const place = urlParameter === undefined ? '' : ` (${urlParameter})`;
	return urlPer === 'request'
		? `Give the URL to ${service} with each request${place}.`
		: `Enter the Production URL in the webhook settings of ${service}${place}.`;
}

/** The list of senders says which are unconfirmed, as it says which send a mere token. */
function unconfirmedName(name: string): string {
	return name.endsWith(')') ? `${name.slice(0, -1)}, Unconfirmed)` : `${name} (Unconfirmed)`;
}

/** What proves a delivery of a service that signs nothing is the URL that it calls. */
function unsignedUrl({ callback: { urlPer, urlParameter } }: UnsignedRow): string {
	const place = urlParameter === undefined ? '' : ` (${urlParameter})`;
	if (urlPer === 'account') {
		return `Make one URL with Create Callback URL of the Signed Webhook node, from the Production URL of the trigger and with a long Valid For, and register it at the service${place}.`;
	}
	return `Make a URL for each job with Create Callback URL of the Signed Webhook node, from the Production URL of the trigger or the resume URL of the execution, and give it to the service with the request${place}.`;
}

function isUnsigned(row: SenderRow | UnsignedRow): row is UnsignedRow {
	return !('signature' in row);
}

function schemeOf({ signature }: SenderRow): SignatureScheme {
	return {
		algorithm: 'hmacSha256',
		keyEncodings: ['utf8'],
		format: { kind: 'plain' },
		encoding: 'hex',
		...signature,
	};
}

function readerOf(row: SenderRow | UnsignedRow): DeliveryDefinition['read'] {
	const { eventField, events = [], idField = [], timeField, fields, callback } = row;
	// Services that sign nothing rarely name an event: what they call for is the status.
	const isNamed = (event: string) => eventField !== undefined && !(isUnsigned(row) && event === 'unknown');
	const idFields = [idField].flat();
	const read = isUnsigned(row) ? readUsualFields : readFields;
	return (body, event, signed) => {
		const parts = idFields.map((field) => idPart(body, field, signed.header));
		const name = isNamed(event)
			? event
			: (events.find((each) => Object.hasOwn(body, each)) ?? only(events) ?? NOTIFICATION);
		return factsOf({
			identity: parts.length === 0 ? null : joinedIdentity(...parts),
			...read(body, name, { timeField, ...fields }, callback?.severalCallbacks !== undefined),
			...(!isNamed(event) && { event: name }),
		});
	};
}

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);

function idPart(body: JsonObject, field: string, header: (name: string) => string | null): string | null {
	return field.startsWith('header:') ? header(field.slice('header:'.length)) : toText(valueAt(body, field));
}
