import './clock.mts';

import type { IHookFunctions, INodeType } from 'n8n-workflow';

import { ListingRvaTrigger } from '../../../../nodes/ListingRva/ListingRvaTrigger.node.ts';
import { VigthoriaTrigger } from '../../../../nodes/Vigthoria/VigthoriaTrigger.node.ts';
import { VirtualStagingAiTrigger } from '../../../../nodes/VirtualStagingAi/VirtualStagingAiTrigger.node.ts';
import {
	type JsonObject,
	listingRvaSample,
	type ProviderName,
	type SignatureVariant,
	vigthoriaSample,
	virtualStagingAiSample,
} from '../../../simulator/index.mts';

type HookMethod = (this: IHookFunctions) => Promise<boolean>;

/** A trigger with its registration hooks. */
type TriggerType = INodeType &
	Required<Pick<INodeType, 'webhook' | 'execute'>> & {
		webhookMethods: { default: Record<'checkExists' | 'create' | 'delete', HookMethod> };
	};

/** What the tests that run over all providers have to know of one. */
export interface Provider {
	name: ProviderName;
	trigger: TriggerType;
	credentialType: string;
	/** The credential's field that authenticates API requests. */
	keyField: 'accessToken' | 'apiKey';
	/** The ways in which the provider may sign. */
	variants: SignatureVariant[];
	/** A body of the event that all tests send unless they say otherwise, new each time. */
	sample: () => JsonObject;
	/** The name of the sample's event. */
	event: string;
	/** The field of the body that names the event. */
	eventField: string;
	/** Puts a time into a body in the provider's own notation. */
	at: (body: JsonObject, epochMilliseconds: number) => JsonObject;
	/** The same without any time. */
	timeless: (body: JsonObject) => JsonObject;
}

const RAW = { prefix: '', bytes: 'raw' } as const;
const RESERIALISED = { prefix: '', bytes: 'reserialised' } as const;

const without = (field: string) => (body: JsonObject) =>
	Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));

/** All of them, for `describe.each`. */
export const providers: Provider[] = [
	{
		name: 'listingRva',
		trigger: new ListingRvaTrigger(),
		credentialType: 'listingRvaApi',
		keyField: 'accessToken',
		variants: [RAW],
		sample: () => listingRvaSample(),
		event: 'image.generated',
		eventField: 'event',
		at: (body, time) => ({ ...body, timestamp: new Date(time).toISOString() }),
		timeless: without('timestamp'),
	},
	{
		name: 'virtualStagingAi',
		trigger: new VirtualStagingAiTrigger(),
		credentialType: 'virtualStagingAiApi',
		keyField: 'apiKey',
		variants: [RAW, RESERIALISED],
		sample: () => virtualStagingAiSample('done'),
		event: 'done',
		eventField: 'event_type',
		at: (body, time) => ({ ...body, timestamp: time }),
		timeless: without('timestamp'),
	},
	{
		name: 'vigthoria',
		trigger: new VigthoriaTrigger(),
		credentialType: 'vigthoriaApi',
		keyField: 'apiKey',
		variants: [RAW, RESERIALISED, { prefix: 'sha256=', bytes: 'raw' }, { prefix: 'sha256=', bytes: 'reserialised' }],
		sample: () => vigthoriaSample('generation.completed'),
		event: 'generation.completed',
		eventField: 'type',
		at: (body, time) => ({ ...body, created: new Date(time).toISOString() }),
		timeless: without('created'),
	},
];

/** @param name which one */
export function providerNamed(name: ProviderName): Provider {
	const provider = providers.find((candidate) => candidate.name === name);
	if (provider === undefined) throw new Error(`No such provider: ${name}`);
	return provider;
}
