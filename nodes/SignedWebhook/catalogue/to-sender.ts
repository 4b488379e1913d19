import type { DeliveryDefinition } from '../../shared/delivery/definition';
import { type JsonObject, toText, valueAt } from '../../shared/util/json';
import { joinedIdentity } from '../body-readers';
import { readFields } from '../fields';
import { factsOf, type Sender } from '../sender';
import type { SenderRow } from './row';

/** The name of an event whose sender names none. */
const NOTIFICATION = 'notification';

/** @returns the sender that a row describes */
export function toSender(row: SenderRow): Sender {
	const {
		value,
		name,
		signature,
		events,
		entriesField,
		formField,
		everyDeliveryIsNew,
		confidence = 'documented',
	} = row;
	return {
		displayName: confidence === 'unconfirmed' ? unconfirmedName(name) : name,
		delivery: {
			provider: value,
			signature: {
				algorithm: 'hmacSha256',
				keyEncodings: ['utf8'],
				format: { kind: 'plain' },
				encoding: 'hex',
				...signature,
			},
			eventField: row.eventField ?? 'event',
			events: {},
			openEvents: true,
			eventNames: events,
			// Whatever else such a sender signs on demand could be a delivery.
			anyBody: row.handshakes?.some(({ kind }) => kind === 'keyedEcho') !== true,
			entriesField,
			formField,
			everyDeliveryIsNew,
			read: readerOf(row),
		},
		handshakes: row.handshakes,
		acknowledgement: row.acknowledgement,
		preselected: ['*'],
		urlPlace: row.urlPlace ?? urlPlaceOf(row),
		secretPlace: row.secretPlace ?? `Enter the signing secret of ${name}.`,
		retries: row.retries ?? '',
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

function readerOf({
	eventField,
	events = [],
	idField = [],
	timeField,
	fields,
	callback,
}: SenderRow): DeliveryDefinition['read'] {
	const idFields = [idField].flat();
	return (body, event, signed) => {
		const parts = idFields.map((field) => idPart(body, field, signed.header));
		const name = eventField === undefined ? (events.find((each) => Object.hasOwn(body, each)) ?? NOTIFICATION) : event;
		return factsOf({
			identity: parts.length === 0 ? null : joinedIdentity(...parts),
			...readFields(body, name, { timeField, ...fields }, callback?.severalCallbacks !== undefined),
			...(eventField === undefined && { event: name }),
		});
	};
}

function idPart(body: JsonObject, field: string, header: (name: string) => string | null): string | null {
	return field.startsWith('header:') ? header(field.slice('header:'.length)) : toText(valueAt(body, field));
}
