/** The best-known senders by name on a real n8n: one workflow with a trigger for each, deliveries in parallel. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { knownSenders } from '../../nodes/SignedWebhook/known-senders.ts';
import type { StoredWorkflow, WorkflowNode } from '../harness/n8n-types.mts';
import { inRepository } from '../harness/paths.mts';
import { sleep } from '../harness/sleep.mts';
import { secretFor } from '../support/documented/catalogue-signer.mts';
import { deliveryOf, type FactsDelivery, factsBySender } from '../support/documented/facts.mts';
import type { SignedRequest } from '../support/documented/row.mts';
import { openWorkbench, PACKAGE, type Workbench } from '../support/workbench.mts';

const FACTS = inRepository('test', 'support', 'documented', 'facts', 'popular.json');
const known = new Set(knownSenders.map(({ delivery }) => delivery.provider));
const popular = Object.keys(JSON.parse(readFileSync(FACTS, 'utf8')) as object).filter((value) => known.has(value));

/** Asana tells the trigger its secret. */
const learning = 'asana';

const keys = new Map(popular.map((value) => [value, secretFor(factsBySender[value].signs)]));

let bench: Workbench;
let workflow: StoredWorkflow;

beforeAll(async () => {
	bench = await openWorkbench();
	const triggers: WorkflowNode[] = [];
	for (const [index, value] of popular.entries()) {
		const { secret } = keys.get(value)!;
		const stored = await bench.client.createCredential('signedWebhookApi', value, { webhookSecret: secret });
		triggers.push({
			name: value,
			type: `${PACKAGE}.signedWebhookTrigger`,
			typeVersion: 2,
			position: [0, 100 * index],
			parameters: { sender: value, events: ['*'] },
			...(value !== learning && { credentials: { signedWebhookApi: { id: stored.id, name: stored.name } } }),
		});
	}
	workflow = await bench.client.createWorkflow({
		name: 'Senders by name',
		nodes: [...triggers, { name: 'Received', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [300, 0] }],
		connections: Object.fromEntries(
			triggers.map(({ name }) => [name, { main: [[{ node: 'Received', type: 'main', index: 0 }]] }]),
		),
	});
	const paths = popular.map((value) => new URL(urlOf(value)).pathname.slice('/webhook/'.length));
	await bench.client.activateAndWait(workflow.id, paths);
}, 20 * 60_000);

afterAll(async () => {
	await bench?.close();
});

const urlOf = (value: string) => bench.client.webhookUrl(workflow, value);

const requestOf = (value: string, options: Partial<FactsDelivery> = {}) =>
	deliveryOf(value, factsBySender[value], {
		now: Date.now(),
		url: urlOf(value),
		signingKey: keys.get(value)!.signingKey,
		...options,
	});

async function call(value: string, init: RequestInit = {}, query = '') {
	const response = await fetch(`${urlOf(value)}${query}`, init);
	return { status: response.status, body: await response.text(), headers: response.headers };
}

const send = async (value: string, { headers, body }: Pick<SignedRequest, 'headers' | 'body'>) =>
	await call(value, { method: 'POST', headers, body: new Uint8Array(body) });

/** Delivers as senders do: again where it is put off, as while a busy n8n reads the secret for the first time. */
async function deliver(value: string, request: SignedRequest, attempts = 40) {
	const answer = await send(value, request);
	if (answer.status !== 503 || attempts === 1) return answer;
	await sleep(500);
	return await deliver(value, request, attempts - 1);
}

const signed = async (value: string, body: unknown) =>
	await send(value, requestOf(value, { body: JSON.stringify(body) }));

const executionCount = async () => (await bench.client.executions({ workflowId: workflow.id })).length;

describe('senders by name', () => {
	it('are answered when they check the URL, and start nothing', async () => {
		const secret = randomBytes(32).toString('hex');
		const told = await call(learning, { method: 'POST', headers: { 'x-hook-secret': secret } });
		expect([told.status, told.headers.get('x-hook-secret'), told.body]).toEqual([200, secret, '']);
		keys.set(learning, { secret, signingKey: secret });

		for (const value of ['meta', 'whatsApp']) {
			const answer = await call(value, {}, '?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=x');
			expect([answer.status, answer.body]).toEqual([200, '1158201444']);
			expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
		}
		expect(await call('dropbox', {}, '?challenge=abc')).toMatchObject({ status: 200, body: 'abc' });
		for (const value of ['intercom', 'trello']) {
			expect(await call(value, { method: 'HEAD' })).toMatchObject({ status: 200 });
		}
		expect(await call('slackInteractivity', {}, '?ssl_check=1')).toMatchObject({ status: 200, body: '' });
		const form = { 'content-type': 'application/x-www-form-urlencoded' };
		expect(await call('wooCommerce', { method: 'POST', headers: form, body: 'webhook_id=7' })).toMatchObject({
			status: 200,
		});
		const json = { 'content-type': 'application/json' };
		const test = { method: 'POST', headers: { ...json, 'x-test-notification': 'true' }, body: '{}' };
		expect(await call('wise', test)).toMatchObject({ status: 200 });

		const challenge = { type: 'url_verification', challenge: '3eZbrw1aBm2rZgRNFdxV' };
		expect(await signed('slack', challenge)).toMatchObject({ status: 200, body: challenge.challenge });
		expect(await signed('discord', { id: '1', type: 1 })).toMatchObject({ status: 200, body: '{"type":1}' });
		const plainToken = 'qgg8vlvZRS6UYooatFL8Aw';
		const validation = await signed('zoom', { event: 'endpoint.url_validation', payload: { plainToken } });
		expect(JSON.parse(validation.body)).toEqual({
			plainToken,
			encryptedToken: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
		const intent = { events: [], firstEventSequence: 0, lastEventSequence: 0, entropy: 'ABCD' };
		expect(await signed('xero', intent)).toMatchObject({ status: 200, body: '' });
		const forged = { ...requestOf('xero', { body: JSON.stringify(intent) }), body: Buffer.from('{}') };
		expect(await send('xero', forged)).toMatchObject({ status: 401, body: '' });
		expect(await signed(learning, { events: [] })).toMatchObject({ status: 200 });

		for (const method of ['GET', 'HEAD', 'PUT']) {
			expect(await call('stripe', { method })).toMatchObject({ status: 405 });
		}
		expect(await executionCount()).toBe(0);
	}, 120_000);

	it('start one execution with an authentic delivery, and none with a repeated, spoiled or forged one', async () => {
		expect(popular.length).toBeGreaterThanOrEqual(40);
		const made = new Map(popular.map((value) => [value, requestOf(value)]));
		const answers = await Promise.all(
			popular.map(async (value) => {
				const request = made.get(value)!;
				const first = await deliver(value, request);
				const again = await deliver(value, request);
				const forged = await deliver(
					value,
					requestOf(value, { signingKey: secretFor(factsBySender[value].signs).signingKey }),
				);
				const isToken = factsBySender[value].signs.algorithm === 'token' || ['adyen', 'mailgun'].includes(value);
				const spoiledBody = Buffer.concat([Buffer.from(' '), request.body]);
				const spoiled = isToken ? null : await deliver(value, { ...request, body: spoiledBody });
				return [value, first.status, again.status, forged.status, spoiled?.status ?? 401] as const;
			}),
		);
		expect(answers).toEqual(popular.map((value) => [value, 200, 200, 401, 401]));

		const repeating = knownSenders
			.filter(({ delivery }) => delivery.everyDeliveryIsNew)
			.map(({ delivery }) => delivery.provider);
		const repeated = popular.filter((value) => repeating.includes(value)).length;
		const executions = await bench.client.waitForExecutions(workflow.id, popular.length + repeated, {
			timeoutMs: 120_000,
		});
		expect(executions).toHaveLength(popular.length + repeated);
		const details = await Promise.all(executions.map(async ({ id }) => await bench.client.execution(id)));
		const senders = details.flatMap(({ items }) => items('Received').map(({ json }) => json.provider));
		expect(new Set(senders)).toEqual(new Set(popular));
		expect(new Set(details.map(({ status }) => status))).toEqual(new Set(['success']));
		process.stdout.write(`e2e: ${popular.length} of 45 best-known senders by name: ${popular.join(', ')}\n`);
	}, 240_000);

	it('get the answers that they demand', async () => {
		for (const value of ['airtable', 'xero']) {
			const answer = await send(value, requestOf(value, { extra: 'new' }));
			expect([answer.status, answer.body]).toEqual([200, '']);
			expect(answer.headers.get('content-type')).toContain('text/plain');
		}
		expect(await send('box', requestOf('box', { id: 'id-2' }))).toMatchObject({
			status: 200,
			body: '{"received":true}',
		});
	}, 60_000);
});
