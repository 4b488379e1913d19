import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { makeExecuteContext, makeHookContext } from '../../integration/support/n8n-contexts.mts';
import { catchUpBeside, starter } from '../../integration/triggers/support/catch-up.mts';
import { closeHosts, listen, type ListeningTrigger } from '../../integration/triggers/support/open-trigger.mts';
import { providerNamed } from '../../integration/triggers/support/providers.mts';
import { type Attempt, sendSigned, type Simulator } from '../../simulator/index.mts';
import type { Case } from './cases.mts';
import { expectAdvice, textOf, textsTold, wasTold } from './outcome.mts';

/** n8n tries again when a hook fails. */
const ATTEMPTS = 3;

/** Nothing that a service shows in place of a secret is one. */
const NO_SECRETS = ['', '********', '••••••••', 'null', 'undefined', 'true', 'secret', '[object Object]'];

const OWN_SECRET = 'the-secret-that-the-user-entered-in-n8n';

async function open({ simulator, provider }: Case, options: IDataObject = {}): Promise<ListeningTrigger> {
	const service = simulator[provider];
	return await listen(providerNamed(provider), {
		options,
		credential: {
			...service.credentials,
			baseUrl: service.baseUrl,
			webhookSecret: provider === 'listingRva' ? '' : OWN_SECRET,
		},
	});
}

async function hook(trigger: ListeningTrigger, name: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
	const context = makeHookContext({
		...trigger.setUp,
		mode: 'trigger',
		additionalData: { webhookBaseUrl: trigger.host.baseUrl },
	});
	return await trigger.provider.trigger.webhookMethods.default[name].call(context);
}

/** As n8n does: it asks, creates, and tries again. Returns the last error. */
async function tryPublishing(trigger: ListeningTrigger): Promise<unknown> {
	return await persist(async () => {
		if (!(await hook(trigger, 'checkExists'))) await hook(trigger, 'create');
	});
}

async function persist(action: () => Promise<unknown>): Promise<unknown> {
	let failure: unknown;
	for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
		try {
			await action();
			return undefined;
		} catch (error) {
			failure = error;
		}
	}
	return failure;
}

const secretsOf = (simulator: Simulator): string[] => [
	...simulator.listingRva.issuedSecrets,
	OWN_SECRET,
	simulator.virtualStagingAi.webhookSecret ?? OWN_SECRET,
	...(['listingRva', 'virtualStagingAi', 'vigthoria'] as const).flatMap((name) =>
		Object.values(simulator[name].credentials),
	),
];

/** Sends an event as the provider would, with all its retries; null where the provider has no endpoint to send it to. */
async function sendAuthentic({ simulator, provider }: Case, { url }: ListeningTrigger): Promise<Attempt[] | null> {
	const { listingRva, virtualStagingAi, vigthoria } = simulator;
	if (provider === 'virtualStagingAi') return await virtualStagingAi.deliver('done', { url });
	if (provider === 'vigthoria') {
		vigthoria.addEndpoint({ url, secret: OWN_SECRET });
		return await vigthoria.deliver('generation.completed');
	}
	const own = [...listingRva.endpoints.values()].filter((endpoint) => endpoint.url === url);
	if (own.length === 0) return null;
	for (const { id, url: other } of listingRva.endpoints.values()) if (other !== url) listingRva.endpoints.delete(id);
	return await listingRva.deliver('image.generated');
}

/** An endpoint that the service has removed is put back when n8n registers the trigger the next time. */
async function sendAfterRestart(one: Case, trigger: ListeningTrigger): Promise<Attempt[] | null> {
	await tryPublishing(trigger);
	return await sendAuthentic(one, trigger);
}

/** Sends forged events: unsigned ones, and ones signed with everything that the provider has said but is no secret. */
async function sendForged({ simulator, provider }: Case, { url }: ListeningTrigger): Promise<Attempt[]> {
	const real = secretsOf(simulator);
	const keys = [...NO_SECRETS, ...textsTold(simulator[provider])].filter((key) => !real.includes(key));
	const attempts: Attempt[] = [];
	for (const secret of [null, ...new Set(keys)]) {
		attempts.push(await sendSigned({ provider, url, secret, body: providerNamed(provider).sample() }));
	}
	return attempts;
}

function expectNothingStarted(trigger: ListeningTrigger, attempts: Attempt[]): void {
	expect(trigger.host.executions).toEqual([]);
	for (const { status } of attempts) expect([401, 503]).toContain(status);
}

/** The trigger can be published, or says why not. */
export async function publish(one: Case): Promise<void> {
	const trigger = await open(one);
	const failure = await tryPublishing(trigger);
	if (failure === undefined) return;
	expectAdvice(failure, secretsOf(one.simulator));
	one.mayFail('publish', failure);
}

/** What is authentic starts one execution, with the whole event; nothing else starts any. */
export async function receive(one: Case): Promise<void> {
	const trigger = await open(one);
	const failure = await tryPublishing(trigger);
	expectNothingStarted(trigger, await sendForged(one, trigger));
	const attempts = (await sendAuthentic(one, trigger)) ?? (await sendAfterRestart(one, trigger));
	expectNothingForeign(trigger);
	if (attempts === null) return one.mayFail('receive', failure ?? new Error('There is no endpoint'));
	const started = trigger.host.executions.length;
	if (started === 0) return one.mayFail('receive', failure ?? new Error(`Refused: ${JSON.stringify(attempts)}`));
	expect(started).toBe(1);
	const [{ items }] = trigger.host.executions as Array<{ items: INodeExecutionData[] }>;
	const sent = JSON.parse(JSON.stringify(one.simulator[one.provider].deliveries.map(({ body }) => body))) as object[];
	expect(items.map(({ json }) => json)).toEqual([expect.objectContaining({ provider: one.provider })]);
	expect(sent).toContainEqual(items[0]?.json.body);
}

/** A webhook() that throws stores a failed execution, whoever called. */
function expectNothingForeign(trigger: ListeningTrigger): void {
	expect(trigger.host.executions.filter((execution) => 'error' in execution)).toEqual([]);
}

/** No endpoint stays that the provider has ever told of; what cannot be removed now is removed by the next attempt. */
export async function unpublish(one: Case): Promise<void> {
	const { simulator } = one;
	const service = simulator.listingRva;
	const trigger = await open(one);
	await tryPublishing(trigger);
	const failure = await persist(async () => await hook(trigger, 'delete'));
	if (failure !== undefined) {
		expectAdvice(failure, secretsOf(simulator));
		one.mayFail('unpublish', failure);
		service.answers.clear();
		service.faults.clear();
		trigger.credential.data = { ...trigger.credential.data, ...simulator[one.provider].credentials };
		await hook(trigger, 'delete');
	}
	const left = [...service.endpoints.values()].filter(({ id, url }) => url === trigger.url && wasTold(service, id));
	expect(left).toEqual([]);
}

/** An event comes with its files, or with the reason why not; it is never lost for them. */
export async function files(one: Case): Promise<void> {
	const trigger = await open(one, { downloadResults: true });
	const failure = await tryPublishing(trigger);
	const attempts = await sendAuthentic(one, trigger);
	const [execution] = trigger.host.executions as Array<{ items?: INodeExecutionData[] }>;
	if (attempts === null || execution?.items === undefined) {
		return one.mayFail('files', failure ?? new Error(`Refused: ${JSON.stringify(attempts)}`));
	}
	const context = makeExecuteContext({ ...trigger.setUp, items: structuredClone(execution.items) });
	const [items] = (await trigger.provider.trigger.execute.call(context)) as INodeExecutionData[][];
	expect(items).toHaveLength(1);
	const [{ json, binary }] = items;
	expect(json.body).toEqual(execution.items[0]?.json.body);
	if (binary?.result_0 !== undefined) return;
	const issues = (json.issues ?? []) as string[];
	one.mayFail('files', new Error(`No file: ${JSON.stringify(json)}`));
	if ((json.results as unknown[]).length > 0) expect(issues).not.toEqual([]);
	for (const issue of issues) expect(textOf({ message: issue })).not.toMatch(/\[object|Invalid URL|Cannot read/);
}

/** What finished while n8n was down comes when it has started, once, or the flow may fail; nothing is thrown either way. */
export async function catchUp(one: Case): Promise<void> {
	const { simulator } = one;
	const provider = one.provider === 'vigthoria' ? 'vigthoria' : 'virtualStagingAi';
	const node = catchUpBeside(await open(one));
	const id = await finishWork(simulator, provider);
	const poll = starter(node);
	// Where a machine is slow, the search at the start of n8n ends before the answer comes: the next one finds it.
	const items = (await poll()) ?? (await poll());
	if (items === null) return one.mayFail('catchUp', new Error('Nothing was found'));
	expect(items).toEqual([
		{ json: expect.objectContaining({ provider: one.provider, jobId: id, status: 'completed' }) },
	]);
}

/** Orders work of which nobody is told, and waits until it is finished. */
async function finishWork(simulator: Simulator, provider: 'virtualStagingAi' | 'vigthoria'): Promise<string> {
	const { virtualStagingAi, vigthoria } = simulator;
	Object.assign(virtualStagingAi, { variationDurationMs: 0 });
	Object.assign(vigthoria, { generationDurationMs: 0 });
	const [path, body] =
		provider === 'vigthoria'
			? ['/music/generate', { prompt: 'rain' }]
			: [
					'/renders',
					{
						image_url: 'https://example.com/room.jpg',
						config: { type: 'staging', add_furniture: { room_type: 'living', style: 'modern' } },
					},
				];
	const { baseUrl, credentials } = simulator[provider];
	const authorization = `${provider === 'vigthoria' ? 'Bearer' : 'Api-Key'} ${credentials.apiKey}`;
	await fetch(`${baseUrl}${path}`, {
		method: 'POST',
		headers: { authorization, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	await new Promise((resolve) => setTimeout(resolve, 20));
	return String([...(provider === 'vigthoria' ? vigthoria.generations : virtualStagingAi.renders).keys()][0]);
}

afterEach(closeHosts);
