import type { INodeProperties } from 'n8n-workflow';

/** Where a body says what, for every sender. */
export const fieldsProperty: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	noDataExpression: true,
	description:
		'Where the body of a delivery says what, if not in the usual places. A path leads through objects by dots, and through lists by []. The documentation of this node lists the usual places and words.',
	options: [
		{
			displayName: 'Completed Values',
			name: 'completedValues',
			type: 'string',
			default: '',
			placeholder: 'e.g. success, done',
			description: 'The values of Status Field that say that the work is done, separated by commas',
		},
		{
			displayName: 'Entries Field',
			name: 'entriesField',
			type: 'string',
			default: '',
			placeholder: 'e.g. entry[].changes[]',
			description: 'Where a list is of which each entry is an event. A body that is a list itself needs none.',
		},
		{
			displayName: 'Error Field',
			name: 'errorField',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.failure_reason',
			description: 'Where the reason of a failure is',
		},
		{
			displayName: 'Failed Values',
			name: 'failedValues',
			type: 'string',
			default: '',
			placeholder: 'e.g. failed, rejected',
			description: 'The values of Status Field that say that the work has failed, separated by commas',
		},
		{
			displayName: 'Job ID Field',
			name: 'jobIdField',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.task_id',
			description: 'Where the ID of the job is',
		},
		{
			displayName: 'Result Fields',
			name: 'resultFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.video_url, data.images',
			description: 'Where the addresses of the results are, separated by commas',
		},
		{
			displayName: 'Status Field',
			name: 'statusField',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.state',
			description: 'Where the status of the job is, if the name of the event does not say it',
		},
		{
			displayName: 'Time Field',
			name: 'timeField',
			type: 'string',
			default: '',
			placeholder: 'e.g. created_at',
			description: 'Where the time of the event is, for Max Event Age: in seconds, milliseconds or ISO 8601',
		},
	],
};
