import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod/v4';

import { secretsIn } from '../../shared/endpoints/signing-secrets';
import type { Operation } from '../../shared/operations/operation';
import { CREDENTIAL_TYPE, CUSTOM } from '../chosen-sender';
import { type Identification, identify } from '../identify/identify';
import { isSigned } from '../identify/is-signed';
import { candidateText, identityText, type Wording } from '../identify/texts';
import { deliveryProperties, readDelivery } from './delivery-properties';

/** Whose delivery is it, and which settings fit it? */
export const identifySenderOperation: Operation = {
	value: 'identifySender',
	name: 'Identify Sender',
	action: 'Identify a sender',
	description:
		'Finds out which sender a delivery that another node received is from, with the secret of the credential. Returns the sender to choose, or the settings of Any Other Service that fit, or what is wrong with the nearest sender.',
	endpoint: 'none: nothing is sent',
	properties: deliveryProperties(),
	output: () =>
		z.object({
			sender: z.string().nullable(),
			message: z.string(),
			settings: z.looseObject({ signatureHeader: z.string() }).nullable(),
			candidates: z.array(
				z.object({ sender: z.string(), name: z.string(), verified: z.boolean(), message: z.string() }),
			),
		}),
	async run(context, itemIndex) {
		const secrets = secretsIn(await context.getCredentials(CREDENTIAL_TYPE));
		const delivery = await readDelivery(context, itemIndex);
		const found = identify(delivery, { secrets, now: Date.now() });
		return [{ json: itemOf(found, { secrets, addressSetting: 'URL' }) }];
	},
};

const NOTHING_FOUND =
	'No sender of the list has its signature where this delivery may have one, and no usual settings of Any Other Service fit. Compare its headers with the documentation of the sender, and copy the secret again.';

function itemOf(found: Identification, wording: Wording): IDataObject {
	const { signers, settings, candidates } = found;
	const [signer] = signers;
	return {
		sender: signer?.sender.delivery.provider ?? (settings === null ? null : CUSTOM),
		message: identityText(found, wording) ?? NOTHING_FOUND,
		settings: settings as IDataObject | null,
		candidates: candidates.map((candidate) => ({
			sender: candidate.sender.delivery.provider,
			name: candidate.sender.displayName,
			verified: isSigned(candidate.verdict),
			message: candidateText(candidate, wording),
		})),
	};
}
