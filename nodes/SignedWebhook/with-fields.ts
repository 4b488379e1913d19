import { catalogue } from './catalogue';
import { toSender } from './catalogue/to-sender';
import { unsignedServices } from './catalogue/unsigned';
import { type BodyFields, readFields } from './fields';
import type { Sender } from './sender';

const rows = [...catalogue, ...unsignedServices];

/**
 * Lets the user say where a body says what, where a sender has it in other places than the node knows.
 *
 * @param fields the collection of the node's parameters; empty ones count as not given
 */
export function withFields(sender: Sender, fields: BodyFields): Sender {
	const given: BodyFields = Object.fromEntries(Object.entries(fields).filter(([, text]) => String(text).trim() !== ''));
	if (Object.keys(given).length === 0) return sender;
	const row = rows.find(({ value }) => value === sender.delivery.provider);
	const { entriesField = sender.delivery.entriesField } = given;
	return row === undefined
		? overridden(sender, given)
		: toSender({ ...row, entriesField, fields: { ...row.fields, ...given } });
}

/** Replaces the facts for which a field is given, and no others. */
function overridden(sender: Sender, given: BodyFields): Sender {
	const { delivery } = sender;
	return {
		...sender,
		delivery: {
			...delivery,
			entriesField: given.entriesField ?? delivery.entriesField,
			read(body, event, signed) {
				const own = delivery.read(body, event, signed);
				const read = readFields(body, event, given);
				const saysStatus = given.statusField ?? given.completedValues ?? given.failedValues;
				return {
					...own,
					...(given.jobIdField && { jobId: read.jobId }),
					...(saysStatus && { status: read.status, error: read.error }),
					...(given.errorField && { error: read.error }),
					...(given.resultFields && { results: read.results }),
					...(given.timeField && { time: read.time }),
				};
			},
		},
	};
}
