import { randomBytes } from 'node:crypto';
import { z } from 'zod/v4';

import { type Endpoint, EndpointSimulator } from './endpoints.mts';
import type { FileHost } from './files.mts';
import { type Call, type JsonObject, ok, type Routes } from './http.mts';
import { finishWork, newId, newWork, type Work, wrap } from './provider.mts';
import { RateLimit } from './rate-limit.mts';
import { LISTING_RVA_EVENTS, type ListingRvaEvent, listingRvaSample } from './samples.mts';

/** An image job. */
interface ListingRvaJob extends Work {
	productId: string;
	style: string;
	platform: string;
	/** Credits that it costs. */
	cost: number;
	assetIds: string[];
}

/** A generated image. */
type ListingRvaAsset = Record<'id' | 'url' | 'thumbnailUrl' | 'jobId', string> & { createdAt: number };

/** Credits rise with the longer side (docs, credits page). */
const SIDES = [1000, 1200, 1500, 2000];
/** Base price of a product image; the style keys that cost more aren't known (docs, credits page). */
const BASE_CREDITS = 4;

const text = z.string().min(1);
const side = z.literal(SIDES);
const imageInput = z.object({
	productId: text,
	style: text,
	platform: text.default('general'),
	primaryImageUrl: text.optional(),
	customPrompt: text.optional(),
	context: text.optional(),
	season: text.optional(),
	outputSize: z.object({ w: side, h: side }).default({ w: SIDES[0], h: SIDES[0] }),
});
const endpointInput = z.object({
	/** Plain http is let through, although the docs' examples use https, because tests listen on the loopback interface. */
	url: z.string().regex(/^https?:\/\/\S+$/),
	events: z.array(text).min(1),
});

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

/**
 * ListingRVA AI (docs: listingrvaai.com/docs, pages webhooks, api and credits). What those don't say is switchable: the shapes of
 * responses, the words for a job's status, and when credits are taken.
 */
export class ListingRvaSimulator extends EndpointSimulator<ListingRvaEvent> {
	/** The one valid token. Change it to let a user's session end. */
	readonly credentials = { accessToken: newToken() };
	/** The signing secret of every endpoint that was ever there. */
	readonly issuedSecrets: string[] = [];
	readonly jobs = new Map<string, ListingRvaJob>();
	readonly assets = new Map<string, ListingRvaAsset>();
	/** The products of the workspace. */
	readonly products = [
		{ id: 'prod_mug', title: 'Ceramic mug' },
		{ id: 'prod_lamp', title: 'Desk lamp' },
	];
	/** The workspace's balance. */
	credits = 1000;
	/** Everything but Pro is refused with 403. */
	plan: 'pro' | 'starter' = 'pro';
	/** Names that a registration may ask for; whether the service checks them isn't known. */
	readonly knownEvents = new Set<string>(LISTING_RVA_EVENTS);
	/** How long a job takes, milliseconds; Infinity leaves it to `finishJob`. */
	jobDurationMs = 300;
	/** Gives the reason why a job fails, or undefined for success. */
	jobFailure: (job: ListingRvaJob) => string | undefined = () => undefined;
	/** The docs disagree: taken with the request (API page), or for completed jobs only (credits page). */
	chargeAt: 'request' | 'completion' = 'request';
	/** The words for a job's status aren't known. */
	jobStatusWords = { queued: 'queued', processing: 'processing', completed: 'completed', failed: 'failed' };
	/** The shapes of these responses aren't known; `bare`, or the name of the property that holds the value. */
	shapes = { webhooks: 'bare', registration: 'bare', asset: 'bare', products: 'bare' };
	/** Per minute and workspace (docs, API page). */
	readonly rateLimits = { ai: new RateLimit(30), products: new RateLimit(120), all: new RateLimit(200) };
	protected readonly routes: Routes = {
		'POST /webhooks': ({ body }) => {
			const { url, events } = this.read(endpointInput, body);
			this.checkEvents(events);
			return { status: 201, json: wrap(this.shapes.registration, this.addEndpoint(url, events)) };
		},
		'GET /webhooks': () => ok(wrap(this.shapes.webhooks, [...this.endpoints.values()].map(withoutSecret))),
		'PUT /webhooks/:id': ({ params, body }) => {
			const endpoint = this.found(this.endpoints.get(params.id), 'Webhook');
			const changes = this.read(endpointInput.partial(), body);
			if (Object.keys(changes).length === 0) throw this.refusal(400, 'Nothing to update');
			this.checkEvents(changes.events ?? []);
			return ok(wrap(this.shapes.registration, withoutSecret(Object.assign(endpoint, changes))));
		},
		'DELETE /webhooks/:id': ({ params }) => {
			this.endpoints.delete(this.found(this.endpoints.get(params.id), 'Webhook').id);
			return { status: 204 };
		},
		'POST /ai/image': ({ body }) => {
			const { productId, style, platform, outputSize } = this.read(imageInput, body);
			const cost = BASE_CREDITS + Math.max(SIDES.indexOf(outputSize.w), SIDES.indexOf(outputSize.h));
			if (!this.products.some(({ id }) => id === productId)) throw this.refusal(404, 'Product not found');
			if (this.credits < cost) throw this.refusal(402, `This image costs ${cost} credits, ${this.credits} are left`);
			if (this.chargeAt === 'request') this.credits -= cost;
			const job: ListingRvaJob = { ...newWork('job_'), productId, style, platform, cost, assetIds: [] };
			this.jobs.set(job.id, job);
			this.after(this.jobDurationMs, () => this.finishJob(job.id, this.jobFailure(job)));
			return ok({ jobId: job.id });
		},
		'GET /ai/jobs/:id': ({ params }) => {
			const job = this.found(this.jobs.get(params.id), 'Job');
			const { id, style, platform, assetIds, error } = job;
			const state = this.stateOf(job, this.jobDurationMs);
			const end = { ...(state === 'completed' && { assetIds }), ...(state === 'failed' && { error }) };
			return ok({ jobId: id, status: this.jobStatusWords[state], style, platform, ...end });
		},
		'GET /assets/:id': ({ params }) => {
			const shown = [...this.assets.values()].find(({ id, createdAt }) => id === params.id && this.shows(createdAt));
			return ok(wrap(this.shapes.asset, this.found(shown, 'Asset')));
		},
		'GET /products': () => ok(wrap(this.shapes.products, this.products)),
	};

	constructor(private readonly files: FileHost) {
		// 5 seconds, any 2xx, no retries: docs, webhooks page.
		super('listingRva', '/api', { retries: 0, baseDelayMs: 0, backOff: 1, success: /^2/, timeoutMs: 5000 });
	}

	/** Makes an image that `GET /assets/:id` knows. */
	addAsset(jobId = newId('job_')): ListingRvaAsset {
		const id = newId('asset_');
		const [url, thumbnailUrl] = [this.files.url(`${id}.png`), this.files.url(`${id}-thumbnail.png`)];
		const asset = { id, url, thumbnailUrl, jobId, createdAt: Date.now() };
		this.assets.set(id, asset);
		return asset;
	}

	/** Adds an endpoint as if a user had registered it elsewhere. */
	addEndpoint(url: string, events: string[] = [...LISTING_RVA_EVENTS]): Endpoint {
		const endpoint = { id: newId('wh_'), url, events, secret: randomBytes(32).toString('hex') };
		this.endpoints.set(endpoint.id, endpoint);
		this.issuedSecrets.push(endpoint.secret);
		return endpoint;
	}

	/** Ends a job now; an error lets it fail, and there is no event for that (docs, webhooks page). */
	finishJob(id: string, error?: string): void {
		const job = finishWork(this.jobs.get(id), error);
		if (job?.state !== 'completed') return;
		const { style, platform, cost } = job;
		const assetIds = [this.addAsset(id).id];
		job.assetIds = assetIds;
		if (this.chargeAt === 'completion') this.credits -= cost;
		this.announce(listingRvaSample('image.generated', { jobId: id, style, platform, assetIds }));
	}

	protected sample(event?: ListingRvaEvent): JsonObject {
		const { id, jobId } = this.addAsset();
		return listingRvaSample(event, { jobId, assetIds: [id] });
	}

	protected override errorBody(status: number, message: string): JsonObject {
		return { error: ERROR_CODES[status] ?? 'error', message };
	}

	protected override guard({ headers, path }: Call): void {
		if (headers.authorization !== `Bearer ${this.credentials.accessToken}`)
			throw this.refusal(401, 'Invalid or missing token');
		const { all, ai, products } = this.rateLimits;
		this.limit(all);
		if (path.startsWith('/ai/')) this.limit(ai);
		if (/^\/products(\/|$)/.test(path)) this.limit(products);
		if (this.plan !== 'pro') throw this.refusal(403, 'Your plan does not include the API. Upgrade to Pro.');
	}

	/** Whether a 429 says when to come back isn't known of the service. */
	private limit(limit: RateLimit): void {
		const waitMs = limit.take();
		if (waitMs > 0) throw this.refusal(429, 'Too many requests', { 'retry-after': Math.ceil(waitMs / 1000) });
	}

	private checkEvents(events: string[]): void {
		const unknown = events.find((event) => !this.knownEvents.has(event));
		if (unknown !== undefined) throw this.refusal(400, `Unknown event: ${unknown}`);
	}
}

/** The secret is in the answer to the registration, and nowhere else (docs, webhooks page). */
const withoutSecret = ({ secret: _, ...endpoint }: Endpoint): JsonObject => endpoint;

/** Looks like a JWT, which is all that a client can tell. */
function newToken(): string {
	const [header, payload] = [{ alg: 'HS256', typ: 'JWT' }, { sub: newId('user_') }].map((part) =>
		Buffer.from(JSON.stringify(part)),
	);
	return [header, payload, randomBytes(32)].map((part) => part.toString('base64url')).join('.');
}
