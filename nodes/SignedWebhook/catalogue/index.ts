import { blockchain } from './blockchain';
import { commerce } from './commerce';
import { communication } from './communication';
import { developer } from './developer';
import { media } from './media';
import { mediaTokens } from './media-tokens';
import { payments } from './payments';
import { productivity } from './productivity';
import type { SenderRow } from './row';

/** The senders that are rows. */
export const catalogue: readonly SenderRow[] = [
	...blockchain,
	...commerce,
	...communication,
	...developer,
	...media,
	...mediaTokens,
	...payments,
	...productivity,
];
