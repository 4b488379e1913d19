/**
 * Compile-only: `npx tsc --noEmit -p test/tsconfig.json` fails where a type that workflows or the other layers
 * depend on has changed.
 */
import type { z } from 'zod/v4';

import type { generationEventSchema } from '../../nodes/shared/event/schema.ts';
import type { Verdict } from '../../nodes/shared/delivery/verify.ts';
import type { EventStatus, GenerationEvent, GenerationResult } from '../../nodes/shared/event/event.ts';
import type { listingRvaDelivery } from '../../nodes/ListingRva/delivery.ts';
import type { listingRvaEvents } from '../../nodes/ListingRva/events.ts';
import type { vigthoriaDelivery } from '../../nodes/Vigthoria/delivery.ts';
import type { vigthoriaEvents } from '../../nodes/Vigthoria/events.ts';
import type { virtualStagingAiDelivery } from '../../nodes/VirtualStagingAi/delivery.ts';
import type { virtualStagingAiEvents } from '../../nodes/VirtualStagingAi/events.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Holds<T extends true> = T;
type Flat<T> = { [Field in keyof T]: T[Field] };
type Body<Event extends { schema: z.ZodType }> = z.infer<Event['schema']>;
type Sample<Event extends { sample: (now: Date) => unknown }> = ReturnType<Event['sample']>;

type ListingRva = typeof listingRvaEvents;
type VirtualStagingAi = typeof virtualStagingAiEvents;
type Vigthoria = typeof vigthoriaEvents;

export type Contract = [
	Holds<Equal<typeof listingRvaDelivery.provider, 'listingRva'>>,
	Holds<Equal<typeof virtualStagingAiDelivery.provider, 'virtualStagingAi'>>,
	Holds<Equal<typeof vigthoriaDelivery.provider, 'vigthoria'>>,
	Holds<Equal<EventStatus, 'started' | 'progress' | 'completed' | 'failed' | 'info'>>,
	Holds<
		Equal<Flat<GenerationResult>, { url?: string; optimizedUrl?: string; thumbnailUrl?: string; assetId?: string }>
	>,
	Holds<Equal<z.infer<ReturnType<typeof generationEventSchema>>, Flat<GenerationEvent>>>,
	Holds<
		Equal<
			Flat<GenerationEvent>,
			{
				provider: string;
				event: string;
				id: string;
				timestamp: string | null;
				status: EventStatus;
				jobId: string | null;
				variationId: string | null;
				results: GenerationResult[];
				error: string | null;
				verifiedBy: 'signature' | 'fields' | 'token' | 'callbackUrl' | 'api' | null;
				body: { [field: string]: unknown };
				metadata?: { [key: string]: string };
				envelope?: { [field: string]: unknown };
				issues?: string[];
			}
		>
	>,
	Holds<Equal<Verdict['outcome'], 'accepted' | 'ignored' | 'unverifiable' | 'unauthorized' | 'invalid'>>,
	Holds<Equal<Extract<Verdict, { event: unknown }>['outcome'], 'accepted' | 'ignored'>>,
];

export type EventNames = [
	Holds<Equal<keyof ListingRva, 'image.generated'>>,
	Holds<Equal<keyof VirtualStagingAi, 'done' | 'error' | 'update' | 'analysis_completion' | 'analysis_error'>>,
	Holds<
		Equal<
			keyof typeof vigthoriaEvents,
			| 'generation.started'
			| 'generation.completed'
			| 'generation.failed'
			| 'workflow.started'
			| 'workflow.step_completed'
			| 'workflow.finished'
			| 'workflow.failed'
			| 'subscription.created'
			| 'subscription.updated'
			| 'subscription.cancelled'
			| 'usage.threshold'
			| 'payment.succeeded'
			| 'payment.failed'
		>
	>,
];

export type BodiesAreNotWidened = [
	Holds<Equal<Body<ListingRva['image.generated']>['event'], 'image.generated'>>,
	Holds<Equal<Body<ListingRva['image.generated']>['timestamp'], string>>,
	Holds<Equal<Body<ListingRva['image.generated']>['payload']['jobId'], string>>,
	Holds<Equal<Body<ListingRva['image.generated']>['payload']['imageCount'], number>>,
	Holds<Equal<Body<ListingRva['image.generated']>['payload']['assetIds'], string[]>>,
	Holds<Equal<Body<VirtualStagingAi['done']>['event_type'], 'done'>>,
	Holds<Equal<Body<VirtualStagingAi['done']>['timestamp'], number>>,
	Holds<Equal<Extract<Body<VirtualStagingAi['done']>['result'], { url: string }>['url'], string>>,
	Holds<Equal<Extract<Body<VirtualStagingAi['done']>['result'], unknown[]>[number]['url'], string>>,
	Holds<Equal<Body<VirtualStagingAi['error']>['error_message'], string>>,
	Holds<Equal<Body<VirtualStagingAi['analysis_completion']>['result_url'], string | null | undefined>>,
	Holds<Equal<Body<Vigthoria['payment.succeeded']>['type'], 'payment.succeeded'>>,
	Holds<Equal<Body<Vigthoria['payment.succeeded']>['data']['amount'], number>>,
	Holds<Equal<Vigthoria['workflow.finished']['status'], 'completed'>>,
];

export type SamplesAreNotWidened = [
	Holds<
		Equal<
			Sample<ListingRva['image.generated']>,
			{
				event: string;
				payload: { jobId: string; style: string; platform: string; imageCount: number; assetIds: string[] };
				timestamp: string;
			}
		>
	>,
	Holds<
		Equal<
			Flat<Sample<VirtualStagingAi['error']>>,
			{
				event_type: string;
				error_message: string;
				render_id: string;
				variation_id: string;
				variation_type: string;
				timestamp: number;
			}
		>
	>,
	Holds<
		Equal<Sample<VirtualStagingAi['done']>['result'], { url: string; optimized_url: string; thumbnail_url: string }>
	>,
];

export type StatusesAreNotWidened = [
	Holds<Equal<ListingRva['image.generated']['status'], 'completed'>>,
	Holds<Equal<VirtualStagingAi['update']['status'], 'progress'>>,
];
