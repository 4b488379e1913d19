import { NodeOperationError } from 'n8n-workflow';

import type { DeliveryDefinition } from '../shared/delivery/definition';
import { parameterOf } from '../shared/n8n/parameter';
import type { DefinitionContext, VerifiedDelivery } from '../shared/trigger/definition';
import type { SampleValues } from '../shared/test-events/sample';
import { toArray, toObject, toText, valueAt } from '../shared/util/json';
import type { Addressee, Sender } from './sender';

/** The options as the editor calls them. */
const NAMES: Readonly<Record<Addressee['option'], string>> = {
	userId: 'User ID',
	audience: 'Audience',
	topicArn: 'Topic ARN',
	webhookId: 'Webhook ID',
};

/** What a refused delivery is signed for. */
const OTHERS: Readonly<Record<Addressee['option'], string>> = {
	userId: 'another user',
	audience: 'another audience',
	topicArn: 'another topic',
	webhookId: 'another webhook',
};

type Options = Readonly<Record<string, unknown>>;

/** What the user entered; empty where nothing, or where an expression returns nothing. */
function valueOf(option: string, options: Options): string {
	return toText(options[option])?.trim() ?? '';
}

/**
 * Without the value that says for whom a delivery is signed, any customer of the sender can have one signed.
 *
 * @returns a warning where the sender is received without one all the same, or null
 * @throws NodeOperationError where it is not, or where the options do not say where the keys are
 */
export function requireAddressees(context: DefinitionContext, sender: Sender, itemIndex?: number): string | null {
	const { addressees = [], displayName, keySets, certificate } = sender;
	const options = toObject(parameterOf(context, 'options', {}, itemIndex));
	const fail = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description, itemIndex });
	if (keySets?.length === 0 && valueOf('keySetUrl', options) === '') {
		throw fail(
			`${displayName} has a key set for each customer`,
			'Add the option Key Set URL, and enter where yours is.',
		);
	}
	if (certificate !== undefined && addressees.length > 0 && certificate.pinned(options) === null) {
		throw fail(`The options do not say which certificates of ${displayName} count`, sentenceOf(addressees));
	}
	const missing = addressees.filter(({ option }) => valueOf(option, options) === '');
	if (missing.length === 0) return null;
	const why = `${displayName} signs with the same keys for all its customers, so that any of them can have a delivery signed`;
	if (missing.every(({ isOptional }) => isOptional)) return `${why}. ${sentenceOf(missing)}`;
	throw fail(why, sentenceOf(missing));
}

/** @returns the options that say for whom a delivery is signed, as the editor calls them */
export function namesOf(addressees: readonly Addressee[] = []): string {
	return addressees.map(({ option }) => NAMES[option]).join(' and ');
}

function sentenceOf(addressees: readonly Addressee[]): string {
	return `Fill in ${namesOf(addressees)} in the options, to accept only what is signed for you.`;
}

/**
 * @param options as they are evaluated
 * @returns why an authentic delivery is not meant for this user, or null where it is. If an expression returns nothing, all
 *   deliveries are refused, rather than those of any customer accepted.
 */
export function refusalOf(
	context: DefinitionContext,
	{ addressees = [] }: Sender,
	delivery: VerifiedDelivery,
	options: Options,
): string | null {
	const entered = toObject(context.getNode().parameters.options);
	for (const { option, place, isOptional } of addressees) {
		if (isOptional && (entered[option] ?? '') === '') continue;
		const own = valueOf(option, options);
		const isMeant = own !== '' && (place === 'content' || valuesAt(place, delivery).includes(own));
		if (!isMeant) return `it is signed for ${OTHERS[option]}`;
	}
	return null;
}

/** A token may name several audiences (RFC 7519, section 4.1.3). */
function valuesAt(place: string, { event, signedHeader, claim }: VerifiedDelivery): unknown[] {
	if (place.startsWith('claim:')) return toArray(claim(place.slice('claim:'.length)));
	if (place.startsWith('body:')) return [valueAt(event.body, place.slice('body:'.length))];
	return [signedHeader(place)];
}

/** @returns what a sample has to say to be meant for this user */
export function sampleValuesOf({ addressees = [] }: Sender, options: Options): SampleValues {
	const at = (kind: 'claim' | 'body' | undefined) =>
		Object.fromEntries(
			addressees.flatMap((addressee): Array<[string, string]> => {
				const [, prefix, name] = /^(?:(claim|body):)?(.*)$/s.exec(addressee.place) ?? [];
				const value = valueOf(addressee.option, options);
				return prefix === kind && addressee.place !== 'content' && value !== '' ? [[name, value]] : [];
			}),
		);
	return { headers: at(undefined), claims: at('claim'), fields: at('body') };
}

/** @returns the sender's deliveries, with the values of the options that are part of what is signed */
export function deliveryFor({ delivery, addressees = [] }: Sender, options: Options): DeliveryDefinition {
	const parts = addressees.filter(({ place }) => place === 'content');
	if (parts.length === 0) return delivery;
	let { content = '' } = delivery.signature;
	for (const part of parts) {
		const value = valueOf(part.option, options);
		// A text with braces could stand for something else. What stays a placeholder is never signed.
		if (/^[\w.:-]+$/.test(value)) content = content.replace(`{${part.option}}`, value);
	}
	return { ...delivery, signature: { ...delivery.signature, content } };
}
