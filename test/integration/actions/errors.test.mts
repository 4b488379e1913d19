import type { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Fault } from '../../simulator/index.mts';
import { type ApiRequestCase, apiRequests } from './api-requests.mts';
import {
	type ActionNode,
	failAction,
	type OperationName,
	runAction,
	useSimulator,
	WEBHOOK_SECRET,
} from './run-action.mts';

const simulator = useSimulator();

const cases = Object.entries(apiRequests) as Array<[OperationName, ApiRequestCase]>;
const providerOf = (name: OperationName) => simulator.current[name.split(' ')[0] as ActionNode];
const displayName = (name: OperationName) =>
	({ listingRva: 'ListingRVA AI', virtualStagingAi: 'Virtual Staging AI', vigthoria: 'Vigthoria' })[
		name.split(' ')[0] as ActionNode
	];

/** The provider repeats all secrets that it knows, which is the worst that it can do. */
function gossip(name: OperationName): string {
	return `no ${Object.values(providerOf(name).credentials).join(' ')} ${WEBHOOK_SECRET}`;
}

function expectNoSecrets(name: OperationName, error: NodeApiError | NodeOperationError): void {
	const texts = [error.message, error.description ?? '', ...error.messages, JSON.stringify(error.cause ?? null)].join(
		'\n',
	);
	for (const secret of [...Object.values(providerOf(name).credentials), WEBHOOK_SECRET]) {
		expect(texts).not.toContain(secret);
	}
}

function arm({ method, path }: ApiRequestCase, name: OperationName, fault: Fault, times = Infinity): void {
	providerOf(name).faults.add({ method, path: new RegExp(`^${path}$`), times, fault });
}

describe.each(cases)('%s', (name, request) => {
	beforeEach(() => request.arrange?.(simulator.current));

	const matching = () =>
		providerOf(name).requests.filter(({ method, path }) => method === request.method && path === request.path);

	test('sends the documented request with the credential', async () => {
		const { items } = await runAction(simulator.current, name, request.parameters);

		expect(items).toHaveLength(request.items ?? 1);
		expect(providerOf(name).requests[0]).toMatchObject({ method: request.method, path: request.path });
		expect(providerOf(name).requests[0]?.headers.authorization).toMatch(/^(?:Bearer|Api-Key) /);
	});

	test.each([
		[401, 'refused the'],
		[402, 'has too few credits'],
		[403, 'not allowed to do this'],
		[404, '(404)'],
		[400, 'rejected the request (400)'],
	])('explains the status %s, without any secret', async (status, words) => {
		if (request.deals?.includes(status)) return;
		arm(request, name, { kind: 'status', status, body: { error: 'code', message: gossip(name) } });
		const error = await failAction(simulator.current, name, request.parameters);

		expect(error.message).toContain(words);
		expect(error.message).toContain(displayName(name));
		expect(error.description).toContain('***');
		expect((error as NodeApiError).httpCode).toBe(String(status));
		expect(error.context.itemIndex).toBe(0);
		expectNoSecrets(name, error);
	});

	test('is patient with a provider that is busy', async () => {
		arm(request, name, { kind: 'status', status: 429, headers: { 'retry-after': '0' } }, 2);

		const { items } = await runAction(simulator.current, name, request.parameters);

		expect(items).toHaveLength(request.items ?? 1);
		expect(matching().length).toBe(3);
	});

	if (request.bodyUnread) {
		test('takes any text for a success, because nothing is read from it', async () => {
			arm(request, name, { kind: 'html', status: 200 });
			await expect(runAction(simulator.current, name, request.parameters)).resolves.toHaveProperty('items');
		});
	} else {
		test('explains a page of HTML', async () => {
			arm(request, name, { kind: 'html', status: 200 });
			const error = await failAction(simulator.current, name, request.parameters);

			expect(error.message).toBe(`${displayName(name)} returned a response that is not JSON`);
		});
	}

	test('does not follow a redirect', async () => {
		arm(request, name, { kind: 'status', status: 302, headers: { location: simulator.current.files.url('x.png') } });
		const error = await failAction(simulator.current, name, request.parameters);

		expect(error.message).toBe(`${displayName(name)} returned a redirect (302)`);
		expect(simulator.current.files.requests).toHaveLength(0);
	});

	if (!request.creates) return;

	test.each<[string, Fault]>([
		['a 500', { kind: 'status', status: 500, body: { message: 'oops' } }],
		['a 502 of a proxy', { kind: 'html' }],
		['a broken connection', { kind: 'reset' }],
	])('never repeats what makes work after %s', async (_name, fault) => {
		arm(request, name, fault);
		const error = await failAction(simulator.current, name, request.parameters);

		expect(error.message).toMatch(/had an internal error|could not be reached/);
		expect(matching()).toHaveLength(1);
	});

	test('never repeats what makes work when the answer takes too long', async () => {
		arm(request, name, { kind: 'timeout' });
		const error = await failAction(simulator.current, name, request.parameters, { timeout: 100 });

		expect(error.message).toBe(`${displayName(name)} could not be reached`);
		expect(error.description).toContain('timeout of 100ms');
		expect(matching()).toHaveLength(1);
	});
});

test('repeats what can be done twice after a 500', async () => {
	const name = 'virtualStagingAi account:get';
	arm(apiRequests[name]!, name, { kind: 'status', status: 500 }, 1);

	const { items } = await runAction(simulator.current, name);

	expect(items).toHaveLength(1);
	expect(providerOf(name).requests).toHaveLength(2);
});

test('says how long to wait when the provider asks for more patience than a node has', async () => {
	const name = 'vigthoria music:generate';
	arm(apiRequests[name]!, name, { kind: 'status', status: 429, headers: { 'retry-after': '120' } });
	const error = await failAction(simulator.current, name, apiRequests[name]!.parameters);

	expect(error.description).toContain('Wait 120 seconds');
	expect(providerOf(name).requests).toHaveLength(1);
});
