import { createSecretKey, generateKeyPairSync } from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { type JsonObject, toText } from '../../../nodes/shared/delivery/json.ts';
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { listingRvaSample, vigthoriaSample, virtualStagingAiSample } from '../../simulator/index.mts';
import { definitionOf, fal, gitHub, openAi, plainHex, standardWebhooks, stripe } from '../../support/schemes.mts';
import { type ProviderName, providers } from '../../support/workbench.mts';
import type { Contenders } from '../support/rounds.mts';
import { bareEd25519, bareHmac } from './bare-limit.mts';
import { bodyOf } from './bodies.mts';
import { definitions, kernel, SECRET } from './kernel.mts';
import { type LibraryName, libraryRuns } from './libraries.mts';

/** A delivery, and who receives it: the kernel, the bare limit, then libraries. What they return is truthy where they accept it. */
export interface Case {
	title: string;
	isAuthentic: boolean;
	bytes: number;
	/** A goal for the kernel beside the bare limit: what it is about, and how many times the limit it may take. */
	goal?: readonly [what: string, bound: number];
	contenders: Contenders;
}

/** The names of the package's own line and of the bare limit's. */
export const KERNEL = 'this package';
export const BARE = 'bare limit';

const STRANGER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

const sizes = { '15 MB': 15_000_000, '1 MB': 1_000_000, '1 KB': 1_000 };

const samples: Record<ProviderName, JsonObject> = {
	listingRva: listingRvaSample(),
	virtualStagingAi: virtualStagingAiSample('done'),
	vigthoria: vigthoriaSample('generation.completed'),
};

/** Deliveries of every provider, in every size, beside libraries that verify a signature and parse the JSON. */
export function* providerCases(): Generator<Case> {
	// The largest bodies first: beside the garbage of thousands of small ones, whoever comes first seems slower.
	for (const [size, bytes] of Object.entries(sizes)) {
		for (const provider of Object.keys(providers) as ProviderName[]) {
			const body = bodyOf(samples[provider], bytes);
			for (const isAuthentic of [true, false]) {
				const secret = isAuthentic ? SECRET : STRANGER;
				yield {
					title: `${size}, ${providers[provider].title}, ${isAuthentic ? 'accepted' : 'forged'}`,
					isAuthentic,
					bytes,
					goal: goalOf(bytes, provider, isAuthentic),
					contenders: {
						[KERNEL]: kernel(definitions[provider], body, secret),
						[BARE]: bareHmac(definitions[provider].signature, body, SECRET, isAuthentic),
						...libraryRuns(['@octokit/webhooks-methods', 'standardwebhooks', 'stripe'], body, secret),
					},
				};
			}
		}
	}
}

/** The page says what is no goal. */
function goalOf(bytes: number, provider: ProviderName, isAuthentic: boolean): Case['goal'] {
	if (isAuthentic && bytes === sizes['1 KB']) return ['accepted, 1 KB, beside HMAC + JSON.parse', 1.6];
	if (isAuthentic) return ['accepted, 1 MB and above, beside HMAC + JSON.parse', 1.2];
	if (provider !== 'listingRva') return undefined;
	return ['forged, where the raw bytes are signed (ListingRVA AI), beside HMAC', 1.3];
}

/** Schemes of every family, each beside the library that its sender recommends. */
export function* schemeCases(): Generator<Case> {
	// As the senders of these schemes have it: the body names its event and its id, so that no digest of it is needed.
	const body = bodyOf({ id: 'evt_bench', type: 'job.completed', ...samples.listingRva }, sizes['1 KB']);
	const hmacSchemes: Array<[title: string, scheme: SignatureScheme, library?: LibraryName]> = [
		['plain SHA-256 (GitHub)', gitHub, '@octokit/webhooks-methods'],
		['plain SHA-1', { ...plainHex, algorithm: 'sha1' }],
		['plain SHA-512', { ...plainHex, algorithm: 'sha512' }],
		['pairs (Stripe)', stripe, 'stripe'],
		['tagged (Standard Webhooks)', standardWebhooks, 'standardwebhooks'],
		['tagged (Svix)', standardWebhooks, 'svix'],
		['tagged (OpenAI)', openAi, 'openai'],
	];
	for (const [title, scheme, library] of hmacSchemes) {
		yield {
			title: library === undefined ? title : `${title}, library: ${library}`,
			isAuthentic: true,
			bytes: body.length,
			goal: ['every scheme with an HMAC, accepted, 1 KB, beside HMAC + JSON.parse', 1.6],
			contenders: {
				[KERNEL]: kernel(openDefinition(scheme), body, SECRET),
				// A key object, as the kernel uses: Node takes longer with the text of a key.
				[BARE]: bareHmac(scheme, body, createSecretKey(Buffer.from(SECRET))),
				...libraryRuns(library === undefined ? [] : [library], body, SECRET),
			},
		};
	}

	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
	yield {
		title: 'Ed25519 (fal), bare limit: crypto.verify',
		isAuthentic: true,
		bytes: body.length,
		goal: ['Ed25519, accepted, 1 KB, beside crypto.verify + JSON.parse', 1.2],
		contenders: {
			[KERNEL]: kernel(openDefinition(fal), body, d, x),
			[BARE]: bareEd25519(fal, body, privateKey, publicKey),
		},
	};
}

/** Takes every event, and identifies it by the body. */
function openDefinition(scheme: SignatureScheme): DeliveryDefinition {
	const { read, ...rest } = definitionOf(scheme);
	return { ...rest, openEvents: true, read: (...args) => ({ ...read(...args), identity: toText(args[0].id) }) };
}
