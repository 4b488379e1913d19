import type { INodeProperties } from 'n8n-workflow';

import { generationEventSchema } from '../event/schema';
import { ANY_EVENT, verifyDelivery } from '../delivery/verify';
import { toText } from '../util/json';
import type { Operation } from './operation';
import { signingSecret } from '../endpoints/credential-secret';
import type { SignatureScheme } from '../delivery/scheme';
import { headersBesideSignature } from '../trigger/scheme-needs';
import type { ClaimedSender } from '../trigger/refusal-texts';
import { rawBody, rawBodyProperties } from './raw-body';
import { onMismatchProperty, verdictItem, verdictSchema } from './verdict-item';

/**
 * Makes the operation that checks a delivery which some other node has received.
 *
 * @param sender the provider that the delivery claims to come from
 * @returns the operation
 */
export function verifySignatureOperation(sender: ClaimedSender): Operation {
	const { api, delivery } = sender;
	const headers = headerFields(delivery.signature);
	return {
		value: 'verifySignature',
		name: 'Verify Signature',
		action: 'Verify a signature',
		description: `Checks whether a delivery that another node received is really from ${api.displayName}, with the Webhook Secret of the credential. Returns the event if it is, and fails with the reason if it is not.`,
		endpoint: 'none: nothing is sent',
		properties: [...rawBodyProperties, ...headers.map(({ property }) => property), onMismatchProperty],
		output: () => verdictSchema(generationEventSchema(delivery)),
		async run(context, itemIndex) {
			const body = await rawBody(context, itemIndex);
			const values = headers.map(({ header, property }) => [
				header,
				toText(context.getNodeParameter(property.name, itemIndex, ''))?.trim(),
			]);
			const verdict = verifyDelivery(
				delivery,
				{ body, headers: Object.fromEntries(values) as Record<string, string | undefined> },
				{
					secrets: [await signingSecret(context, api)],
					events: [ANY_EVENT],
					maxAge: 0,
					now: Date.now(),
				},
			);
			return [verdictItem(context, itemIndex, sender, verdict)];
		},
	};
}

/** One field for each header that the scheme needs; of a header with several names, the usual one. */
function headerFields(scheme: SignatureScheme): Array<{ header: string; property: INodeProperties }> {
	const fields = [{ name: 'signature', displayName: 'Signature', names: scheme.places }];
	for (const names of headersBesideSignature(scheme)) {
		const words = names[0].split('-').map((word) => word[0].toUpperCase() + word.slice(1));
		const name = words.join('');
		fields.push({ name: name[0].toLowerCase() + name.slice(1), displayName: words.join(' '), names });
	}
	return fields.map(({ name, displayName, names }) => ({
		header: names[0],
		property: {
			displayName,
			name,
			type: 'string',
			required: true,
			default: `={{ ${names.map((header) => `$json.headers["${header}"]`).join(' ?? ')} }}`,
			description: `The value of the ${names.join(' or ')} header of the delivery`,
		},
	}));
}
