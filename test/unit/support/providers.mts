import { createHmac } from 'node:crypto';

import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type { GenerationEvent } from '../../../nodes/shared/event/event.ts';
import type { JsonObject } from '../../../nodes/shared/util/json.ts';
import { parseTemplate } from '../../../nodes/shared/delivery/template.ts';
import { toGenerationEvent } from '../../../nodes/shared/delivery/shape.ts';
import type { Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import type { VerificationOptions } from '../../../nodes/shared/delivery/verify.ts';
import { listingRvaDelivery } from '../../../nodes/ListingRva/delivery.ts';
import { vigthoriaDelivery } from '../../../nodes/Vigthoria/delivery.ts';
import { virtualStagingAiDelivery } from '../../../nodes/VirtualStagingAi/delivery.ts';

/** One way in which a provider may sign. */
interface SignatureForm {
	prefix: '' | 'sha256=';
	over: 'raw' | 'reserialised';
}

/** A provider with a documented body, and every form in which it may sign it. */
export interface ProviderCase {
	name: string;
	definition: DeliveryDefinition;
	forms: readonly SignatureForm[];
	body: Readonly<Record<string, unknown>>;
}

export const SECRET = 'whsec_unit_7d3f';
export const NOW = Date.parse('2026-05-18T10:00:00.000Z');

export const providers: readonly ProviderCase[] = [
	{
		name: 'ListingRVA AI',
		definition: listingRvaDelivery,
		forms: [{ prefix: '', over: 'raw' }],
		body: {
			event: 'image.generated',
			payload: {
				jobId: 'job_1',
				style: 'hero_white_bg',
				platform: 'shopify',
				imageCount: 1,
				assetIds: ['asset_1'],
			},
			timestamp: '2026-05-18T10:00:00.000Z',
		},
	},
	{
		name: 'Virtual Staging AI',
		definition: virtualStagingAiDelivery,
		forms: [
			{ prefix: '', over: 'raw' },
			{ prefix: '', over: 'reserialised' },
		],
		body: {
			render_id: 'rnd_abc123',
			variation_id: 'var_xyz789',
			variation_type: 'staging',
			timestamp: 1634567890123,
			event_type: 'error',
			error_message: 'Failed to process image',
		},
	},
	{
		name: 'Vigthoria',
		definition: vigthoriaDelivery,
		forms: [
			{ prefix: '', over: 'raw' },
			{ prefix: '', over: 'reserialised' },
			{ prefix: 'sha256=', over: 'raw' },
			{ prefix: 'sha256=', over: 'reserialised' },
		],
		body: {
			id: 'evt_abc123xyz',
			type: 'generation.completed',
			created: '2025-01-15T10:30:00Z',
			data: {
				generation_id: 'gen_xyz789',
				model: 'vigthoria-creative-v2',
				status: 'completed',
				result_url: 'https://api.vigthoria.io/v1/results/gen_xyz789',
				metadata: { user_id: 'user_123', project: 'my-app' },
			},
		},
	},
];

const formName = ({ prefix, over }: SignatureForm): string =>
	`${prefix === '' ? 'plain hex' : `${prefix}hex`} over the ${over === 'raw' ? 'raw' : 're-serialised'} body`;

/** Every provider with each of its forms, as rows of a jest table. */
export const providerForms = providers.flatMap((provider) =>
	provider.forms.map((form) => ({ provider, form, name: `${provider.name}, ${formName(form)}` })),
);

/** The hex digits with which a provider would sign a text. */
export const hexOf = (content: Uint8Array | string, secret = SECRET): string =>
	createHmac('sha256', secret).update(content).digest('hex');

/** The bytes that go over the wire: pretty-printed where the compact JSON is signed, so that the two differ. */
function wireBody(form: SignatureForm, body: unknown): Buffer {
	return Buffer.from(JSON.stringify(body, null, form.over === 'raw' ? 0 : 2));
}

/** An authentic delivery. */
export function signed(
	{ definition }: Pick<ProviderCase, 'definition'>,
	form: SignatureForm,
	body: unknown,
	secret = SECRET,
): Delivery {
	const signature = `${form.prefix}${hexOf(JSON.stringify(body), secret)}`;
	return { body: wireBody(form, body), headers: { [definition.signature.places[0]]: signature } };
}

export const expectations = (changes: Partial<VerificationOptions> = {}): VerificationOptions => ({
	secrets: [SECRET],
	events: ['*'],
	maxAge: 0,
	now: NOW,
	...changes,
});

/** The event of a body, of whose delivery nothing else is known. */
export const shapeBody = (
	definition: DeliveryDefinition,
	body: JsonObject,
	fingerprint = 'fingerprint',
): GenerationEvent =>
	toGenerationEvent(
		definition,
		{ body },
		{
			headers: {},
			signed: { id: null, time: null, header: () => null, claim: () => undefined },
			proof: 'signature',
			parts: parseTemplate('{body}'),
			signedFields: null,
			isCertain: true,
			tokenId: null,
			fingerprint: () => fingerprint,
		},
	).event;
