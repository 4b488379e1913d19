import { RECEIVED } from '../../../nodes/shared/trigger/responses.ts';
import {
	deliveryWebhook,
	TRIGGER_VERSION,
	triggerProperties,
} from '../../../nodes/shared/trigger/description.ts';
import { providers } from '../support/providers.mts';

describe('the description of the triggers', () => {
	it('holds no expression in the webhook, since n8n would evaluate it for every delivery', () => {
		expect(JSON.stringify(deliveryWebhook)).not.toContain('={{');
	});

	it('has a version above 1, for which n8n evaluates no expression of its own', () => {
		expect(TRIGGER_VERSION).toBeGreaterThan(1);
	});

	it('answers with the JSON of the contract', () => {
		expect(JSON.parse(RECEIVED)).toEqual({ received: true });
	});

	it.each(providers)('offers any event and every documented event of $name', ({ definition }) => {
		const [events] = triggerProperties(definition.events, []);
		const values = events.options?.map((option) => ('value' in option ? option.value : null));
		expect(values).toEqual(['*', ...Object.keys(definition.events)]);
	});

	it('chooses what most users want', () => {
		expect(triggerProperties({}, ['done'])[0].default).toEqual(['done']);
	});
});
