/** A wrong setting: the sender learns nothing, the log names the setting, the editor has the remedy. */
import { createHmac, randomUUID } from 'node:crypto';

import type { INodeExecutionData, INodeParameters, INodeType, WorkflowExecuteMode } from 'n8n-workflow';

import { SignedWebhookTrigger } from '../../../nodes/SignedWebhook/SignedWebhookTrigger.node.ts';
import { makeExecuteContext, makeWebhookContext } from '../support/n8n-contexts.mts';
import { collectWarnings } from '../triggers/support/warnings.mts';
import { closeHosts, startWebhookHost } from '../triggers/support/webhook-host.mts';

const trigger = new SignedWebhookTrigger() as INodeType & SignedWebhookTrigger;
const SECRET = 'a-secret-of-the-sender';
const BODY = '{"id":"evt_1","type":"invoice.paid"}';
const hex = createHmac('sha256', SECRET).update(BODY).digest('hex');

afterEach(() => {
	jest.restoreAllMocks();
});

async function deliver(mode: WorkflowExecuteMode, parameters: INodeParameters, headers: Record<string, string>) {
	const setUp = {
		nodeType: trigger,
		parameters: { sender: 'custom', signatureHeader: 'X-Signature', events: ['*'], ...parameters },
		credentials: { signedWebhookApi: { webhookSecret: SECRET } },
		node: { id: randomUUID(), webhookId: randomUUID() },
		workflowId: randomUUID(),
		mode,
	};
	const host = await startWebhookHost(
		async (request, response) => await trigger.webhook.call(makeWebhookContext({ ...setUp, request, response })),
		trigger.description.webhooks,
	);
	const response = await fetch(`${host.baseUrl}/x/webhook`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: BODY,
	});
	const answer = { status: response.status, body: await response.text() };
	await closeHosts();
	const execute = async (items: INodeExecutionData[]) =>
		await trigger.execute.call(makeExecuteContext({ ...setUp, items }));
	return { answer, executions: host.executions as Array<{ items: INodeExecutionData[] }>, execute };
}

const mistakes: Array<[name: string, INodeParameters, Record<string, string>, what: string, hint: string]> = [
	[
		'a forgotten prefix',
		{},
		{ 'X-Signature': `sha256=${hex}` },
		'its x-signature header is not written in hex',
		'It begins with "sha256=": enter that as Signature Prefix.',
	],
	[
		'pairs that are set as plain',
		{},
		{ 'X-Signature': `t=1,v1=${hex}` },
		'its x-signature header is not written in hex',
		'It is a list of pairs: set Signature Format to Pairs.',
	],
	[
		'another timestamp',
		{ signedContent: '{timestamp}.{body}', timestampHeader: 'X-Time' },
		{ 'X-Signature': hex, 'X-Time': 'yesterday at noon' },
		'its timestamp is neither a number nor ISO 8601 with an offset',
		'It is "yesterday at noon".',
	],
];

describe.each(mistakes)('%s', (_, parameters, headers, what, hint) => {
	it('is answered as any forgery is, and names itself in the log without a value of the delivery', async () => {
		const warnings = collectWarnings();
		const { answer, executions } = await deliver('webhook', parameters, headers);
		expect(answer).toEqual({ status: 401, body: '{"error":"unauthorized"}' });
		expect(executions).toEqual([]);
		expect(warnings).toEqual([expect.stringContaining(what)]);
		for (const value of Object.values(headers)) expect(warnings.join()).not.toContain(value);
		expect(warnings.join()).not.toContain(hex);
	});

	it('is an error in the editor, with the remedy', async () => {
		const { answer, executions, execute } = await deliver('manual', parameters, headers);
		expect(answer).toEqual({ status: 401, body: '{"error":"unauthorized"}' });
		await expect(execute(executions[0].items)).rejects.toMatchObject({
			message: `A delivery was refused: ${what}`,
			description: expect.stringContaining(hint) as string,
		});
	});
});
