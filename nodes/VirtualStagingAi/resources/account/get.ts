import type { Operation } from '../../../shared/glue/operations/operation';
import { itemsOf } from '../../../shared/glue/operations/output';
import { getAccount } from '../../api';
import { accountOutput } from '../../output-schemas';

/** Gets the account. */
export const getAccountOperation: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get the account',
	description: 'Returns the account of the API key, its photo limits and how many photos it has used this period',
	endpoint: 'GET /user',
	properties: [],
	output: accountOutput,
	async run(context) {
		return itemsOf(await getAccount(context));
	},
};
