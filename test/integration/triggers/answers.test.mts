import { gzipSync } from 'node:zlib';

import type { JsonObject, SignatureVariant } from '../../simulator/index.mts';
import { mutations } from '../../support/mutations.mts';
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, type ListeningTrigger } from './support/open-trigger.mts';
import { type Provider, providers } from './support/providers.mts';

afterEach(closeHosts);

const forms = providers.flatMap((provider) =>
	provider.variants.map((variant): [string, Provider, SignatureVariant] => [
		`${provider.name}, ${variant.prefix}hex over the ${variant.bytes} body`,
		provider,
		variant,
	]),
);

const items = ({ host }: ListeningTrigger) =>
	host.executions.flatMap((execution) => ('items' in execution ? execution.items : []));

describe.each(forms)('%s', (_, provider, variant) => {
	const send = async (trigger: ListeningTrigger, body: JsonObject | string, overrides = {}) =>
		await deliver(trigger, { body, variant, ...overrides });

	it('acknowledges an authentic event and stores one execution', async () => {
		const trigger = await listen(provider);
		const body = provider.sample();
		expect(await send(trigger, body)).toMatchObject(answers.received);
		expect(items(trigger)).toMatchObject([{ json: { provider: provider.name, event: provider.event, body } }]);
	});

	it('accepts a signature in upper-case hex', async () => {
		const trigger = await listen(provider);
		const signature = (authentic: string) => variant.prefix + authentic.slice(variant.prefix.length).toUpperCase();
		expect(await send(trigger, provider.sample(), { signature })).toMatchObject(answers.received);
	});

	it('acknowledges a redelivery without an execution of its own', async () => {
		const trigger = await listen(provider);
		const body = provider.sample();
		await send(trigger, body);
		expect(await send(trigger, body)).toMatchObject(answers.duplicate);
		expect(trigger.host.executions).toHaveLength(1);
	});

	it('acknowledges an event that nobody subscribed to without an execution', async () => {
		const trigger = await listen(provider, { events: ['something.else'] });
		expect(await send(trigger, provider.sample())).toMatchObject(answers.ignored);
		expect(trigger.host.executions).toEqual([]);
	});

	it('refuses a body that was changed after it was signed', async () => {
		const trigger = await listen(provider);
		const tamper = (bytes: Buffer) => Buffer.from(bytes.toString().replace('{', '{"more":1,'));
		expect(await send(trigger, provider.sample(), { tamper })).toMatchObject(answers.unauthorized);
		expect(trigger.host.executions).toEqual([]);
	});

	it('refuses the signature of another secret', async () => {
		const trigger = await listen(provider);
		expect(await send(trigger, provider.sample(), { secret: 'another secret' })).toMatchObject(answers.unauthorized);
		expect(trigger.host.executions).toEqual([]);
	});
});

describe.each(providers)('a delivery to the $name trigger', (provider) => {
	it.each(mutations)('with $name is refused without an execution', async ({ overrides }) => {
		const trigger = await listen(provider);
		expect(await deliver(trigger, overrides(trigger.credential.secret))).toMatchObject(answers.unauthorized);
		expect(trigger.host.executions).toEqual([]);
	});

	it.each(['[1]', '1', 'null', '"text"', 'true'])('that is authentic but %s is a bad request', async (body) => {
		const trigger = await listen(provider);
		expect(await deliver(trigger, { body })).toMatchObject(answers.invalid);
		expect(trigger.host.executions).toEqual([]);
	});

	it('that is authentic but not UTF-8 is a bad request', async () => {
		const trigger = await listen(provider);
		const body = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]);
		expect(await deliver(trigger, { body })).toMatchObject(answers.invalid);
	});

	it('that is authentic but not JSON, and does not claim to be, is a bad request', async () => {
		const trigger = await listen(provider);
		const headers = { 'content-type': 'text/plain' };
		expect(await deliver(trigger, { body: 'hello', headers })).toMatchObject(answers.invalid);
	});

	it('that claims to be JSON and is not never reaches the node', async () => {
		const trigger = await listen(provider);
		expect(await deliver(trigger, { body: '{"half":' })).toMatchObject({ status: 422 });
		expect(trigger.host.executions).toEqual([]);
	});

	it.each(['application/octet-stream', 'application/vnd.events+json', 'text/plain'])(
		'is received although its content type is %s',
		async (type) => {
			const trigger = await listen(provider);
			expect(await deliver(trigger, { headers: { 'content-type': type } })).toMatchObject(answers.received);
		},
	);

	it('is received without any content type', async () => {
		const trigger = await listen(provider);
		expect(await deliver(trigger, { headers: { 'content-type': '' } })).toMatchObject(answers.received);
	});

	it.each(['application/json', 'application/octet-stream'])(
		'is received compressed as %s, its signature over what was compressed',
		async (type) => {
			const trigger = await listen(provider);
			const headers = { 'content-type': type, 'content-encoding': 'gzip' };
			expect(await deliver(trigger, { headers, tamper: gzipSync })).toMatchObject(answers.received);
		},
	);

	it('of an unknown event is received where any event is subscribed to', async () => {
		const trigger = await listen(provider);
		const body = { ...provider.sample(), [provider.eventField]: 'brand.new' };
		expect(await deliver(trigger, { body })).toMatchObject(answers.received);
		expect(items(trigger)).toMatchObject([{ json: { event: 'brand.new', status: 'info' } }]);
	});

	it('of an unknown event is ignored where only known ones are subscribed to', async () => {
		const trigger = await listen(provider, { events: [provider.event] });
		const body = { ...provider.sample(), [provider.eventField]: 'brand.new' };
		expect(await deliver(trigger, { body })).toMatchObject(answers.ignored);
	});

	it('of an event that is subscribed to by name is received', async () => {
		const trigger = await listen(provider, { events: [provider.event] });
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});

	it('that is an empty object is received as an event of no known name', async () => {
		const trigger = await listen(provider);
		expect(await deliver(trigger, { body: '{}' })).toMatchObject(answers.received);
		expect(items(trigger)).toMatchObject([{ json: { event: 'unknown', body: {} } }]);
	});
});
