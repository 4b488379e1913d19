import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { getJob } from '../../api';

const JOB_ID: INodeProperties = {
	displayName: 'Job ID',
	name: 'jobId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. job_123',
	description: 'The job ID that the Generate operation returned',
};

/** Gets the state of an image job. */
export const getJobOperation: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get a job',
	description: 'Returns the state of an image job',
	endpoint: 'GET /ai/jobs/{id}',
	properties: [JOB_ID],
	async run(context, itemIndex) {
		return toItems(await getJob(context, requiredText(context, itemIndex, JOB_ID)));
	},
};
