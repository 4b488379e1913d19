import { randomBytes } from 'node:crypto';

import type { Attempt, DeliveryOverrides } from './delivery.mts';
import { RAW_HEX } from './delivery.mts';
import type { FileHost } from './files.mts';
import type { Call, JsonObject, Reply } from './http.mts';
import { HttpService, isJsonObject, Refusal } from './http.mts';
import { newId, ProviderSimulator, wrap } from './provider.mts';
import { RateLimit } from './rate-limit.mts';
import type { ListingRvaEvent } from './samples.mts';
import { LISTING_RVA_EVENTS, listingRvaSample } from './samples.mts';

/** A registered webhook endpoint. */
interface ListingRvaEndpoint {
	id: string;
	url: string;
	events: string[];
	/** In the answer to the registration, and nowhere else (docs, webhooks page). */
	secret: string;
}

/** An image job. */
interface ListingRvaJob {
	id: string;
	productId: string;
	style: string;
	platform: string;
	/** Credits that it costs. */
	cost: number;
	createdAt: number;
	/** Absent while it is pending. */
	finishedAt?: number;
	state: 'pending' | 'completed' | 'failed';
	assetIds: string[];
	error: string | null;
}

/** A generated image. */
interface ListingRvaAsset {
	id: string;
	url: string;
	thumbnailUrl: string;
	jobId: string;
	createdAt: number;
}

/** A product of the workspace. */
interface ListingRvaProduct {
	id: string;
	title: string;
}

const SIDES = [1000, 1200, 1500, 2000];
/** Base price of a product image; the style keys that cost more aren't known (docs, credits page). */
const BASE_CREDITS = 4;

/**
 * ListingRVA AI (docs: listingrvaai.com/docs, pages webhooks, api and credits). What those don't say is switchable: the shapes of
 * responses, the words for a job's status, and when credits are taken.
 */
export class ListingRvaSimulator extends ProviderSimulator {
	/** The one valid token. Change it to let a user's session end. */
	readonly credentials = { accessToken: newToken() };
	readonly endpoints = new Map<string, ListingRvaEndpoint>();
	/** The signing secret of every endpoint that was ever there. */
	readonly issuedSecrets: string[] = [];
	readonly jobs = new Map<string, ListingRvaJob>();
	readonly assets = new Map<string, ListingRvaAsset>();
	/** Two are there from the start. */
	readonly products: ListingRvaProduct[] = [
		{ id: 'prod_mug', title: 'Ceramic mug' },
		{ id: 'prod_lamp', title: 'Desk lamp' },
	];
	/** The workspace's balance. */
	credits = 1000;
	/** Everything but Pro is refused with 403. */
	plan: 'pro' | 'starter' = 'pro';
	/** Names that a registration may ask for; whether the service checks them isn't known. */
	readonly knownEvents = new Set<string>(LISTING_RVA_EVENTS);
	/** Style keys that a job may ask for; null allows any, for the docs' table of keys isn't known. */
	knownStyles: Set<string> | null = null;
	/** How long a job takes, milliseconds; Infinity leaves it to `finishJob`. */
	jobDurationMs = 300;
	/** Whether a job that succeeds sends `image.generated`. */
	autoDeliver = true;
	/** Gives the reason why a job fails, or undefined for success. */
	jobFailure: (job: ListingRvaJob) => string | undefined = () => undefined;
	/** The docs' two pages disagree: taken with the request (API page), or for completed jobs only (credits page). */
	chargeAt: 'request' | 'completion' = 'request';
	/** The words for a job's status aren't known. */
	jobStatusWords = { queued: 'queued', processing: 'processing', completed: 'completed', failed: 'failed' };
	/** The shapes of these responses aren't known; `bare`, or the name of the property that holds the value. */
	shapes: {
		webhooks: 'bare' | 'webhooks' | 'data';
		registration: 'bare' | 'webhook' | 'data';
		job: 'bare' | 'job' | 'data';
		asset: 'bare' | 'asset' | 'data';
		products: 'bare' | 'products' | 'data';
	} = { webhooks: 'bare', registration: 'bare', job: 'bare', asset: 'bare', products: 'bare' };
	/** Per minute and workspace (docs, API page). */
	readonly rateLimits = { ai: new RateLimit(30), products: new RateLimit(120), all: new RateLimit(200) };
	/** Whether a 429 says when to come back; not known of the service. */
	sendRetryAfter = true;

	constructor(private readonly files: FileHost) {
		const service = new HttpService({
			prefix: '/api',
			errorBody: (status, message) => ({ error: ERROR_CODES[status] ?? 'error', message }),
			guard: (call) => this.guard(call),
		});
		// 5 seconds, any 2xx, no retries: docs, webhooks page.
		super(
			'listingRva',
			service,
			{ retries: 0, baseDelayMs: 0, backOff: 'constant', success: 'any-2xx', timeoutMs: 5000 },
			RAW_HEX,
		);
		service.route('POST', '/webhooks', (call) => this.register(call));
		service.route('GET', '/webhooks', () => this.list());
		service.route('PUT', '/webhooks/:id', (call) => this.update(call));
		service.route('DELETE', '/webhooks/:id', (call) => this.remove(call));
		service.route('POST', '/ai/image', (call) => this.generate(call));
		service.route('GET', '/ai/jobs/:id', (call) => this.getJob(call));
		service.route('GET', '/assets/:id', (call) => this.getAsset(call));
		service.route('GET', '/products', () => ok(wrap(this.shapes.products, this.products)));
	}

	/** @param port 0 for any free one */
	async listen(host: string, port: number): Promise<void> {
		await this.service.listen(host, port);
	}

	/** Makes an image that `GET /assets/:id` knows. */
	addAsset(jobId = newId('job_')): ListingRvaAsset {
		const id = newId('asset_');
		const asset = {
			id,
			url: this.files.url(`${id}.png`),
			thumbnailUrl: this.files.url(`${id}-thumbnail.png`),
			jobId,
			createdAt: Date.now(),
		};
		this.assets.set(id, asset);
		return asset;
	}

	/** Adds an endpoint as if a user had registered it elsewhere. */
	addEndpoint(url: string, events: string[] = [...LISTING_RVA_EVENTS]): ListingRvaEndpoint {
		const endpoint = { id: newId('wh_'), url, events, secret: randomBytes(32).toString('hex') };
		this.endpoints.set(endpoint.id, endpoint);
		this.issuedSecrets.push(endpoint.secret);
		return endpoint;
	}

	/**
	 * Sends an event to every endpoint that subscribes to it: one attempt each.
	 *
	 * @param bodyOrEvent a body, or the name of an event, which gives a sample whose asset exists
	 */
	async deliver(
		bodyOrEvent: JsonObject | ListingRvaEvent = 'image.generated',
		overrides: DeliveryOverrides = {},
	): Promise<Attempt[]> {
		const body = typeof bodyOrEvent === 'string' ? this.sample(bodyOrEvent) : bodyOrEvent;
		const attempts = await Promise.all(this.deliveriesOf(body).map(async (delivery) => await this.send(delivery, overrides)));
		return attempts.flat();
	}

	/**
	 * Ends a job now.
	 *
	 * @param error lets it fail; there is no event for that (docs, webhooks page)
	 */
	finishJob(id: string, error?: string): void {
		const job = this.jobs.get(id);
		if (job === undefined) throw new Error(`No such job: ${id}`);
		if (job.state !== 'pending') return;
		job.finishedAt = Date.now();
		if (error !== undefined) {
			job.state = 'failed';
			job.error = error;
			return;
		}
		job.state = 'completed';
		job.assetIds = [this.addAsset(id).id];
		if (this.chargeAt === 'completion') this.credits -= job.cost;
		if (!this.autoDeliver) return;
		const { style, platform, assetIds } = job;
		const body = listingRvaSample('image.generated', { jobId: id, style, platform, imageCount: assetIds.length, assetIds });
		for (const delivery of this.deliveriesOf(body)) this.post(delivery);
	}

	private sample(event: ListingRvaEvent): JsonObject {
		const { id, jobId } = this.addAsset();
		return listingRvaSample(event, { jobId, assetIds: [id] });
	}

	private deliveriesOf(body: JsonObject) {
		return [...this.endpoints.values()]
			.filter(({ events }) => events.includes(String(body.event)))
			.map(({ id, url, secret }) => ({ url, body, secret, endpointId: id }));
	}

	private guard({ headers, path }: Call): void {
		if (headers.authorization !== `Bearer ${this.credentials.accessToken}`) {
			throw refusal(401, 'Invalid or missing token');
		}
		this.limit(this.rateLimits.all);
		if (path.startsWith('/ai/')) this.limit(this.rateLimits.ai);
		if (path === '/products' || path.startsWith('/products/')) this.limit(this.rateLimits.products);
		if (this.plan !== 'pro') throw refusal(403, 'Your plan does not include the API. Upgrade to Pro.');
	}

	private limit(limit: RateLimit): void {
		const waitMs = limit.take(Date.now());
		if (waitMs === null) return;
		const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
		throw refusal(429, 'Too many requests', this.sendRetryAfter ? { 'retry-after': seconds } : undefined);
	}

	private register({ body }: Call): Reply {
		const input = toObject(body);
		const endpoint = this.addEndpoint(urlOf(input), this.eventsOf(input));
		return { status: 201, json: wrap(this.shapes.registration, endpoint) };
	}

	private list(): Reply {
		return ok(wrap(this.shapes.webhooks, [...this.endpoints.values()].map(withoutSecret)));
	}

	private update({ params, body }: Call): Reply {
		const endpoint = this.endpointOf(params);
		const input = toObject(body);
		if (input.url === undefined && input.events === undefined) throw refusal(400, 'Nothing to update');
		const url = input.url === undefined ? endpoint.url : urlOf(input);
		const events = input.events === undefined ? endpoint.events : this.eventsOf(input);
		Object.assign(endpoint, { url, events });
		return ok(wrap(this.shapes.registration, withoutSecret(endpoint)));
	}

	private remove({ params }: Call): Reply {
		this.endpoints.delete(this.endpointOf(params).id);
		return { status: 204 };
	}

	private endpointOf({ id = '' }: Call['params']): ListingRvaEndpoint {
		const endpoint = this.endpoints.get(id);
		if (endpoint === undefined) throw refusal(404, 'Webhook not found');
		return endpoint;
	}

	private eventsOf({ events }: JsonObject): string[] {
		if (!Array.isArray(events) || events.length === 0) throw refusal(400, 'events must be a non-empty array');
		return events.map((event: unknown) => {
			if (typeof event !== 'string' || !this.knownEvents.has(event)) throw refusal(400, `Unknown event: ${String(event)}`);
			return event;
		});
	}

	private generate({ body }: Call): Reply {
		const input = toObject(body);
		const productId = toText(input, 'productId');
		const style = toText(input, 'style');
		const platform = input.platform === undefined ? 'general' : toText(input, 'platform');
		for (const name of ['primaryImageUrl', 'customPrompt', 'context', 'season']) {
			if (input[name] !== undefined) toText(input, name);
		}
		const cost = BASE_CREDITS + surchargeOf(input.outputSize);
		if (!this.products.some(({ id }) => id === productId)) throw refusal(404, 'Product not found');
		if (this.knownStyles?.has(style) === false) throw refusal(400, `Unknown style: ${style}`);
		if (this.credits < cost) throw refusal(402, `This image costs ${cost} credits, ${this.credits} are left`);
		if (this.chargeAt === 'request') this.credits -= cost;

		const job: ListingRvaJob = {
			id: newId('job_'),
			productId,
			style,
			platform,
			cost,
			createdAt: Date.now(),
			state: 'pending',
			assetIds: [],
			error: null,
		};
		this.jobs.set(job.id, job);
		this.timers.after(this.jobDurationMs, () => this.finishJob(job.id, this.jobFailure(job)));
		return ok({ jobId: job.id });
	}

	private getJob({ params }: Call): Reply {
		const job = this.jobs.get(params.id ?? '');
		if (job === undefined) throw refusal(404, 'Job not found');
		const { id, style, platform, assetIds, error } = job;
		const state = this.shows(job.finishedAt ?? 0) ? job.state : 'pending';
		const status = this.jobStatusWords[state === 'pending' ? this.phaseOf(job) : state];
		return ok(
			wrap(this.shapes.job, {
				jobId: id,
				status,
				style,
				platform,
				...(state === 'completed' ? { assetIds } : {}),
				...(state === 'failed' ? { error } : {}),
			}),
		);
	}

	private phaseOf({ createdAt }: ListingRvaJob): 'queued' | 'processing' {
		return Date.now() - createdAt < this.jobDurationMs / 3 ? 'queued' : 'processing';
	}

	private getAsset({ params }: Call): Reply {
		const asset = this.assets.get(params.id ?? '');
		if (asset === undefined || !this.shows(asset.createdAt)) throw refusal(404, 'Asset not found');
		return ok(wrap(this.shapes.asset, asset));
	}
}

/** Only `insufficient_credits` is known by name (docs, API page). */
const ERROR_CODES: Readonly<Record<number, string>> = {
	400: 'invalid_request',
	401: 'unauthorized',
	402: 'insufficient_credits',
	403: 'plan_required',
	404: 'not_found',
	429: 'rate_limited',
	500: 'internal_error',
};

function refusal(status: number, message: string, headers?: Record<string, string>): Refusal {
	return new Refusal({ status, headers, json: { error: ERROR_CODES[status], message } });
}

function ok(json: unknown): Reply {
	return { status: 200, json };
}

function toObject(body: unknown): JsonObject {
	if (!isJsonObject(body)) throw refusal(400, 'The body must be a JSON object');
	return body;
}

function toText(input: JsonObject, name: string): string {
	const value = input[name];
	if (typeof value !== 'string' || value === '') throw refusal(400, `${name} must be a non-empty string`);
	return value;
}

/** Plain http is let through, although the docs' examples use https, because tests listen on the loopback interface. */
function urlOf({ url }: JsonObject): string {
	if (typeof url !== 'string' || !/^https?:\/\/[^\s]+$/.test(url)) throw refusal(400, 'url must be an absolute URL');
	return url;
}

/** Credits by the longer side (docs, credits page). */
function surchargeOf(size: unknown): number {
	if (size === undefined) return 0;
	if (!isJsonObject(size)) throw refusal(400, 'outputSize must be an object');
	const steps = [size.w, size.h].map((side) => SIDES.indexOf(Number(side)));
	if (typeof size.w !== 'number' || typeof size.h !== 'number' || steps.includes(-1)) {
		throw refusal(400, `outputSize.w and outputSize.h must be one of ${SIDES.join(', ')}`);
	}
	return Math.max(...steps);
}

function withoutSecret({ id, url, events }: ListingRvaEndpoint): Omit<ListingRvaEndpoint, 'secret'> {
	return { id, url, events };
}

/** Looks like a JWT, which is all that a client can tell. */
function newToken(): string {
	const part = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: newId('user_') })}.${randomBytes(32).toString('base64url')}`;
}
