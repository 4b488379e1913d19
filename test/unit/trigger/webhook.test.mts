import { EventEmitter } from 'node:events';

import type { IWebhookFunctions } from 'n8n-workflow';

import { receiveDelivery } from '../../../nodes/shared/trigger/webhook.ts';
import { vigthoriaApi } from '../../../nodes/Vigthoria/api.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';

/** As much of n8n's webhook context as a refusal needs; the integration suite has the real one. */
function webhookContext(nodeId: string, ip: string, warnings: string[]) {
	const response = Object.assign(new EventEmitter(), { writeHead: () => response, end: () => response });
	return {
		getRequestObject: () => ({ ip, headers: {}, rawBody: Buffer.from('{}') }),
		getResponseObject: () => response,
		getNodeParameter: (name: string) => (name === 'options' ? { allowedIps: '192.0.2.1' } : ['*']),
		getNode: () => ({
			id: nodeId,
			name: 'My Trigger',
			credentials: {},
			parameters: { options: { allowedIps: '192.0.2.1' } },
		}),
		getWorkflow: () => ({ id: 'workflow-1' }),
		getMode: () => 'trigger',
		logger: { warn: (text: string) => warnings.push(text) },
	} as unknown as IWebhookFunctions;
}

const definition = { api: vigthoriaApi, delivery: vigthoriaDelivery };

describe('a delivery from an address that is not allowed', () => {
	it('is noted in the log', async () => {
		const warnings: string[] = [];
		await receiveDelivery(webhookContext('node-1', '198.51.100.1', warnings), definition);
		expect(warnings).toEqual([expect.stringContaining('198.51.100.1')]);
	});

	it('is one of a flood that does not flood the log, though each comes from another address', async () => {
		const warnings: string[] = [];
		for (let host = 0; host < 200; host++) {
			await receiveDelivery(webhookContext('node-2', `198.51.100.${host}`, warnings), definition);
		}
		expect(warnings).toHaveLength(1);
	});
});
