import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { packFolder } from './pack.mts';

/** The node type of the probe's trigger. */
export const PROBE_TRIGGER = 'n8n-nodes-harness-probe.probeTrigger';

const MANIFEST = {
	name: 'n8n-nodes-harness-probe',
	version: '0.0.1',
	keywords: ['n8n-community-node-package'],
	n8n: {
		n8nNodesApiVersion: 1,
		nodes: ['dist/ProbeTrigger.node.js'],
		credentials: ['dist/ProbeApi.credentials.js'],
	},
};

const TRIGGER = `
class ProbeTrigger {
	description = {
		displayName: 'Probe Trigger', name: 'probeTrigger', group: ['trigger'], version: 2,
		description: 'Receives anything', defaults: { name: 'Probe Trigger' },
		inputs: [], outputs: ['main'],
		credentials: [{ name: 'probeApi', required: false }],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'webhook', responseMode: 'onReceived', responseData: 'received' }],
		properties: [
			{ displayName: 'Refuse', name: 'refuse', type: 'boolean', default: false },
			{ displayName: 'Flavour', name: 'flavour', type: 'options', default: '', typeOptions: { loadOptionsMethod: 'flavours' } },
		],
	};
	methods = {
		loadOptions: { async flavours() { return [{ name: 'Sweet', value: 'sweet' }]; } },
		listSearch: { async find(filter) { return { results: [{ name: 'Found ' + filter, value: filter }] }; } },
	};
	webhookMethods = {
		default: {
			async checkExists() { return false; },
			async create() {
				if (this.getNodeParameter('refuse', false)) throw new Error('The probe refuses');
				return true;
			},
			async delete() { return true; },
		},
	};
	async webhook() { return { workflowData: [[{ json: { body: this.getBodyData() } }]] }; }
	async execute() { return [this.getInputData().map(({ json }) => ({ json: { ...json, executed: true } }))]; }
}
module.exports = { ProbeTrigger };
`;

const CREDENTIAL = `
class ProbeApi {
	name = 'probeApi';
	displayName = 'Probe API';
	properties = [
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
		{ displayName: 'Path', name: 'path', type: 'string', default: '/healthz' },
	];
	test = { request: { baseURL: '={{ $credentials.baseUrl }}', url: '={{ $credentials.path }}' } };
}
module.exports = { ProbeApi };
`;

/** Packs a community package with one trigger, for trying the harness itself, and returns the tarball's path. */
export async function packProbe(): Promise<string> {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'n8n-probe-'));
	await mkdir(path.join(folder, 'dist'));
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(MANIFEST));
	await writeFile(path.join(folder, 'dist', 'ProbeTrigger.node.js'), TRIGGER);
	await writeFile(path.join(folder, 'dist', 'ProbeApi.credentials.js'), CREDENTIAL);
	const tarball = await packFolder(folder);
	await rm(folder, { recursive: true });
	return tarball;
}
