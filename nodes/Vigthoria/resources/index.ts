import type { Resource } from '../../shared/operations/operation';
import { sendTestEventOperation } from '../../shared/operations/send-test-event';
import { verifySignatureOperation } from '../../shared/operations/verify-signature';
import { vigthoriaApi } from '../api';
import { vigthoriaDelivery } from '../delivery';
import { generateMusicOperation } from './music/generate';
import { getMusicOperation } from './music/get';
import { getMusicLibraryOperation } from './music/getAll';
import { generateVideoOperation } from './video/generate';

const sender = { api: vigthoriaApi, delivery: vigthoriaDelivery };

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
		operations: [sendTestEventOperation(sender), verifySignatureOperation(sender)],
	},
];
