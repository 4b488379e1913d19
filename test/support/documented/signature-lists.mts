import { bodyOf, post, withHeader } from './requests.mts';
import type { DeliveryOptions, DocumentedSender, SignedRequest } from './row.mts';
import { hmac } from './signing.mts';

/** The secret that is about to be replaced; the receiver no longer knows it. */
const OLD_SECRET = 'the-secret-before-the-rotation';

const cronofyHeader = 'Cronofy-HMAC-SHA256';

/** The field `notification.type` is from memory. */
const cronofy: DocumentedSender = {
	name: 'Cronofy',
	settings: {
		signatureHeader: cronofyHeader,
		signatureEncoding: 'base64',
		tolerance: 0,
		eventField: 'notification.type',
	},
	secret: 'cronofy-client-secret-1',
	otherSecret: 'cronofy-client-secret-2',
	deliver(options) {
		const { url, secret = cronofy.secret } = options;
		const body = bodyOf(
			options,
			'{"notification":{"type":"change"},"channel":{"channel_id":"chn_54cf7c7cb4ad4c1027000001"}}',
		);
		return post(url, 'json', body, { [cronofyHeader]: hmac('sha256', secret, 'base64', body) });
	},
	expected: { event: 'change', id: 'digest', verifiedBy: 'signature' },
};

const cronofyTwo: DocumentedSender = {
	...cronofy,
	name: 'Cronofy (two secrets)',
	deliver: (options) => {
		const request = cronofy.deliver(options);
		return withHeader(
			request,
			cronofyHeader,
			(value) => `${hmac('sha256', OLD_SECRET, 'base64', request.body)},${value}`,
		);
	},
	spoiled: {
		'the signature of the old secret alone': (request) =>
			withHeader(request, cronofyHeader, (value) => value.split(',')[0]!),
	},
};

const mollieHeader = 'X-Mollie-Signature';

/** The fields `type` and `id` are from memory. */
const mollie: DocumentedSender = {
	name: 'Mollie (next generation)',
	settings: {
		signatureHeader: mollieHeader,
		signaturePrefix: 'sha256=',
		tolerance: 0,
		eventField: 'type',
		idField: 'id',
	},
	secret: 'mollie-signing-secret-1',
	otherSecret: 'mollie-signing-secret-2',
	deliver(options) {
		const { url, id = 'event_GvJ8WHrp5isUdRub9CJyH', secret = mollie.secret } = options;
		const body = bodyOf(
			options,
			`{"resource":"event","id":"${id}","type":"payment-link.paid","entityId":"pl_qng5gbbv8NAZ5gpM5ZYgx"}`,
		);
		return post(url, 'json', body, { [mollieHeader]: `sha256=${hmac('sha256', secret, 'hex', body)}` });
	},
	expected: { event: 'payment-link.paid', id: 'event_GvJ8WHrp5isUdRub9CJyH', verifiedBy: 'signature' },
};

/** For 24 hours after a change of the secret the header comes twice; Node.js joins such headers with a comma. */
const mollieTwo: DocumentedSender = {
	...mollie,
	name: 'Mollie (next generation, two secrets)',
	deliver: (options) => {
		const request = mollie.deliver(options);
		return withHeader(
			request,
			mollieHeader,
			(value) => `sha256=${hmac('sha256', OLD_SECRET, 'hex', request.body)}, ${value}`,
		);
	},
	spoiled: {
		'the signature of the old secret alone': (request) =>
			withHeader(request, mollieHeader, (value) => value.split(', ')[0]!),
	},
};

const personaHeader = 'Persona-Signature';

const personaGroup = (secret: string, time: number, body: Buffer) =>
	`t=${time},v1=${hmac('sha256', secret, 'hex', String(time), '.', body)}`;

const deliverPersona = (options: DeliveryOptions, groups: (time: number, body: Buffer) => string[]): SignedRequest => {
	const id = options.id ?? 'evt_XGuGbzRJ1cYqf9JbP7wvNhZ4';
	const attributes = { name: 'inquiry.completed', 'created-at': new Date(options.now).toISOString() };
	const body = bodyOf(options, JSON.stringify({ data: { type: 'event', id, attributes } }));
	return post(options.url, 'json', body, {
		[personaHeader]: groups(Math.floor(options.now / 1000), body).join(' '),
	});
};

/** Returns the request with the header that the function makes of an old, authentic group and the time now. */
const withOldGroup = (request: SignedRequest, change: (old: string, time: number) => string): SignedRequest =>
	withHeader(request, personaHeader, (value) => {
		const time = Number(/t=(\d+)/.exec(value)![1]);
		return change(personaGroup(persona.secret, time - 3600, request.body), time);
	});

const NO_SIGNATURE = `v1=${'0'.repeat(64)}`;

const personaSpoiled: DocumentedSender['spoiled'] = {
	'an old group, then the time now': (request) =>
		withOldGroup(request, (old, time) => `${old} t=${time},${NO_SIGNATURE}`),
	'the time now, then an old group': (request) =>
		withOldGroup(request, (old, time) => `t=${time},${NO_SIGNATURE} ${old}`),
	'the time now before the time of an old group': (request) => withOldGroup(request, (old, time) => `t=${time},${old}`),
	'the time now after the time of an old group': (request) =>
		withOldGroup(request, (old, time) => old.replace(',', `,t=${time},`)),
};

/** The field `data.id` is from memory. */
const persona: DocumentedSender = {
	name: 'Persona',
	settings: {
		signatureHeader: personaHeader,
		signatureFormat: 'pairs',
		signatureKey: 'v1',
		timestampKey: 't',
		signedContent: '{timestamp}.{body}',
		eventField: 'data.attributes.name',
		idField: 'data.id',
	},
	secret: 'wbhsec_3f1a2b3c-0000-4000-8000-000000000001',
	otherSecret: 'wbhsec_3f1a2b3c-0000-4000-8000-000000000002',
	deliver: (options) =>
		deliverPersona(options, (time, body) => [personaGroup(options.secret ?? persona.secret, time, body)]),
	expected: { event: 'inquiry.completed', id: 'evt_XGuGbzRJ1cYqf9JbP7wvNhZ4', verifiedBy: 'signature' },
	spoiled: personaSpoiled,
};

/** While a secret rotates, a group for each secret, separated by a blank. */
const personaTwo: DocumentedSender = {
	...persona,
	name: 'Persona (two secrets)',
	deliver: (options) =>
		deliverPersona(options, (time, body) => [
			personaGroup(OLD_SECRET, time, body),
			personaGroup(options.secret ?? persona.secret, time, body),
		]),
};

/** Senders that send several signatures while a secret is being rotated. */
export const sendersOfSeveralSignatures: DocumentedSender[] = [
	cronofy,
	cronofyTwo,
	mollie,
	mollieTwo,
	persona,
	personaTwo,
];
