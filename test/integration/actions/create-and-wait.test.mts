import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { GenerationEvent } from '../../../nodes/shared/event/event.ts';
import { VirtualStagingAiTrigger } from '../../../nodes/VirtualStagingAi/VirtualStagingAiTrigger.node.ts';
import { aggregateRender } from '../../../nodes/VirtualStagingAi/emit.ts';
import { decideWake } from '../../../nodes/VirtualStagingAi/renders/wake.ts';
import type { PendingRender } from '../../../nodes/VirtualStagingAi/renders/pending.ts';
import { makeExecuteContext, makeHookContext, makeWebhookContext } from '../support/n8n-contexts.mts';
import { actionNodes, failAction, jsonOf, runAction, useSimulator, WEBHOOK_SECRET } from './run-action.mts';

const simulator = useSimulator();
const provider = () => simulator.current.virtualStagingAi;
const IMAGE = { imageUrl: 'https://example.com/room.jpg', removeFurniture: 'off' };
const OPERATION = 'virtualStagingAi render:createAndWait';

const requestsTo = (path: RegExp) => provider().requests.filter((request) => path.test(request.path));
const setUp = () => ({
	nodeType: actionNodes.virtualStagingAi,
	credentials: {
		virtualStagingAiApi: { ...provider().credentials, baseUrl: provider().baseUrl, webhookSecret: WEBHOOK_SECRET },
	},
});
const context = () => makeExecuteContext(setUp());

/** Starts renders that do not finish by themselves, and lets the execution fall asleep. */
async function sleeping(renders: number, variationCount = 1): Promise<PendingRender[]> {
	provider().variationDurationMs = Infinity;
	const items = Array.from({ length: renders }, () => ({ json: {} }));
	return (await jsonOf(simulator.current, OPERATION, { ...IMAGE, variationCount }, { items })) as PendingRender[];
}

const idsOf = ({ jobId }: PendingRender) => (provider().renders.get(jobId)?.variations ?? []).map(({ id }) => id);

/** What the kernel makes of the delivery for a variation that is done. */
function reported({ jobId }: Pick<PendingRender, 'jobId'>, variationId: string): GenerationEvent {
	return {
		provider: 'virtualStagingAi',
		event: 'done',
		id: `${jobId}|${variationId}|done`,
		timestamp: null,
		status: 'completed',
		jobId,
		variationId,
		results: [{ url: `https://results.example.com/${variationId}.jpg` }],
		error: null,
		verifiedBy: 'signature',
		body: { render_id: jobId, variation_id: variationId, event_type: 'done' },
	};
}

const eventsOf = (decision: Awaited<ReturnType<typeof decideWake>>) =>
	decision.state === 'final' ? [...decision.results.values()].flatMap(({ events }) => events) : [];

/** Finishes a variation, unless the API is to stay behind, and handles its delivery. */
async function deliver(renders: PendingRender[], render: PendingRender, variationId: string, { finish = true } = {}) {
	if (finish) provider().finishVariation(variationId);
	return await decideWake(context(), renders, reported(render, variationId));
}

describe('the requests of Create and Wait', () => {
	it('are at most three per render, however many deliveries come', async () => {
		await sleeping(1);
		provider().requests.splice(0);
		const count = 5;
		const renders = await sleeping(count);
		const states: string[] = [];
		for (const render of renders) {
			for (const id of idsOf(render)) {
				states.push((await deliver(renders, render, id)).state);
				await deliver(renders, render, id, { finish: false });
			}
		}
		expect(states.at(-1)).toBe('final');
		expect(new Set(states.slice(0, -1))).toEqual(new Set(states.length > 1 ? ['pending'] : []));
		expect(provider().requests.length).toBeLessThanOrEqual(3 * count);
	});

	it.each([
		[6, 2],
		[1, 4],
	])('are no more for %i renders of %i variations whose deliveries come together', async (count, size) => {
		await sleeping(1);
		provider().requests.splice(0);
		const renders = await sleeping(count, size);
		const all = renders.flatMap((render) => idsOf(render).map((id) => ({ render, id })));
		for (const { id } of all) provider().finishVariation(id);
		await Promise.all(all.map(async ({ render, id }) => await deliver(renders, render, id, { finish: false })));
		expect(provider().requests.length).toBeLessThanOrEqual(3 * count);
	});

	it('find the results with the only one of several deliveries that is not lost', async () => {
		const renders = await sleeping(2, 2);
		const ids = renders.flatMap((render) => idsOf(render));
		for (const id of ids) provider().finishVariation(id);
		expect(await deliver(renders, renders[1]!, ids[3]!, { finish: false })).toMatchObject({ state: 'final' });
	});

	it('find the results of another render whose delivery is lost, and again after an error of the API', async () => {
		const renders = await sleeping(2);
		const [first, second] = renders.flatMap((render) => idsOf(render)) as [string, string];
		provider().finishVariation(second);
		provider().faults.add({ path: `/renders/${renders[1]!.jobId}`, fault: { kind: 'status', status: 400, body: {} } });
		await expect(deliver(renders, renders[0]!, first)).rejects.toThrow('400');
		expect(await deliver(renders, renders[0]!, first, { finish: false })).toMatchObject({ state: 'final' });
	});

	it('find the results all the same where a delivery is lost', async () => {
		const renders = await sleeping(2, 2);
		const deliveries = renders.flatMap((render) => idsOf(render).map((id) => ({ render, id })));
		const [lost] = deliveries.splice(1, 1);
		provider().finishVariation(lost!.id);
		let last = '';
		for (const { render, id } of deliveries) last = (await deliver(renders, render, id)).state;
		expect(last).toBe('final');
	});

	it('find the results with any delivery where this process has put nothing to sleep, as after a restart', async () => {
		const renders = await sleeping(2, 2);
		const ids = renders.flatMap((render) => idsOf(render));
		for (const id of ids) provider().finishVariation(id);
		jest.resetModules();
		const restarted = await import('../../../nodes/VirtualStagingAi/renders/wake.ts');
		const event = reported(renders[1]!, ids[3]!);
		expect(await restarted.decideWake(context(), renders, event)).toMatchObject({ state: 'final' });
	});
});

describe('an API that lags behind the deliveries', () => {
	it('does not keep an execution asleep whose last delivery has come', async () => {
		const renders = await sleeping(1, 2);
		const [first, second] = idsOf(renders[0]!) as [string, string];
		expect(await deliver(renders, renders[0]!, first, { finish: false })).toEqual({ state: 'pending' });
		const decision = await deliver(renders, renders[0]!, second, { finish: false });

		expect(eventsOf(decision)).toMatchObject([
			{ status: 'completed', results: [{ url: expect.stringContaining(first) }] },
			{ status: 'completed', results: [{ url: expect.stringContaining(second) }] },
		]);
	});

	it('makes a whole render come when its last variation has been delivered', async () => {
		const [render] = (await sleeping(1, 2)) as [PendingRender];
		const [first, second] = idsOf(render) as [string, string];
		const trigger = makeWebhookContext({ ...setUp(), request: {} });
		const options = { emit: 'render' } as const;

		await expect(aggregateRender(trigger, reported(render, first), options)).rejects.toThrow('not caught up');
		expect(await aggregateRender(trigger, reported(render, second), options)).toMatchObject({
			status: 'completed',
			jobId: render.jobId,
			results: [{ url: expect.stringContaining(first) }, { url: expect.stringContaining(second) }],
		});
	});

	it('gives its own, fresh links once it has caught up', async () => {
		const renders = await sleeping(1);
		const [id] = idsOf(renders[0]!) as [string];
		const [event] = eventsOf(await deliver(renders, renders[0]!, id));
		expect(event?.results[0]?.url).toContain(simulator.current.files.baseUrl);
	});
});

describe('an API that does not answer any more', () => {
	const down = (status: number) =>
		provider().faults.add({ method: 'GET', times: Infinity, fault: { kind: 'status', status, body: {} } });

	it.each([404, 500])('does not keep an execution asleep whose deliveries have all come (%i)', async (status) => {
		const renders = await sleeping(1, 2);
		const ids = idsOf(renders[0]!);
		down(status);
		await expect(deliver(renders, renders[0]!, ids[0]!)).rejects.toThrow(String(status));
		const decision = await deliver(renders, renders[0]!, ids[1]!);
		expect(eventsOf(decision).map(({ variationId, status: state }) => [variationId, state])).toEqual(
			ids.map((id) => [id, 'completed']),
		);
	});

	it('says why a variation failed where only its delivery does', async () => {
		provider().errorField = 'of_no_known_name';
		const renders = await sleeping(1);
		const [id] = idsOf(renders[0]!) as [string];
		provider().finishVariation(id, 'Too dark');
		const event = { ...reported(renders[0]!, id), status: 'failed', error: 'Too dark', results: [] } as const;
		expect(eventsOf(await decideWake(context(), renders, { ...event, results: [] }))).toMatchObject([
			{ status: 'failed', error: 'Too dark' },
		]);
	});
});

describe('the signing secret', () => {
	afterEach(() => jest.restoreAllMocks());

	const sets = () => requestsTo(/webhook-secret$/).length;

	it('is set with the first execution only', async () => {
		await sleeping(1);
		await sleeping(2);
		expect(sets()).toBe(1);
		expect(provider().webhookSecret).toBe(WEBHOOK_SECRET);
	});

	it.each(['set', 'remove'])('is set again after the operation %s', async (operation) => {
		await sleeping(1);
		await runAction(simulator.current, `virtualStagingAi webhookSecret:${operation}`, { webhookSecret: 'another' });
		await sleeping(1);
		expect(provider().webhookSecret).toBe(WEBHOOK_SECRET);
	});

	it('is set again where the credential has another', async () => {
		await sleeping(1);
		await runAction(simulator.current, OPERATION, IMAGE, { credential: { webhookSecret: 'a-new-secret' } });
		expect(provider().webhookSecret).toBe('a-new-secret');
	});

	/** Publishes a trigger whose credential has another secret for the same account. */
	const publish = async (webhookSecret: string) => {
		const trigger = new VirtualStagingAiTrigger();
		const { virtualStagingAiApi } = setUp().credentials;
		const hooks = makeHookContext({
			nodeType: trigger,
			parameters: { events: ['*'] },
			credentials: { virtualStagingAiApi: { ...virtualStagingAiApi, webhookSecret } },
			mode: 'trigger',
			staticData: {},
			additionalData: { webhookBaseUrl: 'https://n8n.example.com/webhook' },
		});
		await trigger.webhookMethods.default.create.call(hooks);
	};

	it('is set again after a publication has set another', async () => {
		await sleeping(1);
		await publish('the secret of another credential');
		expect(provider().webhookSecret).toBe('the secret of another credential');
		await sleeping(1);
		expect(provider().webhookSecret).toBe(WEBHOOK_SECRET);
	});

	it('is not set again where a publication has set the same', async () => {
		await publish(WEBHOOK_SECRET);
		await sleeping(1);
		expect(sets()).toBe(1);
	});

	it.each([
		['is not set again for five minutes', 5 * 60_000 - 1, 1],
		['is set again after that, in case another process has set or removed it', 5 * 60_000, 2],
	])('%s', async (_, elapsed, count) => {
		const now = Date.now();
		jest.spyOn(Date, 'now').mockReturnValue(now);
		await sleeping(1);
		jest.spyOn(Date, 'now').mockReturnValue(now + elapsed);
		await sleeping(1);
		expect(sets()).toBe(count);
	});

	it('does not stop a render when the request is refused, and the user is told', async () => {
		provider().variationDurationMs = Infinity;
		provider().faults.add({
			path: '/user/webhook-secret',
			times: Infinity,
			fault: { kind: 'status', status: 404, body: { message: 'not found' } },
		});
		const { items, hints } = await runAction(simulator.current, OPERATION, IMAGE);
		expect(items).toMatchObject([{ json: { status: 'progress' } }]);
		expect(hints).toMatchObject([{ message: expect.stringContaining('refused to set the signing secret (404)') }]);
	});

	it('goes into the field that the user names', async () => {
		provider().variationDurationMs = Infinity;
		provider().faults.add({ fault: { kind: 'status', status: 200, body: {} } });
		await runAction(simulator.current, OPERATION, { ...IMAGE, options: { secretField: 'key' } });
		expect(provider().requests[0]?.body).toEqual({ key: WEBHOOK_SECRET });
	});
});

describe('what Create and Wait returns', () => {
	const photos = [1, 2].map((index) => ({ json: { index } }));

	it('is an item per variation', async () => {
		provider().variationDurationMs = 0;
		const items = await jsonOf(simulator.current, OPERATION, { ...IMAGE, variationCount: 2 }, { items: photos });
		expect(items.map(({ variationId }) => variationId)).toHaveLength(4);
	});

	it('is one item per input item, paired with it, where whole renders are wanted', async () => {
		provider().variationDurationMs = 0;
		provider().failVariations = ({ index }) => index === 1;
		const { items } = await runAction(
			simulator.current,
			OPERATION,
			{ ...IMAGE, variationCount: 3, emit: 'render' },
			{ items: photos },
		);
		const [first, second] = [...provider().renders.keys()];
		expect(items).toMatchObject([
			{
				pairedItem: { item: 0 },
				json: { jobId: first, status: 'completed', variationId: null, error: expect.any(String) },
			},
			{ pairedItem: { item: 1 }, json: { jobId: second, issues: ['1 of 3 variations failed'] } },
		]);
		expect(items[0]?.json.results).toHaveLength(2);
	});

	it('is as much of the event as is wanted', async () => {
		provider().variationDurationMs = 0;
		const selection = { output: 'selectedFields', outputFields: ['variationId', 'results'] };
		const [item] = await jsonOf(simulator.current, OPERATION, { ...IMAGE, ...selection });
		expect(Object.keys(item).sort()).toEqual(['results', 'variationId']);
	});

	it('is the render with the status progress where it sleeps', async () => {
		const [item] = await sleeping(1);
		expect(item).toMatchObject({ event: 'progress', status: 'progress', jobId: expect.any(String), results: [] });
	});
});

describe('the data that n8n passes on when Limit Wait passes', () => {
	const awaited = async (parameters: INodeParameters, node: Partial<INode> = {}) => {
		provider().variationDurationMs = Infinity;
		const [item] = [{ json: { photo: 1 } } as INodeExecutionData];
		const run = await runAction(simulator.current, OPERATION, { ...IMAGE, ...parameters }, { items: [item], node });
		return { stored: item, started: run.items[0].json };
	};

	it('says that the time limit passed, and how to get the result', async () => {
		const { stored, started } = await awaited({ limitWaitMinutes: 5 });
		const issue = expect.stringMatching(/^Limit Wait \(5 minutes\) passed.*Render > Get/) as string;
		expect(stored).toMatchObject({ json: { ...started, issues: [issue] } });
		expect(started.issues).toBeUndefined();
		expect(stored.error).toBeUndefined();
	});

	it('is a failed item that names the render, where it is to fail', async () => {
		const { stored, started } = await awaited({ whenLimitWaitPasses: 'fail' }, { onError: 'continueErrorOutput' });
		expect(stored.json).toEqual(started);
		expect(stored.error?.message).toMatch(/^Limit Wait \(60 minutes\) passed/);
		expect(stored.error?.message).toContain(`The jobId is "${String(started.jobId)}"`);
	});

	it('cannot fail without the error output, which is said before anything is paid', async () => {
		const error = await failAction(simulator.current, OPERATION, { ...IMAGE, whenLimitWaitPasses: 'fail' });
		expect(error.description).toContain('set On Error to Continue (using error output)');
		expect(requestsTo(/renders/)).toHaveLength(0);
	});
});

describe('before anything is paid', () => {
	it.each([
		['limitWaitMinutes', 0],
		['limitWaitMinutes', '={{ $json.no.such.field }}'],
	])('%s is checked: %j', async (name, value) => {
		await failAction(simulator.current, OPERATION, { ...IMAGE, [name]: value });
		expect(requestsTo(/renders/)).toHaveLength(0);
	});

	it('an answer without an id is shown, for the render has been paid', async () => {
		provider().faults.add({ path: '/renders', fault: { kind: 'status', status: 201, body: { ok: true } } });
		const error = await failAction(simulator.current, OPERATION, IMAGE);
		expect(error.message).toContain('without returning its ID');
		expect(error.description).toContain('{"ok":true}');
	});
});

describe('as a tool of an agent', () => {
	const statuses: string[] = [];
	const asTool = {
		asTool: true,
		additionalData: { setExecutionStatus: (status: string) => statuses.push(status) },
	};
	beforeEach(() => {
		statuses.length = 0;
	});

	it('asks until the results are there, and puts nothing to sleep', async () => {
		provider().variationDurationMs = 500;
		const items = await jsonOf(simulator.current, OPERATION, IMAGE, asTool);
		expect(items).toMatchObject([{ status: 'completed', results: [{ url: expect.any(String) }] }]);
		expect(statuses).toEqual([]);
		expect(requestsTo(/^\/renders$/)[0]?.body).not.toHaveProperty('webhook_url');
		expect(requestsTo(/webhook-secret$/)).toHaveLength(0);
	});

	it('returns what is not finished in time as progress, an outage or not', async () => {
		provider().variationDurationMs = Infinity;
		provider().faults.add({ method: 'GET', times: Infinity, fault: { kind: 'status', status: 500, body: {} } });
		const items = await jsonOf(simulator.current, OPERATION, { ...IMAGE, limitWaitMinutes: 0.02 }, asTool);
		expect(items).toMatchObject([{ status: 'progress', jobId: [...provider().renders.keys()][0] }]);
		expect(statuses).toEqual([]);
	});

	it('fails where it is to fail and the time limit passes', async () => {
		provider().variationDurationMs = Infinity;
		const limit = { limitWaitMinutes: 0.02, whenLimitWaitPasses: 'fail' };
		const error = await failAction(simulator.current, OPERATION, { ...IMAGE, ...limit }, asTool);
		expect(error.message).toBe('Not finished within Limit Wait');
		expect(error.description).toContain([...provider().renders.keys()][0]);
	});

	it('says why a render cannot be asked for, and keeps its id', async () => {
		provider().faults.add({ method: 'GET', times: Infinity, fault: { kind: 'status', status: 403, body: {} } });
		const items = await jsonOf(simulator.current, OPERATION, { ...IMAGE, limitWaitMinutes: 0.02 }, asTool);
		expect(items).toMatchObject([
			{
				status: 'progress',
				issues: [expect.stringContaining('could not be fetched'), expect.stringContaining('Limit Wait')],
			},
		]);
	});
});
