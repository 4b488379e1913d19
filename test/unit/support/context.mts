import type { IHookFunctions, INode } from 'n8n-workflow';

const node: INode = {
	id: 'node-1',
	name: 'My Trigger',
	type: 'acmeTrigger',
	typeVersion: 2,
	position: [0, 0],
	parameters: {},
};

/** As much of n8n's hook context as address checks need; the integration suite has the real one. A workflow's warnings are not repeated for a while. */
export function hookContext(url?: string, mode = 'trigger', workflow = 'workflow-1') {
	const warnings: string[] = [];
	const context = {
		getNode: () => node,
		getWorkflow: () => ({ id: workflow }),
		getMode: () => mode,
		getNodeWebhookUrl: () => url,
		logger: { warn: (text: string) => warnings.push(text) },
	} as unknown as IHookFunctions;
	return { context, warnings };
}
