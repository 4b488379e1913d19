import { z } from 'zod/v4';

import type { EventCatalogue } from '../shared/event/catalogue';
import type { EventStatus } from '../shared/event/event';

const envelope = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
	z.looseObject({
		type: z.literal(type),
		// Both are in the tutorial, but not in the API reference.
		id: z.string().optional(),
		created: z.string().optional(),
		data,
	});

const undocumented = z.looseObject({});

/** Generic, so that the event types are inferred from the schemas. */
function event<Type extends string, Status extends EventStatus, Data extends z.ZodType = typeof undocumented>(
	type: Type,
	status: Status,
	description: string,
	data?: Data,
	sampleData: Record<string, unknown> = {},
) {
	return {
		description,
		status,
		schema: envelope(type, (data ?? undocumented) as Data),
		sample: (now: Date) => ({
			id: `evt_sample_${type}_${now.getTime()}`,
			type,
			created: now.toISOString(),
			data: sampleData,
		}),
	};
}

/**
 * The events of Vigthoria: the union of three lists that differ, the most common ones first.
 *
 * Sources: Vigthoria documentation, "Webhooks setup" (tutorial), "Webhooks" (API reference) and "Webhooks
 * guide". The data of most events is not documented: their schemas only require an object.
 */
export const vigthoriaEvents = {
	'generation.completed': event(
		'generation.completed',
		'completed',
		'A generation has finished successfully',
		z.union([
			// the tutorial
			z.looseObject({
				generation_id: z.string(),
				model: z.string(),
				status: z.string(),
				result_url: z.string(),
				metadata: z.looseObject({}).optional(),
			}),
			// the API reference
			z.looseObject({
				job_id: z.string(),
				service: z.string(),
				output_url: z.string(),
				duration_ms: z.number(),
			}),
		]),
		{
			generation_id: 'gen_sample',
			model: 'vigthoria-creative-v2',
			status: 'completed',
			result_url: 'https://example.com/results/gen_sample',
			metadata: { user_id: 'user_sample', project: 'my-app' },
		},
	),
	'generation.failed': event('generation.failed', 'failed', 'A generation has failed'),
	'generation.started': event(
		'generation.started',
		'started',
		'A generation has begun',
		z.looseObject({ job_id: z.string(), service: z.string(), created_at: z.string() }),
		{ job_id: 'job_sample', service: 'music', created_at: '2026-01-01T00:00:00Z' },
	),
	'workflow.finished': event('workflow.finished', 'completed', 'A workflow has completed'),
	'workflow.failed': event('workflow.failed', 'failed', 'A workflow has failed'),
	'workflow.started': event('workflow.started', 'started', 'A workflow has begun'),
	'workflow.step_completed': event('workflow.step_completed', 'progress', 'A step of a workflow has finished'),
	'payment.succeeded': event(
		'payment.succeeded',
		'info',
		'A payment has been made',
		z.looseObject({
			payment_id: z.string(),
			amount: z.number(),
			currency: z.string(),
			customer_email: z.string(),
		}),
		{
			payment_id: 'pay_sample',
			amount: 2900,
			currency: 'usd',
			customer_email: 'customer@example.com',
		},
	),
	'payment.failed': event('payment.failed', 'info', 'A payment has failed'),
	'subscription.created': event('subscription.created', 'info', 'A subscription has been created'),
	'subscription.updated': event('subscription.updated', 'info', 'A subscription has changed'),
	'subscription.cancelled': event('subscription.cancelled', 'info', 'A subscription has been cancelled'),
	'usage.threshold': {
		...event('usage.threshold', 'info', 'API usage has reached a threshold'),
		title: 'Usage Threshold Reached',
	},
} as const satisfies EventCatalogue;
