import { randomBytes } from 'node:crypto';
import type { z } from 'zod/v4';

import {
	type Attempt,
	type DeliveryOverrides,
	type ProviderName,
	RAW_HEX,
	sendSigned,
	type SignatureVariant,
} from './delivery.mts';
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
	/** What the delay is multiplied by each time. */
	backOff: 1 | 2;
	/** The statuses that accept a delivery. */
	success: RegExp;
	/** Milliseconds until an attempt is given up. */
	timeoutMs: number;
}

/** What a provider was asked for. */
export interface Work {
	id: string;
	createdAt: number;
	/** Absent while it is pending. */
	finishedAt?: number;
	state: 'pending' | 'completed' | 'failed';
	error: string | null;
}

/** Work that begins now. */
export const newWork = (prefix: string): Work => ({
	id: newId(prefix),
	createdAt: Date.now(),
	state: 'pending',
	error: null,
});

/** Ends pending work, which an error lets fail. Returns it, or undefined when it has ended before. */
export function finishWork<W extends Work>(work: W | undefined, error?: string): W | undefined {
	if (work === undefined) throw new Error('There is no such work');
	if (work.state !== 'pending') return undefined;
	return Object.assign(work, {
		finishedAt: Date.now(),
		state: error === undefined ? 'completed' : 'failed',
		error: error ?? null,
	});
}

/** An identifier that no other run makes, behind a prefix such as `rnd_`. */
export const newId = (prefix: string): string => `${prefix}${randomBytes(9).toString('hex')}`;

/** Gives a response whose shape isn't documented one: `bare`, or the name of its only property. */
export const wrap = (shape: string, value: unknown): unknown => (shape === 'bare' ? value : { [shape]: value });

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
		const { provider, policy } = this;
		const body = this.alterEvent(delivery.body);
		const attempts: Attempt[] = [];
		for (;;) {
			const usual = { provider, url: delivery.url, secret: this.secretFor(delivery), timeoutMs: policy.timeoutMs };
			const variant = { ...this.variant, ...overrides.variant };
			const attempt = await sendSigned({ ...usual, body, signal: this.closing.signal, ...overrides, variant });
			attempts.push(attempt);
			if (policy.success.test(String(attempt.status)) || attempts.length > policy.retries) break;
			if (!(await this.sleep(policy.baseDelayMs * policy.backOff ** (attempts.length - 1)))) break;
		}
		this.deliveries.push({ ...delivery, body, attempts });
		return attempts;
	}

	/** Waits until nothing is being sent any more, retries included. */
	async idle(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** Ends the server, its waits and everything that is being sent. */
	override async close(): Promise<void> {
		await super.close();
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

	/** How far work is as the API shows it, which may be late. */
	protected stateOf({ state, createdAt, finishedAt = 0 }: Work, durationMs: number) {
		if (state !== 'pending' && this.shows(finishedAt)) return state;
		return Date.now() - createdAt < durationMs / 3 ? 'queued' : 'processing';
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
		if (this.holdDeliveries) return void this.pendingDeliveries.push(delivery);
		const sending = this.send(delivery).finally(() => this.underWay.delete(sending));
		this.underWay.add(sending);
	}
}
