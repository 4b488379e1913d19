/** What an operator sees: the execution of a render, and the answers to deliveries as metrics. */
import { readFile } from 'node:fs/promises';

import { request } from 'undici';

import { inRepository } from '../harness/paths.mts';
import { waitUntil } from '../harness/sleep.mts';
import { actionNode, runChain } from '../support/action-workflow.mts';
import { openReceiver, openWorkbench, type Receiver, secretOf, type Workbench } from '../support/workbench.mts';
import { sendSigned, virtualStagingAiSample } from '../simulator/index.mts';

let bench: Workbench;
let receiver: Receiver;

beforeAll(async () => {
	bench = await openWorkbench({ env: { N8N_METRICS: 'true', N8N_METRICS_INCLUDE_WEBHOOK_METRICS: 'true' } });
	receiver = await openReceiver(bench, 'virtualStagingAi');
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

const send = async (secret = secretOf(bench, 'virtualStagingAi', receiver)) => {
	const body = virtualStagingAiSample('done');
	const { status } = await sendSigned({ provider: 'virtualStagingAi', url: receiver.url, body, secret });
	return { body, status };
};

/** n8n stores the data a moment after the end of the execution. */
const highlighted = async (id: string) =>
	await waitUntil(
		async () => {
			const { customData } = await bench.client.call<{ customData: Record<string, string> }>(
				'GET',
				`/rest/executions/${id}`,
			);
			return Object.keys(customData).length > 0 ? customData : undefined;
		},
		{ what: `the highlighted data of execution ${id}` },
	);

describe('the highlighted data of an execution', () => {
	it('name the event that started it', async () => {
		const { body } = await send();
		const [{ id }] = await bench.client.waitForExecutions(receiver.workflow.id, 1);
		expect(await highlighted(id)).toEqual({
			provider: 'virtualStagingAi',
			event: 'done',
			id: `${String(body.render_id)}|${String(body.variation_id)}|done`,
			jobId: body.render_id,
		});
	});

	it('name the render that the execution has waited for', async () => {
		const node = actionNode(bench, 'virtualStagingAi', 'render:createAndWait', {
			imageUrl: 'https://example.com/room.jpg',
		});
		const execution = await runChain(bench, node);
		const [render] = [...bench.simulator.virtualStagingAi.renders.keys()].slice(-1);
		expect(await highlighted(execution.id)).toEqual({ provider: 'virtualStagingAi', jobId: render });
	});
});

const COUNT = 'n8n_webhook_request_duration_seconds_count';

/** A line of n8n's metrics. */
interface Sample {
	name: string;
	labels: Record<string, string>;
	value: number;
}

const labelsIn = (text: string): string[][] =>
	[...text.matchAll(/(\w+)(=~?)"([^"]*)"/g)].map((match) => match.slice(1));

async function samples(): Promise<Sample[]> {
	const { body } = await request(`${bench.n8n.url}/metrics`);
	return [...(await body.text()).matchAll(/^(\w+)\{([^}]*)\} (\S+)$/gm)].map(([, name, labels, value]) => ({
		name,
		labels: Object.fromEntries(labelsIn(labels).map(([label, , text]) => [label, text])),
		value: Number(value),
	}));
}

/** The sum of all samples that a selector of a query, such as `metric{label="value"}`, selects. */
async function sumOf(selector: string): Promise<number> {
	const [name, conditions] = selector.split('{');
	const selected = (await samples()).filter((sample) => {
		return (
			sample.name === name &&
			labelsIn(conditions).every(([label, operator, value]) =>
				operator === '='
					? sample.labels[label] === value
					: new RegExp(`^(?:${value})$`).test(sample.labels[label] ?? ''),
			)
		);
	});
	return selected.reduce((sum, { value }) => sum + value, 0);
}

describe('the alerts of docs/alerts.yml', () => {
	/** What an alert selects of n8n's metrics. */
	let selectors: (alert: string) => string[];

	beforeAll(async () => {
		const file = await readFile(inRepository('docs', 'alerts.yml'), 'utf8');
		selectors = (alert) => {
			const [, rule] = new RegExp(`- alert: ${alert}\n([\\s\\S]*?)annotations:`).exec(file) ?? [];
			return (
				rule
					.replaceAll('a1b2c3', receiver.workflow.id)
					.replaceAll('webhook:requests:increase15m{', `${COUNT}{method="POST", `)
					.match(/\w+\{[^}]*\}/g) ?? []
			);
		};
	});

	/** How much a forged and an authentic delivery add to what a query selects. */
	async function increase(selector: string): Promise<{ forged: number; authentic: number }> {
		const before = await sumOf(selector);
		expect((await send('another secret')).status).toBe(401);
		const between = await sumOf(selector);
		expect((await send()).status).toBe(200);
		return { forged: between - before, authentic: (await sumOf(selector)) - between };
	}

	it('select what n8n counts', async () => {
		// n8n 1.x has no such metric.
		const counts = bench.client.isFirstMajor ? 0 : 1;
		const [refused] = selectors('WebhookRefuses');
		expect(await increase(refused)).toEqual({ forged: counts, authentic: 0 });
		const [unavailable] = selectors('WebhookUnavailable');
		expect(await increase(unavailable)).toEqual({ forged: 0, authentic: 0 });
		const [fast, all] = selectors('WebhookSlow');
		// How fast a response is depends on the machine.
		expect((await sumOf(fast)) > 0).toBe(counts > 0);
		expect(await increase(all)).toEqual({ forged: counts, authentic: counts });
		const silent = selectors('WebhookSilent');
		expect(silent).toHaveLength(3);
		for (const selector of silent) expect(await increase(selector)).toEqual({ forged: 0, authentic: counts });
	});

	it('select deliveries to unknown paths', async () => {
		const [unknown] = selectors('WebhookUnknown');
		const before = await sumOf(unknown);
		const { statusCode } = await request(receiver.url.replace(/\/webhook\/[^/]+/, '/webhook/no-such-id'), {
			method: 'POST',
		});
		expect(statusCode).toBe(404);
		expect((await sumOf(unknown)) - before).toBe(bench.client.isFirstMajor ? 0 : 1);
	});

	it('find the workflow', async () => {
		const labels = (await samples()).filter(({ name }) => name === COUNT).map((sample) => sample.labels);
		const isFirst = bench.client.isFirstMajor;
		expect(
			labels.some(({ workflow_id, status_code }) => workflow_id === receiver.workflow.id && status_code === '401'),
		).toBe(!isFirst);
	});
});
