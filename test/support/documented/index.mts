import { sendersThatSignTheBody } from './body-only.mts';
import { sendersThatSignFields } from './fields.mts';
import { sendersOfForms } from './forms.mts';
import { sendersOfBodyTokens } from './jwt.mts';
import { sendersWithPlainHashes } from './plain-hashes.mts';
import { sendersWithPublicKeys } from './public-keys.mts';
import type { DocumentedSender } from './row.mts';
import { sendersOfSeveralSignatures } from './signature-lists.mts';
import { sendersOfStandardHeaders } from './standard-headers.mts';
import { sendersThatSignTheTime } from './timed.mts';
import { sendersWithTokens } from './tokens.mts';
import { sendersThatSignTheUrl } from './url.mts';

/**
 * Senders as their documentation describes them, with signers that share no code with the package. Their settings are
 * those of *Any Other Service*; their facts come from the vendors' pages, SDKs and public implementations.
 */
export const documentedSenders: DocumentedSender[] = [
	...sendersThatSignTheUrl,
	...sendersThatSignTheTime,
	...sendersWithPublicKeys,
	...sendersThatSignFields,
	...sendersWithPlainHashes,
	...sendersWithTokens,
	...sendersOfForms,
	...sendersOfSeveralSignatures,
	...sendersOfStandardHeaders,
	...sendersThatSignTheBody,
	...sendersOfBodyTokens,
];
