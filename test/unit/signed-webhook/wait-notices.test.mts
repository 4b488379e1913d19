/** What the node says of a sender while Wait for Webhook is being set up, as n8n's own rules of display decide. */
import { type INode, type INodeParameters, type INodeTypeDescription, NodeHelpers } from 'n8n-workflow';

import { knownSenders } from '../../../nodes/SignedWebhook/known-senders.ts';
import { SignedWebhook } from '../../../nodes/SignedWebhook/SignedWebhook.node.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';
import { VirtualStagingAi } from '../../../nodes/VirtualStagingAi/VirtualStagingAi.node.ts';

const workflow = new SignedWebhook().description;
/** n8n makes a second node type of a node that is usable as a tool, with this name. */
const asTool = (description: INodeTypeDescription) => ({ ...description, name: `${description.name}Tool` });

function notices(description: INodeTypeDescription, parameters: INodeParameters) {
	const node = { typeVersion: 2, parameters } as unknown as INode;
	const all = NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description) ?? {};
	return description.properties
		.filter(({ type }) => type === 'notice')
		.filter((property) => NodeHelpers.displayParameter(all, property, node, description));
}

const shownNotices = (description: INodeTypeDescription, parameters: INodeParameters) =>
	notices(description, parameters).map(({ name }) => name);

const waitFor = (sender: string) => ({ resource: 'webhook', operation: 'wait', sender });
const byUrl = (sender: string, description: INodeTypeDescription = workflow) =>
	shownNotices(description, waitFor(sender)).filter((name) => name !== 'senderNotice');

describe('Wait for Webhook', () => {
	it.each([
		'replicate',
		'fal',
		'blackForestLabs',
		'freepik',
		'higgsfield',
		'syncSo',
		'kieAi',
		'luma',
		'hedra',
		'bitPay',
	])('tells to give the resume URL to %s', (sender) => {
		expect(byUrl(sender)).toEqual(['resumeUrlNotice']);
	});

	it.each([
		'openAi',
		'elevenLabs',
		'gemini',
		'heyGen',
		'magicHour',
		'mux',
		'synthesia',
		'twelveLabs',
		'leonardoAi',
		'gitHub',
		'stripe',
	])('says that %s needs a second workflow', (sender) => {
		expect(byUrl(sender)).toEqual(['accountUrlNotice']);
	});

	it('says the same of MiniMax, which calls the URL before the execution sleeps', () => {
		expect(byUrl('miniMax')).toEqual(['accountUrlNotice']);
	});

	it.each(['standardWebhooks', 'custom', 'supabaseDatabase'])('leaves it open for %s', (sender) => {
		expect(byUrl(sender)).toEqual(['unknownUrlNotice']);
	});

	it('says one of these of every sender', () => {
		for (const { delivery } of knownSenders) expect(byUrl(delivery.provider)).toHaveLength(1);
	});

	it('leads to the page that has the two workflows', () => {
		const [notice] = workflow.properties.filter(({ name }) => name === 'accountUrlNotice');
		expect(notice.displayName).toContain('docs/waiting.md#services-with-one-address-per-account');
	});

	it.each(['openAi', 'replicate', 'miniMax'])('says in a tool alone that an agent cannot wait for %s', (sender) => {
		expect(byUrl(sender, asTool(workflow))).toEqual(['waitAsToolNotice']);
	});
});

describe('every operation with a sender', () => {
	it.each(['wait', 'verifySignature', 'sendTestEvent'])(
		'%s says where URL and secret of the sender are',
		(operation) => {
			for (const { delivery, urlPlace, secretPlace } of senders) {
				const shown = notices(workflow, { ...waitFor(delivery.provider), operation });
				const own = shown.filter(({ name }) => name === 'senderNotice').map(({ displayName }) => displayName);
				expect(own).toEqual([`${urlPlace} ${secretPlace}`]);
			}
		},
	);

	it('says of all other senders in the list what is known of their secrets', () => {
		const [{ options = [] }] = workflow.properties.filter(({ name }) => name === 'sender');
		const texts = new Map(
			options.map((each) => ['value' in each && each.value, 'description' in each && each.description]),
		);
		for (const value of ['gitHub', 'stripe', 'slack', 'luma']) expect(texts.get(value)).toMatch(/secret/i);
	});

	it('Create Callback URL and Identify Sender say nothing of a sender', () => {
		for (const operation of ['createCallbackUrl', 'identifySender']) {
			const shown = shownNotices(workflow, { resource: 'webhook', operation, sender: 'replicate' });
			expect(shown).not.toContain('senderNotice');
		}
	});
});

describe('what is preselected', () => {
	const preselected = (description: INodeTypeDescription) =>
		NodeHelpers.getNodeParameters(description.properties, {}, true, false, { typeVersion: 2 } as INode, description);

	it('in a workflow is Wait for Webhook', () => {
		expect(preselected(workflow)).toMatchObject({ operation: 'wait' });
	});

	it("in an agent's tool is an operation that can run there", () => {
		expect(preselected(asTool(workflow))).toMatchObject({ operation: 'sendTestEvent' });
	});
});

describe('Create and Wait of Virtual Staging AI', () => {
	const { description } = new VirtualStagingAi();
	const createAndWait = { resource: 'render', operation: 'createAndWait' };

	it('warns in a workflow of the secret of the whole account', () => {
		expect(shownNotices(description, createAndWait)).toEqual(['waitNotice']);
	});

	it('says in a tool that it asks, and sets no secret', () => {
		expect(shownNotices(asTool(description), createAndWait)).toEqual(['waitAsToolNotice']);
	});
});
