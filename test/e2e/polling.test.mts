import type { StoredWorkflow } from '../harness/n8n-types.mts';
import { sleep, waitUntil } from '../harness/sleep.mts';
import type { RecordedRequest } from '../simulator/index.mts';
import {
	actionNode,
	createChain,
	itemsNode,
	jsonOf,
	manualTrigger,
	received,
	runChain,
} from '../support/action-workflow.mts';
import { leaks } from '../support/leak-check.mts';
import { openWorkbench, type Workbench } from '../support/workbench.mts';

let bench: Workbench;

beforeAll(async () => {
	bench = await openWorkbench({ logLevel: 'debug' });
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

/** Three seconds, less than the editor offers. */
const SHORT = 0.05;

type Kind = 'image' | 'music' | 'video';

const parameters: Record<Kind, Record<string, unknown>> = {
	image: { productId: '={{ $json.product }}', style: 'hero_white_bg' },
	music: { prompt: 'a calm piano piece' },
	video: { prompt: 'a paper boat' },
};

/** A node that starts some work and waits for it. */
const waitingNode = (kind: Kind, more: Record<string, unknown> = {}, node: Record<string, unknown> = {}) =>
	actionNode(
		bench,
		kind === 'image' ? 'listingRva' : 'vigthoria',
		`${kind}:generate`,
		{ ...parameters[kind], waitForCompletion: true, limitWaitMinutes: 1, ...more },
		{ name: 'Generate', ...node },
	);

const products = (...ids: string[]) => itemsNode(ids.map((product) => ({ product })));

/** How the latest work of a kind is called. */
const latestId = (kind: Kind) => {
	const { listingRva, vigthoria } = bench.simulator;
	return [...(kind === 'image' ? listingRva.jobs : vigthoria.generations).keys()].at(-1) ?? '';
};

const questions = (): RecordedRequest[] => {
	const { listingRva, vigthoria } = bench.simulator;
	const all = [...listingRva.requests, ...vigthoria.requests];
	return all
		.filter(({ method, path }) => method === 'GET' && /^\/(ai\/jobs|music|video)\//.test(path))
		.sort((some, other) => some.at - other.at);
};

function settings({ duration, failure }: { duration: number; failure?: string }): void {
	const { listingRva, vigthoria } = bench.simulator;
	listingRva.jobDurationMs = duration;
	vigthoria.generationDurationMs = duration;
	listingRva.jobFailure = () => failure;
	vigthoria.generationFailure = () => failure;
}

const kinds: Kind[] = ['image', 'music', 'video'];

describe.each(kinds)('waiting for an %s by asking, on a real n8n', (kind) => {
	const title = kind === 'image' ? 'ListingRVA AI' : 'Vigthoria';

	it('gives the finished work as an event, with its file', async () => {
		settings({ duration: 300 });
		const execution = await runChain(
			bench,
			products('prod_mug'),
			waitingNode(kind, { downloadResults: true }),
			received,
		);
		const id = latestId(kind);
		const extension = { image: 'png', music: 'mp3', video: 'mp4' }[kind];
		const [item] = execution.items('Received');
		expect(item.json).toMatchObject({
			provider: kind === 'image' ? 'listingRva' : 'vigthoria',
			event: kind === 'image' ? 'image.generated' : 'generation.completed',
			status: 'completed',
			jobId: id,
			results: [{ url: expect.stringContaining(`.${extension}`) }],
			error: null,
		});
		expect(item.binary).toMatchObject({
			result_0: { fileName: expect.stringMatching(new RegExp(`\\.${extension}$`)) },
		});
	});

	it('fails with the reason that the provider gives', async () => {
		settings({ duration: 300, failure: 'The prompt was refused' });
		const execution = await runChain(bench, products('prod_mug'), waitingNode(kind));
		expect(execution).toMatchObject({
			status: 'error',
			error: {
				message: `Job "${latestId(kind)}" failed at ${title}`,
				description: expect.stringContaining(`${title} said: "The prompt was refused"`),
			},
		});
	});

	it('goes on at the time limit with an item that names the work', async () => {
		settings({ duration: Infinity });
		const execution = await runChain(
			bench,
			products('prod_mug'),
			waitingNode(kind, { limitWaitMinutes: SHORT }),
			received,
		);
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Received')).toMatchObject([{ status: 'progress', jobId: latestId(kind), results: [] }]);
	});
});

describe('waiting for several items by asking, on a real n8n', () => {
	it('asks for them together, in no quicker succession than the provider allows, and keeps their order', async () => {
		settings({ duration: 300 });
		const asked = questions().length;
		const items = products('prod_mug', 'prod_gone', 'prod_lamp', 'prod_mug');
		const execution = await runChain(
			bench,
			items,
			waitingNode('image', {}, { onError: 'continueRegularOutput' }),
			received,
		);
		const jobs = [...bench.simulator.listingRva.jobs.keys()].slice(-3);
		expect(jsonOf(execution, 'Received').map(({ jobId, error }) => jobId ?? error)).toEqual([
			jobs[0],
			'ListingRVA AI returned "not found" (404)',
			jobs[1],
			jobs[2],
		]);
		const times = questions()
			.slice(asked)
			.map(({ at }) => at);
		expect(times).toHaveLength(3);
		// 20 requests a minute at the most, give or take what a timer fires early.
		for (const [earlier, later] of [times.slice(0, 2), times.slice(1)])
			expect(later - earlier).toBeGreaterThanOrEqual(2_990);
	});

	it('passes on what was finished, and stands for the rest with its error, where the node continues on errors', async () => {
		settings({ duration: 300 });
		bench.simulator.listingRva.jobFailure = ({ productId }) => (productId === 'prod_lamp' ? 'Too dark' : undefined);
		const execution = await runChain(
			bench,
			products('prod_mug', 'prod_lamp'),
			waitingNode('image', {}, { onError: 'continueErrorOutput' }),
		);
		expect(jsonOf(execution, 'Generate')).toMatchObject([{ status: 'completed' }]);
		expect(jsonOf(execution, 'Generate', 1)).toMatchObject([{ message: 'ListingRVA AI said: "Too dark"' }]);
	});
});

describe('cancelling an execution that waits by asking, on a real n8n', () => {
	const cancelAfterFirstQuestion = async (workflow: StoredWorkflow) => {
		const before = questions().length;
		const { executionId = '' } = await bench.client.runManually(workflow.id, manualTrigger.name);
		await waitUntil(() => (questions().length > before ? true : undefined), { what: 'the first question' });
		await bench.client.call('POST', `/rest/executions/${executionId}/stop`, {});
		return { executionId, cancelledAt: Date.now() };
	};

	it('ends it within a second, and nothing is asked any more', async () => {
		settings({ duration: Infinity });
		const workflow = await createChain(bench, manualTrigger, waitingNode('music'), received);
		const { executionId, cancelledAt } = await cancelAfterFirstQuestion(workflow);
		const execution = await bench.client.waitForExecution(executionId);
		expect(execution.status).toBe('canceled');

		// Several of the intervals at which it would ask.
		await sleep(8_000);
		expect(questions().filter(({ at }) => at > cancelledAt + 1_000)).toEqual([]);
	});
});

describe('the secrets', () => {
	it('are nowhere to be found', async () => {
		expect(await leaks(bench)).toEqual([]);
	});
});
