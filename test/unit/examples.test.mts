import { readFileSync } from 'node:fs';

import type { ZodType } from 'zod/v4';

import { listingRvaDelivery } from '../../nodes/ListingRva/delivery.ts';
import { listingRvaResources } from '../../nodes/ListingRva/resources/index.ts';
import type { DeliveryDefinition } from '../../nodes/shared/delivery/definition.ts';
import type { Resource } from '../../nodes/shared/operations/operation.ts';
import { generationEventSchema } from '../../nodes/shared/event/schema.ts';
import { signedWebhookOutput } from '../../nodes/SignedWebhook/output-schemas.ts';
import { signedWebhookResources } from '../../nodes/SignedWebhook/resources/index.ts';
import { vigthoriaDelivery } from '../../nodes/Vigthoria/delivery.ts';
import { vigthoriaResources } from '../../nodes/Vigthoria/resources/index.ts';
import { virtualStagingAiDelivery } from '../../nodes/VirtualStagingAi/delivery.ts';
import { virtualStagingAiResources } from '../../nodes/VirtualStagingAi/resources/index.ts';
import type { WorkflowNode } from '../harness/n8n-types.mts';
import { inRepository } from '../harness/paths.mts';
import { exampleNames, readExample } from '../support/examples.mts';
import { expectNone } from '../support/expect-none.mts';

const triggers: Record<string, DeliveryDefinition> = {
	listingRvaTrigger: listingRvaDelivery,
	virtualStagingAiTrigger: virtualStagingAiDelivery,
	vigthoriaTrigger: vigthoriaDelivery,
};

const resources: Record<string, readonly Resource[]> = {
	listingRva: listingRvaResources,
	virtualStagingAi: virtualStagingAiResources,
	vigthoria: vigthoriaResources,
	signedWebhook: signedWebhookResources,
};

/** What a node of this package announces; undefined for nodes of n8n and where nothing is announced. */
function outputOf({ type, parameters }: WorkflowNode): ZodType | undefined {
	const [, name] = type.split('.');
	if (name === 'signedWebhookTrigger') return signedWebhookOutput();
	if (name in triggers) return generationEventSchema(triggers[name]);
	const resource = resources[name]?.find(({ value }) => value === parameters?.resource);
	return resource?.operations.find(({ value }) => value === parameters?.operation)?.output?.();
}

describe.each(exampleNames())('the example %s', (name) => {
	const { name: title, nodes, pinData, ...workflow } = readExample(name);
	const text = readFileSync(inRepository(`examples/${name}.json`), 'utf8');

	it('has nothing of whoever made it: no credentials and no ids of an n8n', () => {
		expect(Object.keys({ nodes, pinData, ...workflow }).sort()).toEqual([
			'connections',
			'nodes',
			'pinData',
			'settings',
		]);
		const settings = ['alwaysOutputData', 'retryOnFail', 'maxTries', 'waitBetweenTries'];
		for (const node of nodes) {
			const keys = Object.keys(node).filter((key) => !settings.includes(key));
			expect(keys.sort()).toEqual(['id', 'name', 'parameters', 'position', 'type', 'typeVersion']);
		}
	});

	it("uses this package's nodes and n8n's own only, and none that n8n 1 lacks", () => {
		const types = nodes.map(({ type }) => type.split('.')[0]);
		expect([...new Set(types)].sort()).toEqual(['n8n-nodes-ai-media-webhooks', 'n8n-nodes-base']);
	});

	it('has placeholders for every address and is explained by sticky notes', () => {
		const addresses = text.match(/https?:\/\/[^/"\s\\]+/g) ?? [];
		const services = [
			'https://api.listingrvaai.com',
			'https://api.replicate.com',
			'https://queue.fal.run',
			'https://api.kie.ai',
			'https://api.lumalabs.ai',
			'https://api.openai.com',
			'https://api.heygen.com',
			'https://github.com',
		];
		const known = ['https://example.com', ...services];
		expectNone(
			addresses.filter((address) => !known.includes(address)),
			`examples/${name}.json has addresses of somebody's own: write https://example.com instead, or add the service to \`services\` in test/unit/examples.test.mts.`,
		);
		const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(notes.some(({ parameters }) => String(parameters?.content).includes('**Before you'))).toBe(true);
	});

	it('pins to its nodes what they put out', () => {
		for (const [nodeName, items] of Object.entries(pinData ?? {})) {
			const node = nodes.find((each) => each.name === nodeName);
			const schema = node && outputOf(node);
			expect({ nodeName, isThere: node !== undefined, hasItems: items.length > 0 }).toEqual({
				nodeName,
				isThere: true,
				hasItems: true,
			});
			for (const { json } of items)
				expect({ nodeName, issues: schema?.safeParse(json).error?.issues ?? [] }).toEqual({ nodeName, issues: [] });
		}
	});

	it('runs without an account: every node that talks to a service has a pin', () => {
		const talking = nodes
			.filter(({ type }) => /httpRequest$|base\.(?:n8n|dataTable)$|ai-media-webhooks/.test(type))
			.map((node) => node.name);
		const needsNone = name === 'first-event' ? talking : Object.keys(pinData ?? {});
		expectNone(
			talking.filter((each) => !needsNone.includes(each)),
			`Pin the output of these nodes in examples/${name}.json (\`pinData\`): they ask a service, which needs an account.`,
		);
	});

	it('connects nodes that are there', () => {
		const names = nodes.map((node) => node.name);
		const ends = Object.values(workflow.connections ?? {}).flatMap(({ main }) => main.flat());
		expect(names).toEqual(
			expect.arrayContaining([...Object.keys(workflow.connections ?? {}), ...ends.map((end) => end?.node)]),
		);
		expect(new Set(names).size).toBe(names.length);
	});

	it('is listed in examples/README.md by its title', () => {
		const link = `[${title}](${name}.json)`;
		const isListed = readFileSync(inRepository('examples/README.md'), 'utf8').includes(link);
		expectNone(isListed ? [] : [link], 'Add a row with this link to the table of examples/README.md.');
	});
});

it("the README's first event is the example of that name", () => {
	const [, json] =
		/<!-- first event -->\s*```json\n([\s\S]*?)```/.exec(readFileSync(inRepository('README.md'), 'utf8')) ?? [];
	const example = readExample('first-event');
	const nodes = example.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	const pasted = JSON.parse(json) as typeof example;
	expect(nodes.map(({ id: _id, ...node }) => ({ ...node, parameters: node.parameters ?? {} }))).toEqual(
		pasted.nodes.map((node) => ({ ...node, parameters: node.parameters ?? {} })),
	);
	expect(pasted.connections).toEqual(example.connections);
});
