import type { INodeParameters, NodeApiError, NodeExecutionHint } from 'n8n-workflow';

import { generateMusic, getMusic } from '../../../nodes/Vigthoria/api.ts';
import { generationJobs } from '../../../nodes/Vigthoria/jobs.ts';
import type { Operation, Resource } from '../../../nodes/shared/operations/operation.ts';
import { startAndPoll, waitProperties } from '../../../nodes/shared/waiting/start-and-poll.ts';
import { runOperations } from '../../../nodes/shared/operations/run.ts';
import { makeExecuteContext } from '../support/n8n-contexts.mts';
import { empty } from '../../simulator/answers.mts';
import { actionNodes, useSimulator } from './run-action.mts';

const simulator = useSimulator();
const provider = () => simulator.current.vigthoria;
const asked = () => provider().requests.filter(({ method }) => method === 'GET');
const ids = () => [...provider().generations.keys()];

/** The operation of the node, in a hurry. */
const operation = (spacing: number): Operation => ({
	value: 'generate',
	name: 'Generate',
	action: 'Generate music',
	description: 'Generates music',
	endpoint: 'POST /music/generate',
	properties: waitProperties,
	...startAndPoll(
		{ ...generationJobs(getMusic), firstInterval: 20, spacing },
		async (context, itemIndex) =>
			await generateMusic(context, { prompt: String(context.getNodeParameter('prompt', itemIndex)) }),
	),
});

/** Three hundredths of a minute. */
const SHORT = 0.03;

async function generate(
	parameters: INodeParameters = {},
	{ items = 1, onError, spacing = 1 }: { items?: number; onError?: 'continueRegularOutput'; spacing?: number } = {},
) {
	const resources: Resource[] = [{ value: 'music', name: 'Music', operations: [operation(spacing)] }];
	const context = makeExecuteContext({
		nodeType: actionNodes.vigthoria,
		parameters: {
			resource: 'music',
			operation: 'generate',
			prompt: 'rain',
			waitForCompletion: true,
			limitWaitMinutes: 1,
			...parameters,
		},
		credentials: {
			vigthoriaApi: { ...provider().credentials, baseUrl: provider().baseUrl, webhookSecret: 'secret-of-the-test' },
		},
		items: Array.from({ length: items }, (_, index) => ({ json: { index } })),
		node: { onError },
	});
	const [output] = await runOperations(context, resources);
	hints.push(...context.hints);
	({ customData } = context);
	return output;
}

let customData: ReturnType<typeof makeExecuteContext>['customData'];

const hints: NodeExecutionHint[] = [];

const failure = async (...run: Parameters<typeof generate>) =>
	(await generate(...run).catch((error: unknown) => error)) as NodeApiError;

beforeEach(() => {
	hints.length = 0;
	provider().generationDurationMs = 100;
});

describe('waiting for completion', () => {
	test.each([
		['an error of the server', { kind: 'status', status: 500 }],
		['a gateway in front of it', { kind: 'html', status: 502 }],
		['a page of its maintenance', { kind: 'html', status: 200 }],
		[
			'too many requests, with a pause that no request waits for',
			{ kind: 'status', status: 429, headers: { 'retry-after': '600' } },
		],
		['a broken connection', { kind: 'reset' }],
		['half an answer', { kind: 'half-json' }],
	] as const)('survives an outage: %s', async (_name, fault) => {
		provider().faults.add({ method: 'GET', times: 5, fault });

		expect(await generate()).toMatchObject([{ json: { status: 'completed', jobId: ids()[0] } }]);
	});

	test('makes the execution findable by its jobs', async () => {
		await generate({}, { items: 2 });

		expect(customData.getAll()).toEqual({ provider: 'vigthoria', jobId: ids().join(', ') });
	});

	test('survives that a job is not found for a moment', async () => {
		provider().faults.add({ method: 'GET', times: 2, fault: { kind: 'status', status: 404 } });

		expect(await generate()).toMatchObject([{ json: { status: 'completed' } }]);
	});

	test('ends when a job stays unknown', async () => {
		provider().faults.add({ method: 'GET', times: Infinity, fault: { kind: 'status', status: 404 } });
		const error = await failure();

		expect(error.message).toBe(`Vigthoria has no "${ids()[0]}" (404)`);
		expect(asked()).toHaveLength(3);
	});

	test('gives work that is not finished in time as an item with its id, during an outage too', async () => {
		provider().generationDurationMs = Infinity;
		provider().faults.add({
			method: 'GET',
			skip: 2,
			times: Infinity,
			fault: { kind: 'status', status: 429, headers: { 'retry-after': '600' } },
		});
		const startedAt = Date.now();

		const [item] = await generate({ limitWaitMinutes: SHORT });

		expect(item).toMatchObject({
			json: { provider: 'vigthoria', event: 'progress', status: 'progress', jobId: ids()[0], results: [], error: null },
			pairedItem: { item: 0 },
		});
		expect(Date.now() - startedAt).toBeLessThan(SHORT * 60_000 + 1_000);
	});

	test('returns the event without its body, where an agent has no use for it', async () => {
		const [{ json }] = await generate({ output: 'withoutBody' });

		expect(json).toMatchObject({ status: 'completed', jobId: ids()[0], results: [{ url: expect.any(String) }] });
		expect(json).not.toHaveProperty('body');
	});

	test('returns the chosen fields only', async () => {
		const [preselected] = await generate({ output: 'selectedFields' });
		const [chosen] = await generate({ output: 'selectedFields', outputFields: ['jobId', 'metadata'] });

		expect(Object.keys(preselected.json).sort()).toEqual(['error', 'jobId', 'results', 'status']);
		expect(chosen.json).toEqual({ jobId: ids()[1] });
	});

	test('tells in the item and in the editor that the time limit passed', async () => {
		provider().generationDurationMs = Infinity;
		const [{ json }] = await generate({ limitWaitMinutes: SHORT }, { items: 2 });

		expect(json.issues).toEqual([
			expect.stringMatching(/^Limit Wait \(0.03 minutes\) passed before .* using the jobId|receives it as well/),
		]);
		expect(hints).toMatchObject([{ type: 'warning', message: expect.stringContaining('2 of 2 results are missing') }]);
	});

	test('has nothing to tell where everything was finished in time', async () => {
		const [{ json }] = await generate();

		expect(json.issues).toBeUndefined();
		expect(hints).toEqual([]);
	});

	test('fails when the time limit passes, where the user wants it, and names all jobs', async () => {
		provider().generationDurationMs = Infinity;
		const error = await failure({ limitWaitMinutes: SHORT, whenLimitWaitPasses: 'fail' }, { items: 2 });

		expect(error.message).toBe('Not finished within Limit Wait');
		for (const id of ids()) expect(error.description).toContain(`"${id}"`);
	});

	test('makes error items of what fails by the time limit, where the node goes on after errors', async () => {
		provider().generationDurationMs = Infinity;
		const items = await generate(
			{ limitWaitMinutes: SHORT, whenLimitWaitPasses: 'fail' },
			{ items: 2, onError: 'continueRegularOutput' },
		);

		expect(items.map(({ json }) => json)).toEqual(
			ids().map((id) => ({
				error: 'Not finished within Limit Wait',
				message: expect.stringContaining(`"${id}"`) as string,
			})),
		);
		expect(hints).toEqual([]);
	});

	test('keeps to the time limit with more jobs than the rate limit lets it ask for', async () => {
		provider().generationDurationMs = Infinity;
		const startedAt = Date.now();

		const items = await generate({ limitWaitMinutes: SHORT }, { items: 5, spacing: 1_000 });

		expect(items.map(({ json }) => json.jobId)).toEqual(ids());
		expect(Date.now() - startedAt).toBeLessThan(SHORT * 60_000 + 1_500);
	});

	test('fails with the reason of a job that failed, and names all the others', async () => {
		provider().generationFailure = ({ id }) => (id === ids()[1] ? 'The prompt was refused' : undefined);
		const error = await failure({}, { items: 3 });

		expect(error.message).toBe(`Job "${ids()[1]}" failed at Vigthoria`);
		expect(error.description).toContain('Vigthoria said: "The prompt was refused"');
		for (const id of ids()) expect(error.description).toContain(`"${id}"`);
		expect(error.context.itemIndex).toBe(1);
	});

	test('names all jobs when the key expires meanwhile', async () => {
		provider().faults.add({ method: 'GET', times: Infinity, fault: { kind: 'status', status: 401 } });
		const error = await failure({}, { items: 2 });

		expect(error.message).toBe('Vigthoria refused the API Key');
		for (const id of ids()) expect(error.description).toContain(`"${id}"`);
	});

	test('names the jobs that were started before the one that could not be', async () => {
		provider().faults.add({ method: 'POST', skip: 2, fault: { kind: 'status', status: 402, body: { message: 'no' } } });
		const error = await failure({}, { items: 4 });

		expect(error.message).toBe('The Vigthoria account has too few credits');
		expect(ids()).toHaveLength(2);
		for (const id of ids()) expect(error.description).toContain(`"${id}"`);
	});

	test('waits for an id that is one level down', async () => {
		provider().generationDurationMs = Infinity;
		provider().faults.add({
			method: 'POST',
			fault: { kind: 'status', status: 200, body: { data: { id: 'music_1' } } },
		});
		provider().faults.add({
			method: 'GET',
			fault: {
				kind: 'status',
				status: 200,
				body: { data: { status: 'done', audio_url: 'https://example.com/1.mp3' } },
			},
		});

		expect(await generate()).toMatchObject([
			{ json: { status: 'completed', jobId: 'music_1', results: [{ url: 'https://example.com/1.mp3' }] } },
		]);
	});

	test('fails where the answer holds no id, and shows the answer', async () => {
		provider().faults.add({ method: 'POST', fault: { kind: 'status', status: 200, body: { ticket: 'T-17' } } });
		const error = await failure();

		expect(error.message).toBe('Vigthoria started the work without returning its ID');
		expect(error.description).toContain('{"ticket":"T-17"}');
	});

	test('says that the ID is missing where nothing is waited for', async () => {
		provider().answers.change('POST', '/music/generate', empty);
		const [{ json }] = await generate({ waitForCompletion: false });

		expect(ids()).toHaveLength(1);
		expect(json).toEqual({ success: true, issues: [expect.stringContaining('without returning its ID')] });
	});

	const finished = (body: object) =>
		provider().faults.add({
			method: 'GET',
			fault: { kind: 'status', status: 200, body: { status: 'completed', ...body } },
		});

	test('finds the results in a list', async () => {
		finished({ outputs: [{ url: 'https://example.com/1.mp3' }, 'https://example.com/2.mp3'] });
		const [{ json }] = await generate();

		expect(json.results).toEqual([{ url: 'https://example.com/1.mp3' }, { url: 'https://example.com/2.mp3' }]);
	});

	test('says so where the answer to finished work shows no result', async () => {
		finished({});
		const [{ json }] = await generate();

		expect(json).toMatchObject({
			status: 'completed',
			results: [],
			issues: [expect.stringContaining('shows no result')],
		});
	});

	test.each([
		['limitWaitMinutes', '={{ $json.index === 1 ? $("No such node").item.json.x : 1 }}'],
		['limitWaitMinutes', '={{ $json.index === 1 ? "soon" : 1 }}'],
		['downloadResults', '={{ $("No such node").item.json.x }}'],
	])('reads %s before anything is paid: %s', async (name, expression) => {
		const items = await generate({ [name]: expression }, { items: 2, onError: 'continueRegularOutput' });

		const unpaid = items.filter(({ json }) => 'error' in json && json.status === undefined);
		expect(unpaid.length).toBeGreaterThan(0);
		expect(ids()).toHaveLength(2 - unpaid.length);
	});

	test('gives the result without the file that cannot be downloaded, and says so', async () => {
		provider().faults.add({
			method: 'GET',
			fault: {
				kind: 'status',
				status: 200,
				body: { status: 'completed', output_url: simulator.current.files.url('missing') },
			},
		});

		const [{ json, binary }] = await generate({ downloadResults: true, maxFileSize: 1 });

		expect(json).toMatchObject({
			status: 'completed',
			issues: [expect.stringContaining('result_0: The file could not be downloaded (404)')],
		});
		expect(binary).toEqual({});
	});

	test('applies the size limit of the node to the files', async () => {
		provider().faults.add({
			method: 'GET',
			fault: {
				kind: 'status',
				status: 200,
				body: { status: 'completed', output_url: simulator.current.files.hugeUrl(2 * 1024 * 1024) },
			},
		});

		const [{ json }] = await generate({ downloadResults: true, maxFileSize: 1 });

		expect(json.issues).toEqual([expect.stringContaining('larger than 1 MB')]);
	});
});
