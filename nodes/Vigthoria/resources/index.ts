import type { Resource } from '../../shared/glue/operations/operation';
import { sendTestEventOperation } from '../../shared/glue/operations/send-test-event';
import { verifySignatureOperation } from '../../shared/glue/operations/verify-signature';
import { generateMusicOperation } from './music/generate';
import { getMusicOperation } from './music/get';
import { getMusicLibraryOperation } from './music/getAll';
import { generateVideoOperation } from './video/generate';
import { webhookTools } from './webhook/tools';

/** What the Vigthoria node can do. */
export const vigthoriaResources: readonly Resource[] = [
	{
		value: 'music',
		name: 'Music',
		operations: [generateMusicOperation, getMusicOperation, getMusicLibraryOperation],
	},
	{ value: 'video', name: 'Video', operations: [generateVideoOperation] },
	{
		value: 'webhook',
		name: 'Webhook',
		operations: [sendTestEventOperation(webhookTools), verifySignatureOperation(webhookTools)],
	},
];
