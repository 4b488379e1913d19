import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
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
		return toItems(await getAccount(context));
	},
};
