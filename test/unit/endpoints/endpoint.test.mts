import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import { endpointRegistration, type RemoteEndpoint } from '../../../nodes/shared/endpoints/endpoint.ts';

const HERE = 'https://n8n.example.com/webhook/1/webhook';

let staticData: IDataObject;
let endpoints: RemoteEndpoint[];
/** What the provider lists: all of its endpoints unless a test says otherwise. */
let listed: () => RemoteEndpoint[] | null;
let made: number;

beforeEach(() => {
	staticData = {};
	endpoints = [];
	listed = () => endpoints;
	made = 0;
});

const registration = endpointRegistration({
	displayName: 'A provider',
	list: async () => await Promise.resolve(listed()),
	events: () => ['image.generated'],
	async create(_, { url, events }) {
		made += 1;
		const endpoint = { id: `wh_${made}`, secret: `secret ${made}`, url, events };
		endpoints.push(endpoint);
		return await Promise.resolve(endpoint);
	},
	async delete(_, id) {
		endpoints = endpoints.filter((endpoint) => endpoint.id !== id);
		await Promise.resolve();
	},
});

let nodes = 0;
let node: { id: string; name: string };
beforeEach(() => {
	nodes += 1;
	node = { id: `node-${nodes}`, name: 'Trigger' };
});

const url = () => `${HERE}?node=${node.id}`;
const context = {
	getNodeWebhookUrl: () => url(),
	getWorkflowStaticData: () => staticData,
	getNode: () => node,
	getNodeParameter: () => ['*'],
	getMode: () => 'trigger',
	logger: { warn: () => {} },
} as unknown as IHookFunctions;

const anothers: RemoteEndpoint = { id: 'wh_other', url: 'https://elsewhere.example.com' };

describe('an endpoint that the list does not show', () => {
	it.each([
		['is on another page', () => [anothers]],
		['comes in a list that cannot be read', () => null],
	])('is deleted all the same: it %s', async (_, list) => {
		await registration.create.call(context);
		endpoints.push(anothers);
		listed = list;
		expect(await registration.delete.call(context)).toBe(true);
		expect(endpoints).toEqual([anothers]);
	});

	it('is replaced by the next activation, not left behind', async () => {
		await registration.create.call(context);
		listed = () => [];
		await registration.create.call(context);
		expect(endpoints).toMatchObject([{ id: 'wh_2' }]);
	});
});

describe('a list that cannot be read', () => {
	beforeEach(() => {
		listed = () => null;
	});

	it('is an error of the activation, and no endpoint is made', async () => {
		await expect(registration.create.call(context)).rejects.toMatchObject({
			message: 'The list of endpoints of A provider could not be read',
			description: expect.stringContaining('Base URL'),
		});
		expect(endpoints).toEqual([]);
	});

	it('is no sign that the endpoint exists', async () => {
		expect(await registration.checkExists.call(context)).toBe(false);
	});

	it('is an error of a deactivation that remembers nothing, for an endpoint may be left behind', async () => {
		await expect(registration.delete.call(context)).rejects.toThrow('could not be read');
	});
});

it('removes what it lists besides the remembered endpoint', async () => {
	await registration.create.call(context);
	endpoints.push({ id: 'wh_lost', url: url() }, anothers);
	await registration.delete.call(context);
	expect(endpoints).toEqual([anothers]);
});
