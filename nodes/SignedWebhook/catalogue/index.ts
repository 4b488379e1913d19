import { blockchain } from './blockchain';
import { commerce } from './commerce';
import { communication } from './communication';
import { content } from './content';
import { crm } from './crm';
import { developer } from './developer';
import { identity } from './identity';
import { incidents } from './incidents';
import { logistics } from './logistics';
import { media } from './media';
import { mediaTokens } from './media-tokens';
import { payments } from './payments';
import { people } from './people';
import { productivity } from './productivity';
import type { SenderRow } from './row';

/** The senders that are rows. */
export const catalogue: readonly SenderRow[] = [
	...blockchain,
	...commerce,
	...communication,
	...content,
	...crm,
	...developer,
	...identity,
	...incidents,
	...logistics,
	...media,
	...mediaTokens,
	...payments,
	...people,
	...productivity,
];
