import type {
	IAuthenticateGeneric,
	ICredentialType,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';

import { ListingRvaApi } from '../../../credentials/ListingRvaApi.credentials.ts';
import { VigthoriaApi } from '../../../credentials/VigthoriaApi.credentials.ts';
import { VirtualStagingAiApi } from '../../../credentials/VirtualStagingAiApi.credentials.ts';
import { LISTING_RVA_EVENTS, VIGTHORIA_EVENTS, VIRTUAL_STAGING_AI_EVENTS } from '../../simulator/index.mts';
import { catchUpTriggers } from './support/catch-up.mts';
import { type Provider, providers } from './support/providers.mts';

const documentedEvents = {
	listingRva: LISTING_RVA_EVENTS,
	virtualStagingAi: VIRTUAL_STAGING_AI_EVENTS,
	vigthoria: VIGTHORIA_EVENTS,
};

const parameter = ({ trigger }: Provider, name: string): INodeProperties => {
	const found = trigger.description.properties.find((property) => property.name === name);
	if (found === undefined) throw new Error(`No parameter ${name}`);
	return found;
};

describe.each(providers)('the description of the $name trigger', (provider) => {
	const { description } = provider.trigger;

	it('has the name of the contract', () => {
		expect(description.name).toBe(`${provider.name}Trigger`);
	});

	// n8n builds an expression isolate, tens of milliseconds, for each delivery otherwise.
	it('has no expression in its webhook', () => {
		expect(JSON.stringify(description.webhooks)).not.toContain('={{');
	});

	// n8n evaluates an expression for each delivery to a node of version 1.
	it('has a version above 1', () => {
		expect(Math.min(...[description.version].flat())).toBeGreaterThan(1);
	});

	it('answers what webhook() returns, after the execution was stored', () => {
		expect(description.webhooks).toMatchObject([{ httpMethod: 'POST', responseMode: 'onReceived', responseData: '' }]);
	});

	it('requires the credential of the contract', () => {
		expect(description.credentials).toEqual([{ name: provider.credentialType, required: true }]);
	});

	it('has the parameters of the contract', () => {
		const names = description.properties
			.filter(({ type }) => type !== 'notice' && type !== 'hidden')
			.map(({ name }) => name);
		expect(names).toEqual(['events', 'options']);
	});

	it('offers any event and every documented one', () => {
		const values = (parameter(provider, 'events').options ?? []).map((option) => 'value' in option && option.value);
		expect([...values].sort()).toEqual(['*', ...documentedEvents[provider.name]].sort());
	});

	it("names its events for people, any event last, and keeps the provider's names beside them", () => {
		const options = (parameter(provider, 'events').options ?? []) as INodePropertyOptions[];
		expect(options.at(-1)).toMatchObject({ name: 'Any Event', value: '*', action: 'On any event' });
		for (const { name, value, action, description } of options.slice(0, -1)) {
			expect(name).toMatch(/^[A-Z][a-z]+( [A-Z]?[a-z]+)*$/);
			expect(action).toBe(`On ${name.toLowerCase()}`);
			expect(description).toMatch(new RegExp(`^${String(value)}: [A-Z]`));
		}
	});

	it('has texts for every place where n8n would put its own', () => {
		const { triggerPanel, eventTriggerDescription, activationMessage } = description;
		const texts = { active: expect.any(String), inactive: expect.any(String) };
		expect(triggerPanel).toEqual({ header: expect.any(String), executionsHelp: texts, activationHint: texts });
		expect([eventTriggerDescription, activationMessage]).toEqual([expect.any(String), expect.any(String)]);
		// n8n shows these two as they are.
		expect(`${eventTriggerDescription}${activationMessage}`).not.toMatch(/[<>]/);
	});

	it.each([
		['ignoreDuplicates', true],
		['maxEventAge', 0],
		['allowedIps', ''],
	])('has the option %s with the default of the contract', (name, value) => {
		const options = parameter(provider, 'options').options as INodeProperties[] | INodePropertyCollection[];
		expect(options).toContainEqual(expect.objectContaining({ name, default: value }));
	});

	it('is no tool', () => {
		expect(description.usableAsTool).toBeUndefined();
	});
});

describe.each([
	['virtualStagingAi', ['done', 'error'], ['emit', 'webhookUrl', 'downloadResults', 'maxFileSize']],
	['vigthoria', ['generation.completed', 'generation.failed'], ['downloadResults', 'maxFileSize']],
] as const)('the description of the catch-up trigger of %s', (service, events, options) => {
	const { description, webhook } = catchUpTriggers[service];
	const property = (name: string) => description.properties.find((each) => each.name === name);

	it('has the name and the credential of the contract', () => {
		expect(description.name).toBe(`${service}CatchUpTrigger`);
		expect(description.credentials).toEqual([{ name: `${service}Api`, required: true }]);
	});

	it('has no webhook, and is no tool', () => {
		expect([webhook, description.webhooks, description.usableAsTool]).toEqual([undefined, undefined, undefined]);
	});

	it('offers the results that the list shows, and the options of the contract', () => {
		expect(property('events')).toMatchObject({ default: events, options: events.map((value) => ({ value })) });
		expect(property('options')?.options?.map(({ name }) => name)).toEqual(options);
	});

	it('is polled every 15 minutes', () => {
		expect(property('pollTimes')?.default).toEqual({ item: [{ mode: 'everyX', value: 15, unit: 'minutes' }] });
	});
});

const credentials: Array<[ICredentialType, string, string, string, string]> = [
	[
		new ListingRvaApi(),
		'accessToken',
		'https://api.listingrvaai.com/api',
		'=Bearer {{$credentials.accessToken}}',
		'/webhooks',
	],
	[
		new VirtualStagingAiApi(),
		'apiKey',
		'https://api.virtualstagingai.app/v2',
		'=Api-Key {{$credentials.apiKey}}',
		'/user',
	],
	[new VigthoriaApi(), 'apiKey', 'https://api.vigthoria.io/v1', '=Bearer {{$credentials.apiKey}}', '/models'],
];

describe.each(credentials.map((row) => [row[0].displayName, ...row] as const))(
	'the credential type %s',
	(_name, type, keyField, baseUrl, authorization, path) => {
		const property = (name: string) => type.properties.find((candidate) => candidate.name === name);

		it('has the fields of the contract', () => {
			expect(type.properties.map(({ name }) => name)).toEqual([keyField, 'baseUrl', 'webhookSecret']);
		});

		it('leads to the provider unless it is changed', () => {
			expect(property('baseUrl')).toMatchObject({ default: baseUrl });
		});

		it.each([keyField, 'webhookSecret'])('hides %s', (name) => {
			expect(property(name)?.typeOptions).toMatchObject({ password: true });
		});

		it("authenticates in the provider's way", () => {
			const { properties } = type.authenticate as IAuthenticateGeneric;
			expect(properties).toEqual({ headers: { Authorization: authorization } });
		});

		it('is tested by a request that needs the key', () => {
			expect(type.test?.request).toMatchObject({ baseURL: expect.stringContaining('$credentials.baseUrl'), url: path });
		});
	},
);
