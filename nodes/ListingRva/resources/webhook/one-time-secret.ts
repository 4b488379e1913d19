import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod/v4';

import { isJsonObject } from '../../../shared/util/json';
import type { CreatedEndpoint } from '../../api';

const KEEP =
	'The secret is shown only once. Store it now, for example as Webhook Secret of the ListingRVA AI credential.';

/** The output of {@link oneTimeSecretItem}. */
export const oneTimeSecretOutput = () =>
	z.looseObject({ id: z.string().optional(), secret: z.string().nullable(), notice: z.string() });

/**
 * Makes the output item of an operation that creates a secret, and shows a warning in the editor.
 *
 * @param more further fields, and a notice to put first
 * @returns the response body with `id` and `secret`, as far as it contains them, and a `notice`
 */
export function oneTimeSecretItem(
	context: IExecuteFunctions,
	{ id, secret, body }: CreatedEndpoint,
	more: { notice?: string; fields?: Record<string, string | boolean> } = {},
): INodeExecutionData[] {
	const advice = secret === null ? 'ListingRVA AI returned no secret.' : KEEP;
	const notice = more.notice === undefined ? advice : `${more.notice} ${advice}`;
	context.addExecutionHints({ message: notice, type: 'warning', location: 'outputPane' });
	return [{ json: { ...(isJsonObject(body) ? body : {}), id, secret, ...more.fields, notice } }];
}
