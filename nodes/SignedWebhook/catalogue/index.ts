import { blockchain } from './blockchain';
import { certified } from './certified';
import { commerce } from './commerce';
import { communication } from './communication';
import { content } from './content';
import { crm } from './crm';
import { developer } from './developer';
import { identity } from './identity';
import { incidents } from './incidents';
import { logistics } from './logistics';
import { jsonWebTokens } from './json-web-tokens';
import { media } from './media';
import { mediaTokens } from './media-tokens';
import { payments } from './payments';
import { people } from './people';
import { productivity } from './productivity';
import { publishedKeys } from './published-keys';
import type { SenderRow } from './row';

/** The senders that are rows. */
export const catalogue: readonly SenderRow[] = [
	...blockchain,
	...certified,
	...commerce,
	...communication,
	...content,
	...crm,
	...developer,
	...identity,
	...incidents,
	...logistics,
	...jsonWebTokens,
	...media,
	...mediaTokens,
	...payments,
	...people,
	...productivity,
	...publishedKeys,
];
