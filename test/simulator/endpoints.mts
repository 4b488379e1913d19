import type { Attempt, DeliveryOverrides } from './delivery.mts';
import type { JsonObject } from './http.mts';
import { type Delivery, ProviderSimulator } from './provider.mts';

/** A registered webhook endpoint. */
export interface Endpoint {
	id: string;
	url: string;
	/** Names of events, or `*` for all. */
	events: string[];
	secret: string;
}

/** A provider that sends each event to the endpoints that subscribe to it. */
export abstract class EndpointSimulator<EventName extends string> extends ProviderSimulator {
	readonly endpoints = new Map<string, Endpoint>();

	/** Sends a body, or a sample of an event, to every endpoint that subscribes to it; the attempts come endpoint by endpoint. */
	async deliver(bodyOrEvent?: JsonObject | EventName, overrides: DeliveryOverrides = {}): Promise<Attempt[]> {
		const body = typeof bodyOrEvent === 'object' ? bodyOrEvent : this.sample(bodyOrEvent);
		const attempts = this.deliveriesOf(body).map(async (delivery) => await this.send(delivery, overrides));
		return (await Promise.all(attempts)).flat();
	}

	/** Lets an event arise. */
	protected announce(body: JsonObject): void {
		for (const delivery of this.deliveriesOf(body)) this.post(delivery);
	}

	/** A body of an event, with results that exist. */
	protected abstract sample(event?: EventName): JsonObject;

	private deliveriesOf(body: JsonObject): Delivery[] {
		const name = String(body.type ?? body.event);
		const subscribed = [...this.endpoints.values()].filter(
			({ events }) => events.includes('*') || events.includes(name),
		);
		return subscribed.map(({ url, secret }) => ({ url, body, secret }));
	}
}
