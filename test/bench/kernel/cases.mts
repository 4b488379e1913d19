import { createSecretKey, generateKeyPairSync } from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { toText } from '../../../nodes/shared/util/json.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { listingRvaSample, vigthoriaSample, virtualStagingAiSample } from '../../simulator/index.mts';
import { definitionOf, fal, gitHub, openAi, plainHex, standardWebhooks, stripe } from '../../support/schemes.mts';
import { type ProviderName, providers } from '../../support/workbench.mts';
import type { Contenders } from '../support/rounds.mts';
import { bareEd25519, bareHmac } from './bare-limit.mts';
import { bodyOf } from './bodies.mts';
import { definitions, kernel, SECRET } from './kernel.mts';
import { type LibraryName, libraryRuns } from './libraries.mts';

/** A delivery, and who receives it. */
export interface Case {
	title: string;
	outcome: 'accepted' | 'unauthorized';
	bytes: number;
	/** The kernel, the bare limit, then libraries. */
	contenders: Contenders;
	/** How many times as long as another contender the kernel may take. Several cases may share a goal. */
	goals: Goal[];
}

type Goal = [what: string, beside: string, bound: number];

/** The names of the package's own line and of the bare limit's. */
export const KERNEL = 'this package';
export const BARE = 'bare limit';

const STRANGER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

const samples = {
	listingRva: listingRvaSample(),
	virtualStagingAi: virtualStagingAiSample('done'),
	vigthoria: vigthoriaSample('generation.completed'),
};

/** Deliveries of every provider, in every size, beside libraries that verify a signature and parse the JSON. */
export function* providerCases(): Generator<Case> {
	// The largest bodies first: beside the garbage of thousands of small ones, whoever comes first seems slower.
	for (const [size, bytes] of Object.entries({ '15 MB': 15_000_000, '1 MB': 1_000_000, '1 KB': 1_000 })) {
		for (const provider of Object.keys(providers) as ProviderName[]) {
			const body = bodyOf(samples[provider], bytes);
			for (const isAuthentic of [true, false]) {
				const secret = isAuthentic ? SECRET : STRANGER;
				yield {
					title: `${size}, ${providers[provider].title}, ${isAuthentic ? 'accepted' : 'forged'}`,
					outcome: isAuthentic ? 'accepted' : 'unauthorized',
					bytes,
					contenders: {
						[KERNEL]: kernel(definitions[provider], body, secret),
						[BARE]: bareHmac(definitions[provider].signature, body, SECRET, isAuthentic),
						...libraryRuns(['@octokit/webhooks-methods', 'standardwebhooks', 'stripe'], body, secret),
					},
					goals: goalsOf(provider, bytes, isAuthentic),
				};
			}
		}
	}
}

/** The page says what is no goal. */
function goalsOf(provider: ProviderName, bytes: number, isAuthentic: boolean): Goal[] {
	if (!isAuthentic) {
		return provider === 'listingRva'
			? [['forged, where the raw bytes are signed (ListingRVA AI), beside HMAC', BARE, 2]]
			: [];
	}
	return [
		bytes === 1_000
			? ['accepted, 1 KB, beside HMAC + JSON.parse', BARE, 2]
			: ['accepted, 1 MB and above, beside HMAC + JSON.parse', BARE, 1.2],
		// The other libraries only answer whether a signature matches; they check no schema and make no event.
		['accepted, every size, beside standardwebhooks', 'standardwebhooks', 1],
	];
}

/** Schemes of every family, each beside the library that its sender recommends. */
export function* schemeCases(): Generator<Case> {
	// As the senders of these schemes have it: the body names its event and its id, so that no digest of it is needed.
	const body = bodyOf({ id: 'evt_bench', type: 'job.completed', ...samples.listingRva }, 1_000);
	const common = { outcome: 'accepted', bytes: body.length } as const;
	const hmacSchemes: Array<[title: string, scheme: SignatureScheme, ...libraries: LibraryName[]]> = [
		['plain SHA-256 (GitHub)', gitHub, '@octokit/webhooks-methods'],
		['plain SHA-1', { ...plainHex, algorithm: 'hmacSha1' }],
		['plain SHA-512', { ...plainHex, algorithm: 'hmacSha512' }],
		['pairs (Stripe)', stripe, 'stripe'],
		['tagged (Standard Webhooks)', standardWebhooks, 'standardwebhooks'],
		['tagged (Svix)', standardWebhooks, 'svix'],
		['tagged (OpenAI)', openAi, 'openai'],
	];
	for (const [title, scheme, ...libraries] of hmacSchemes) {
		yield {
			...common,
			title: [title, ...libraries].join(', library: '),
			contenders: {
				[KERNEL]: kernel(openDefinition(scheme), body, SECRET),
				// A key object, as the kernel uses: Node takes longer with the text of a key.
				[BARE]: bareHmac(scheme, body, createSecretKey(Buffer.from(SECRET))),
				...libraryRuns(libraries, body, SECRET),
			},
			goals: [['every scheme with an HMAC, accepted, 1 KB, beside HMAC + JSON.parse', BARE, 2]],
		};
	}

	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
	yield {
		...common,
		title: 'Ed25519 (fal), bare limit: crypto.verify',
		contenders: {
			[KERNEL]: kernel(openDefinition(fal), body, d, x),
			[BARE]: bareEd25519(fal, body, privateKey, publicKey),
		},
		goals: [['Ed25519, accepted, 1 KB, beside crypto.verify + JSON.parse', BARE, 1.2]],
	};
}

/** Takes every event, and identifies it by the body. */
function openDefinition(scheme: SignatureScheme): DeliveryDefinition {
	const { read, ...rest } = definitionOf(scheme);
	return { ...rest, openEvents: true, read: (...args) => ({ ...read(...args), identity: toText(args[0].id) }) };
}
