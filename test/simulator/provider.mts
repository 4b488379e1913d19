import { randomBytes } from 'node:crypto';
import { Agent } from 'undici';
import type { z } from 'zod/v4';

import { type Attempt, type DeliveryOverrides, type ProviderName, RAW_HEX, sendSigned, type SignatureVariant } from './delivery.mts';
import { HttpService, type JsonObject } from './http.mts';

/** One event on its way to one URL. A test may copy, alter, re-order and drop deliveries as it likes. */
export interface Delivery {
	url: string;
	body: JsonObject;
	/** The key at the time of the event, or null. Virtual Staging AI signs with its present one instead: use an override there. */
	secret: string | null;
}

/** When a provider regards a delivery as failed, and what it does then. Every field may be changed at any time. */
interface RetryPolicy {
	/** Further attempts after the first. */
	retries: number;
	/** Milliseconds before the first retry. */
	baseDelayMs: number;
	/** `exponential` doubles the delay each time. */
	backOff: 'constant' | 'exponential';
	success: 'any-2xx' | 'exactly-200';
	/** Milliseconds until an attempt is given up. */
	timeoutMs: number;
}

/** What a provider was asked for; its end is one of two states. */
export interface Work<End extends string> {
	id: string;
	createdAt: number;
	/** Absent while it is pending. */
	finishedAt?: number;
	state: 'pending' | End;
	error: string | null;
}

/** Work that begins now. */
export const newWork = (prefix: string) => ({ id: newId(prefix), createdAt: Date.now(), state: 'pending' as const, error: null });

/** An identifier that no other run makes, behind a prefix such as `rnd_`. */
export function newId(prefix: string): string {
	return `${prefix}${randomBytes(9).toString('hex')}`;
}

/** Gives a response whose shape isn't documented one: `bare`, or the name of its only property. */
export function wrap(shape: string, value: unknown): unknown {
	return shape === 'bare' ? value : { [shape]: value };
}

/** What the three simulated providers have in common: an API with journal and faults, and deliveries. */
export abstract class ProviderSimulator extends HttpService {
	/** How long the API takes to show what a delivery has already told, milliseconds. */
	apiLagMs = 0;
	/** When true, events that arise by themselves wait in `pendingDeliveries` instead of being sent. */
	holdDeliveries = false;
	/** Held back deliveries, the oldest first. */
	pendingDeliveries: Delivery[] = [];
	/** Another form of every event that is sent. */
	alterEvent: (body: JsonObject) => JsonObject = (body) => body;
	/** Every delivery that has come to its end, by whatever cause it was sent, with all that came of it. */
	readonly deliveries: Array<Delivery & { attempts: Attempt[] }> = [];
	/** How deliveries are signed unless an override says otherwise. */
	variant: SignatureVariant = RAW_HEX;
	private readonly agent = new Agent();
	private readonly underWay = new Set<Promise<unknown>>();

	protected constructor(
		private readonly provider: ProviderName,
		prefix: string,
		/** The provider's retry policy. */
		readonly policy: RetryPolicy,
	) {
		super(prefix);
	}

	/** Sends a delivery now, with the provider's retries, and returns all attempts, the first one first. */
	async send(delivery: Delivery, overrides: DeliveryOverrides = {}): Promise<Attempt[]> {
		const { provider, policy, agent: dispatcher } = this;
		const body = this.alterEvent(delivery.body);
		const attempts: Attempt[] = [];
		for (;;) {
			const secret = this.secretFor(delivery);
			const variant = { ...this.variant, ...overrides.variant };
			const request = { provider, url: delivery.url, body, secret, timeoutMs: policy.timeoutMs, dispatcher };
			const attempt = await sendSigned({ ...request, ...overrides, variant });
			attempts.push(attempt);
			if (this.isAccepted(attempt) || attempts.length > policy.retries) break;
			const factor = policy.backOff === 'exponential' ? 2 ** (attempts.length - 1) : 1;
			if (!(await this.timers.sleep(policy.baseDelayMs * factor))) break;
		}
		this.deliveries.push({ ...delivery, body, attempts });
		return attempts;
	}

	/** Waits until nothing is being sent any more, retries included. */
	async idle(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** Ends the server, its timers and everything that is being sent. */
	override async close(): Promise<void> {
		await Promise.all([super.close(), this.agent.destroy()]);
		await this.idle();
	}

	/** Reads what a request holds; throws a refusal that names what the schema does not accept. */
	protected read<T>(schema: z.ZodType<T>, input: unknown, status = 400): T {
		const { success, data, error } = schema.safeParse(input, { error: () => 'is missing or invalid' });
		if (success) return data;
		const [{ path, message }] = error.issues;
		throw this.refusal(status, `${path.join('.') || 'The body'} ${message}`);
	}

	/** @returns what was looked for; throws a refusal when there is none */
	protected found<T>(result: T | undefined, what: string): T {
		if (result === undefined) throw this.refusal(404, `${what} not found`);
		return result;
	}

	/** The state of a piece of work as the API shows it, which may be late. */
	protected stateOf<End extends string>({ state, finishedAt = 0 }: Work<End>): Work<End>['state'] {
		return this.shows(finishedAt) ? state : 'pending';
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

	private isAccepted({ status }: Attempt): boolean {
		if (status === null) return false;
		return this.policy.success === 'exactly-200' ? status === 200 : status >= 200 && status < 300;
	}
}
