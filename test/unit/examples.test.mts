import { readFileSync } from 'node:fs';

import { inRepository } from '../harness/paths.mts';
import { exampleNames, readExample } from '../support/examples.mts';

describe.each(exampleNames())('the example %s', (name) => {
	const { name: title, nodes, ...workflow } = readExample(name);
	const text = readFileSync(inRepository(`examples/${name}.json`), 'utf8');

	it('has nothing of whoever made it: no credentials, no ids of an n8n, no data', () => {
		expect(Object.keys({ nodes, ...workflow }).sort()).toEqual(['connections', 'nodes', 'pinData', 'settings']);
		expect(workflow.pinData).toEqual({});
		for (const node of nodes) {
			expect(Object.keys(node).sort()).toEqual(['id', 'name', 'parameters', 'position', 'type', 'typeVersion']);
		}
	});

	it("uses this package's nodes and n8n's own only, and none that n8n 1 lacks", () => {
		const types = nodes.map(({ type }) => type.split('.')[0]);
		expect([...new Set(types)].sort()).toEqual(['n8n-nodes-ai-media-webhooks', 'n8n-nodes-base']);
	});

	it('has placeholders for every address and is explained by sticky notes', () => {
		const addresses = text.match(/https?:\/\/[^/"\s\\]+/g) ?? [];
		const services = ['https://api.listingrvaai.com', 'https://api.replicate.com', 'https://queue.fal.run', 'https://github.com'];
		const known = ['https://example.com', ...services];
		expect(addresses.filter((address) => !known.includes(address))).toEqual([]);
		const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(notes.some(({ parameters }) => String(parameters?.content).includes('**Before you'))).toBe(true);
	});

	it('connects nodes that are there', () => {
		const names = nodes.map((node) => node.name);
		const ends = Object.values(workflow.connections ?? {}).flatMap(({ main }) => main.flat());
		expect(names).toEqual(expect.arrayContaining([...Object.keys(workflow.connections ?? {}), ...ends.map((end) => end?.node)]));
		expect(new Set(names).size).toBe(names.length);
	});

	it('is listed in examples/README.md by its title', () => {
		expect(readFileSync(inRepository('examples/README.md'), 'utf8')).toContain(`[${title}](${name}.json)`);
	});
});
