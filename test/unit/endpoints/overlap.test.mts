import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { endpointRegistration, type RemoteEndpoint } from '../../../nodes/shared/endpoints/endpoint.ts';
import { REPLACED_SECRET_OVERLAP_MS } from '../../../nodes/shared/endpoints/state.ts';
import { endpointSecrets } from '../../../nodes/shared/endpoints/endpoint-secrets.ts';

const URL_OF_TRIGGER = 'https://n8n.example.com/webhook/1/webhook';

let staticData: IDataObject;
let endpoints: Array<RemoteEndpoint & { secret: string }>;
let made: number;

beforeEach(() => {
	jest.useFakeTimers();
	staticData = {};
	endpoints = [];
	made = 0;
});

afterEach(() => {
	jest.useRealTimers();
});

const registration = endpointRegistration({
	displayName: 'A provider',
	list: async () => await Promise.resolve(endpoints),
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

/** The little of n8n's contexts that registration and the look for secrets need. */
const context = {
	getNodeWebhookUrl: () => URL_OF_TRIGGER,
	getWorkflowStaticData: () => staticData,
	getNode: () => ({ id: 'node', name: 'Trigger', credentials: {} }),
	getNodeParameter: () => ['*'],
	getMode: () => 'webhook',
	getCredentials: async () => await Promise.resolve({ webhookSecret: '' }),
	logger: { warn: () => {} },
} as unknown as IHookFunctions & IWebhookFunctions;

const secretsInForce = async () => await endpointSecrets(context, 'listingRvaApi').known();

async function publish(): Promise<void> {
	if (!(await registration.checkExists.call(context))) await registration.create.call(context);
}

it('accepts the secret of a replaced endpoint for a while, since deliveries may be on their way', async () => {
	await publish();
	endpoints[0].events = ['another.event'];
	await publish();
	expect(endpoints).toMatchObject([{ id: 'wh_2' }]);
	expect(await secretsInForce()).toEqual(['secret 2', 'secret 1']);

	jest.advanceTimersByTime(REPLACED_SECRET_OVERLAP_MS);
	expect(await secretsInForce()).toEqual(['secret 2']);
});

it('keeps the overlap when the workflow is published again meanwhile', async () => {
	await publish();
	endpoints = [];
	await publish();
	await publish();
	expect(await secretsInForce()).toEqual(['secret 2', 'secret 1']);
});

it('keeps the overlap when n8n removes the registration and makes it anew, as for a changed trigger', async () => {
	await publish();
	await registration.delete.call(context);
	expect(endpoints).toEqual([]);
	await publish();
	expect(await secretsInForce()).toEqual(['secret 2', 'secret 1']);

	jest.advanceTimersByTime(REPLACED_SECRET_OVERLAP_MS);
	expect(await secretsInForce()).toEqual(['secret 2']);
});

it('keeps no replaced secret in the static data once it is past and the registration is written again', async () => {
	await publish();
	endpoints = [];
	await publish();
	expect(JSON.stringify(staticData)).toContain('secret 1');
	jest.advanceTimersByTime(REPLACED_SECRET_OVERLAP_MS);
	endpoints = [];
	await publish();
	expect(JSON.stringify(staticData)).toContain('secret 2');
	expect(JSON.stringify(staticData)).not.toContain('secret 1');
});

it('keeps no secret in the static data of an unpublished workflow, which exports and copies contain', async () => {
	await publish();
	endpoints = [];
	await publish();
	await registration.delete.call(context);
	expect(staticData).toEqual({});
	expect(await secretsInForce()).toEqual([]);
});
