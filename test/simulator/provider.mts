import { randomBytes } from 'node:crypto';

import type {
	Attempt,
	DeliveryOverrides,
	ProviderName,
	RetryPolicy,
	SignatureVariant,
} from './delivery.mts';
import { Courier } from './delivery.mts';
import type { Answers } from './answers.mts';
import type { Faults } from './faults.mts';
import type { HttpService, JsonObject, RequestJournal } from './http.mts';
import type { Timers } from './timers.mts';

/** One event on its way to one URL. A test may copy, alter, re-order and drop deliveries as it likes. */
export interface Delivery {
	url: string;
	body: JsonObject;
	/**
	 * The key at the time of the event; null when there was none. Virtual Staging AI signs with the account's present secret instead, so use
	 * an override there.
	 */
	secret: string | null;
	/** The registered endpoint, for providers that have such a thing. */
	endpointId?: string;
}

/** A delivery with everything that came of it. */
interface SentDelivery extends Delivery {
	attempts: Attempt[];
}

/**
 * An identifier that no other run makes.
 *
 * @param prefix for example `rnd_`
 */
export function newId(prefix: string): string {
	return `${prefix}${randomBytes(9).toString('hex')}`;
}

/**
 * Wraps a response whose shape the provider's documents don't show.
 *
 * @param shape `bare`, or the name of the only property
 */
export function wrap(shape: string, value: unknown): unknown {
	return shape === 'bare' ? value : { [shape]: value };
}

/** What the three simulated providers have in common: an API with journal and faults, and deliveries. */
export abstract class ProviderSimulator {
	/** How long the API takes to show what a delivery has already told, milliseconds. */
	apiLagMs = 0;
	/** When true, events that arise by themselves wait in `pendingDeliveries` instead of being sent. */
	holdDeliveries = false;
	/** Held back deliveries, the oldest first. */
	pendingDeliveries: Delivery[] = [];
	/** Another form of every event that is sent. */
	alterEvent: (body: JsonObject) => JsonObject = (body) => body;
	/** Every delivery that has come to its end, by whatever cause it was sent. */
	readonly deliveries: SentDelivery[] = [];
	protected readonly courier = new Courier();
	private readonly underWay = new Set<Promise<unknown>>();

	protected constructor(
		private readonly provider: ProviderName,
		protected readonly service: HttpService,
		/** The provider's retry policy. */
		readonly policy: RetryPolicy,
		/** How deliveries are signed unless an override says otherwise. */
		public variant: SignatureVariant,
	) {}

	/** What a user writes into the credential's base URL. */
	get baseUrl(): string {
		return this.service.baseUrl;
	}

	/** Every request to the API. */
	get requests(): RequestJournal {
		return this.service.requests;
	}

	/** The faults of the API. */
	get faults(): Faults {
		return this.service.faults;
	}

	/** Other forms of the API's answers. */
	get answers(): Answers {
		return this.service.answers;
	}

	/**
	 * Sends a delivery now, with the provider's retries.
	 *
	 * @param overrides how it deviates from what the provider would send
	 * @returns all attempts, the first one first
	 */
	async send(delivery: Delivery, overrides: DeliveryOverrides = {}): Promise<Attempt[]> {
		const body = this.alterEvent(delivery.body);
		const attempts = await this.courier.deliver(
			() => ({
				provider: this.provider,
				url: delivery.url,
				body,
				secret: this.secretFor(delivery),
				...overrides,
				variant: { ...this.variant, ...overrides.variant },
			}),
			this.policy,
		);
		this.deliveries.push({ ...delivery, body, attempts });
		return attempts;
	}

	/** Waits until nothing is being sent any more, retries included. */
	async idle(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** Ends the server, its timers and everything that is being sent. */
	async close(): Promise<void> {
		await Promise.all([this.courier.close(), this.service.close()]);
		await this.idle();
	}

	protected get timers(): Timers {
		return this.service.timers;
	}

	/** Whether the API shows yet what has happened then, epoch milliseconds. */
	protected shows(at: number): boolean {
		return Date.now() >= at + this.apiLagMs;
	}

	/** The key for a delivery at the moment of an attempt. */
	protected secretFor(delivery: Delivery): string | null {
		return delivery.secret;
	}

	/** Sends in the background, or keeps the delivery back. */
	protected post(delivery: Delivery): void {
		if (this.holdDeliveries) {
			this.pendingDeliveries.push(delivery);
			return;
		}
		const sending = this.send(delivery).finally(() => this.underWay.delete(sending));
		this.underWay.add(sending);
	}
}
