import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { z } from 'zod/v4';

import type { DeliveryOverrides } from './delivery.mts';
import type { FileHost } from './files.mts';
import { type Call, type JsonObject, ok, type Routes } from './http.mts';
import { finishWork, newId, newWork, ProviderSimulator, type Work } from './provider.mts';
import { type VirtualStagingAiEvent, virtualStagingAiSample } from './samples.mts';
import {
	imageInput,
	MAX_VARIATIONS,
	multiViewInput,
	type Order,
	orderInput,
	pageQuery,
	renderQuery,
} from './virtual-staging-ai-input.mts';

/** A variation as the simulator keeps it. */
interface VirtualStagingAiVariation extends Work {
	type: string;
	renderId: string;
	baseVariationId: string | null;
	config: JsonObject;
	/** Counted from 0 over the render's requested variations; -1 for a removal that the service adds by itself. */
	index: number;
	/** Where its events go, byte for byte as it was given. */
	webhookUrl: string | null;
}

/** A render as the simulator keeps it. */
interface VirtualStagingAiRender {
	id: string;
	createdAt: number;
	imageUrl: string;
	variations: VirtualStagingAiVariation[];
}

/**
 * Virtual Staging AI, v2 (docs: docs.virtualstagingai.app/v2-api, pages endpoints, core concepts and webhooks). What those don't say is
 * switchable, each time with the reading that the public clients' code suggests as the default. Errors have the form of the docs' `AuthError`,
 * a message, as every public client reads the others too.
 */
export class VirtualStagingAiSimulator extends ProviderSimulator {
	/** The one valid key. */
	readonly credentials = { apiKey: `vsai-pk-${randomUUID()}` };
	/** The account's limits and usage, as `GET /user` answers them. */
	readonly account = {
		user: { email: 'agent@example.com', uid: newId('user_') },
		photoLimit: { staging: 500, imageEditing: 500 } as Record<'staging' | 'imageEditing', number | 'UNLIMITED'>,
		photosUsedThisPeriod: { staging: 0, imageEditing: 0 },
	};
	/** Everything but Enterprise is refused with 403 where it would cost something (clients' reading of 403). */
	plan: 'enterprise' | 'standard' = 'enterprise';
	/** The account's signing secret; null while there is none, and then deliveries are unsigned. */
	webhookSecret: string | null = null;
	/** The name of the body's field isn't known: every other name is refused. */
	secretField = 'secret';
	/** With what a body without that field is refused. */
	secretRefusalStatus: 400 | 404 | 405 | 422 = 400;
	/** How many characters a secret may have; not known. */
	longestSecret = Infinity;
	/** The words for a variation's status: the docs' sample has `queued`, the others are clients'. */
	statusWords = { queued: 'queued', processing: 'rendering', completed: 'done', failed: 'error' };
	/** What becomes of a request's `webhook_url`; that its query string is kept is a client's experience. */
	webhookUrlFor: (url: string) => string | null = (url) => url;
	/** `server`: ignores the body, makes a secret and answers with it in the field of that name. */
	secretSource: 'caller' | 'server' = 'caller';
	/** In the order of their creation. */
	readonly renders = new Map<string, VirtualStagingAiRender>();
	/** How long a variation or an analysis takes, milliseconds; Infinity leaves a variation to `finishVariation`. */
	variationDurationMs = 200;
	/** Which variations fail. */
	failVariations: (variation: VirtualStagingAiVariation) => boolean = () => false;
	/** Whether a result is a list of two, as in multi-view staging. */
	multiView = false;
	/** Whether a render with `remove_furniture.mode` `auto` is found to need a removal. */
	autoRemoves = true;
	/** Whether a removal that the service adds by itself has events of its own; not known. */
	removalSendsWebhook = false;
	/** Whether `update` is sent when rendering begins: the docs name the event, but also say that there are two kinds only. */
	sendUpdates = false;
	/** The two success answers have unknown numbers; a client's fixture has 201. */
	createStatus = { finished: 201, queued: 201 };
	/** The field of a failed variation that tells why; not known. */
	errorField = 'error_message';
	protected readonly routes: Routes = {
		'GET /status': () => ({ status: 200 }),
		'GET /user': () => ok(this.account),
		'POST /user/webhook-secret': ({ body }) => {
			if (this.secretSource === 'server') {
				this.webhookSecret = newId('whsec_');
				return ok({ [this.secretField]: this.webhookSecret });
			}
			const schema = z.object({ [this.secretField]: z.string().min(1).max(this.longestSecret) });
			this.webhookSecret = this.read(schema, body, this.secretRefusalStatus)[this.secretField];
			return ok({ message: 'Webhook secret set' });
		},
		// Idempotent and without content; neither is known.
		'DELETE /user/webhook-secret': () => {
			this.webhookSecret = null;
			return { status: 204 };
		},
		'GET /renders': ({ query }) => {
			const renders = [...this.renders.values()].map((render) => this.renderView(render));
			return ok(this.pageOf(renders, query, '', 'desc'));
		},
		'POST /renders': async ({ body }) => {
			const [order, { image_url: imageUrl }] = [this.read(orderInput, body), this.read(imageInput, body)];
			const render = { id: newId('rnd_'), createdAt: Date.now(), imageUrl, variations: [] };
			const { status } = await this.add(render, order);
			return { status, json: { ...this.renderView(render), variations: this.variationsView(render, {}) } };
		},
		'GET /renders/:renderId': ({ params, query }) => {
			const render = this.renderOf(params);
			const { include_variations: include } = this.read(renderQuery, query);
			return ok({
				...this.renderView(render),
				...(include === 'true' && { variations: this.variationsView(render, query) }),
			});
		},
		// The answer holds a plain list, unlike the page inside a render (public clients agree). No photo is charged (a client's notes).
		'POST /renders/:renderId/variations': async ({ params, body }) => {
			const { status, added } = await this.add(this.renderOf(params), this.read(orderInput, body));
			return { status, json: { variations: added.map((variation) => this.variationView(variation)) } };
		},
		'GET /renders/:renderId/variations/:variationId': ({ params }) => {
			const variation = this.renderOf(params).variations.find(({ id }) => id === params.variationId);
			return ok(this.variationView(this.found(variation, 'Variation')));
		},
		// Answers at the end, as clients expect. Its event's payload isn't documented: it holds what a public client reads, no id among it.
		'POST /analyze': async ({ body }) => {
			const { webhook_url: url } = this.read(imageInput, body);
			this.checkPlan();
			const createdAt = Date.now();
			await this.sleep(this.variationDurationMs);
			const result = { result_url: this.files.url(`${newId('mask_')}.png`) };
			if (url)
				this.post({ url, body: virtualStagingAiSample('analysis_completion', result), secret: this.webhookSecret });
			return ok({ id: newId('an_'), created_at: createdAt, status: 'done', percentage_masked: 42.5, ...result });
		},
		// The schema of the answer isn't known.
		'POST /multi-view-compatability': ({ body }) => {
			this.read(multiViewInput, body);
			return ok({ compatible: true });
		},
	};
	/** Emits the id of each variation that has come to its end. */
	private readonly finished = new EventEmitter().setMaxListeners(0);

	constructor(private readonly files: FileHost) {
		// Up to 3 retries unless the answer is 200: docs, webhooks page. Their delay and the receiver's time limit aren't known.
		super('virtualStagingAi', '/v2', { retries: 3, baseDelayMs: 200, backOff: 1, success: /^200$/, timeoutMs: 10_000 });
	}

	/** Sends a body, or a sample of an event, to a URL, with the service's retries, signed with the account's secret when there is one. */
	async deliver(
		bodyOrEvent: JsonObject | VirtualStagingAiEvent,
		{ url, ...overrides }: DeliveryOverrides & { url: string },
	) {
		const body = typeof bodyOrEvent === 'string' ? this.sample(bodyOrEvent) : bodyOrEvent;
		return await this.send({ url, body, secret: this.webhookSecret }, overrides);
	}

	/** Ends a variation now; an error lets it fail. */
	finishVariation(variationId: string, error?: string): void {
		const variation = finishWork(
			this.variations().find(({ id }) => id === variationId),
			error,
		);
		if (variation === undefined) return;
		this.finished.emit(variationId);
		if (error === undefined) this.notify(variation, 'done', { result: this.resultOf(variationId) });
		else this.notify(variation, 'error', { error_message: error });
	}

	protected override guard({ headers, path }: Call): void {
		if (path === '/status') return;
		if (headers.authorization !== `Api-Key ${this.credentials.apiKey}`) throw this.refusal(401, 'Invalid API key');
	}

	/** The secret may change between two attempts, and the service can only sign with the present one. */
	protected override secretFor(): string | null {
		return this.webhookSecret;
	}

	private sample(event: VirtualStagingAiEvent): JsonObject {
		if (event === 'done') return virtualStagingAiSample(event, { result: this.resultOf(newId('var_')) });
		if (event === 'analysis_completion')
			return virtualStagingAiSample(event, { result_url: this.files.url('mask.png') });
		return virtualStagingAiSample(event);
	}

	private renderOf({ renderId }: Call['params']): VirtualStagingAiRender {
		return this.found(this.renders.get(renderId), 'Render');
	}

	private variations(): VirtualStagingAiVariation[] {
		return [...this.renders.values()].flatMap(({ variations }) => variations);
	}

	private checkPlan(): void {
		if (this.plan !== 'enterprise') throw this.refusal(403, 'Your plan does not include API access');
	}

	/** Adds variations to a render, or refuses them. Returns those that were asked for, without the removals of the service. */
	private async add(render: VirtualStagingAiRender, { orders, wait, webhookUrl }: Order) {
		const present = requestedOf(render).length;
		const wanted = orders.reduce((sum, { count }) => sum + count, 0);
		if (present + wanted > MAX_VARIATIONS) throw this.refusal(400, `A render has at most ${MAX_VARIATIONS} variations`);
		const removals = this.variations()
			.filter(({ type }) => type === 'removal')
			.map(({ id }) => id);
		const bases = orders.flatMap(({ config }) => config.add_furniture?.base_variation_id ?? []);
		if (!bases.every((base) => removals.includes(base)))
			throw this.refusal(400, 'base_variation_id is not a removal variation');
		this.checkPlan();
		if (!this.renders.has(render.id)) this.takePhoto(orders);
		this.renders.set(render.id, render);
		const added = orders.flatMap((order) => this.start(render, order, webhookUrl));
		if (wait) await Promise.all(added.map(async ({ id }) => await once(this.finished, id)));
		return { status: wait ? this.createStatus.finished : this.createStatus.queued, added };
	}

	/** One photo per render, whatever the number of variations (a client's notes). Which kind counts what isn't known. */
	private takePhoto(orders: Order['orders']): void {
		const kind = orders.some(({ config }) => config.type === 'staging') ? 'staging' : 'imageEditing';
		const { photoLimit, photosUsedThisPeriod: used } = this.account;
		const limit = photoLimit[kind];
		if (limit !== 'UNLIMITED' && used[kind] >= limit) throw this.refusal(403, 'Photo limit reached for this period');
		used[kind] += 1;
	}

	private start(render: VirtualStagingAiRender, { config, count }: Order['orders'][number], webhookUrl: string | null) {
		const { type, add_furniture: add, remove_furniture: remove } = config;
		const needsRemoval = remove?.mode === 'on' || (remove?.mode === 'auto' && this.autoRemoves);
		const own = {
			config: { type, remove_furniture: remove },
			webhookUrl: this.removalSendsWebhook ? webhookUrl : null,
		};
		const remover = () => this.startOne(render, { type: 'removal', index: -1, baseVariationId: null, ...own });
		const baseVariationId = add?.base_variation_id ?? (add && needsRemoval ? remover().id : null);
		const fields = { type: !add && remove ? 'removal' : type, config, webhookUrl, baseVariationId };
		const first = requestedOf(render).length;
		return Array.from({ length: count }, (_, offset) => this.startOne(render, { ...fields, index: first + offset }));
	}

	private startOne(render: VirtualStagingAiRender, fields: Omit<VirtualStagingAiVariation, keyof Work | 'renderId'>) {
		const variation: VirtualStagingAiVariation = { ...newWork('var_'), ...fields, renderId: render.id };
		render.variations.push(variation);
		const { variationDurationMs: duration, sendUpdates } = this;
		this.after(duration / 3, () => {
			if (sendUpdates && variation.state === 'pending') this.notify(variation, 'update');
		});
		this.after(fields.index < 0 ? duration / 2 : duration, () => {
			this.finishVariation(variation.id, this.failVariations(variation) ? 'Failed to process image' : undefined);
		});
		return variation;
	}

	/** Sends an event of a variation. `base_variation_id` is in `done` only, as in the docs' samples (webhooks page). */
	private notify(variation: VirtualStagingAiVariation, event: VirtualStagingAiEvent, fields?: JsonObject): void {
		const { webhookUrl, renderId, id, type, baseVariationId } = variation;
		const url = webhookUrl && this.webhookUrlFor(webhookUrl);
		if (!url) return;
		const base = event === 'done' && { base_variation_id: baseVariationId ?? undefined };
		const body = virtualStagingAiSample(event, {
			render_id: renderId,
			variation_id: id,
			variation_type: type,
			...base,
			...fields,
		});
		this.post({ url, body, secret: this.webhookSecret });
	}

	/** Links are signed and made anew each time (docs, getting started). */
	private resultOf(variationId: string): JsonObject | JsonObject[] {
		const link = (name: string) => `${this.files.url(name)}?token=${randomBytes(6).toString('hex')}`;
		const entry = (name: string) => {
			const [url, optimized_url, thumbnail_url] = ['', '-optimized', '-thumbnail'].map((kind) =>
				link(`${name}${kind}.png`),
			);
			return { url, optimized_url, thumbnail_url };
		};
		return this.multiView ? [entry(`${variationId}-1`), entry(`${variationId}-2`)] : entry(variationId);
	}

	/** A page of a list whose oldest element comes first. */
	private pageOf(all: JsonObject[], query: Call['query'], prefix: '' | 'variations_', defaultOrder: 'asc' | 'desc') {
		const [limit, order, cursor] = ['limit', 'order', 'cursor'].map((name) => query[`${prefix}${name}`]);
		const page = this.read(pageQuery(defaultOrder), { limit, order, cursor });
		const ordered = page.order === 'asc' ? all : all.toReversed();
		const start = ordered.findIndex(({ id }) => id === cursor) + 1;
		if (cursor !== undefined && start === 0) throw this.refusal(400, `${prefix}cursor is unknown`);
		const end = start + page.limit;
		const next = end < ordered.length ? ordered[end - 1].id : null;
		return { total_count: all.length, next_cursor: next, items: ordered.slice(start, end) };
	}

	private renderView({ id, createdAt, variations }: VirtualStagingAiRender): JsonObject {
		const pending = variations.find(({ state }) => state === 'pending');
		return { id, created_at: createdAt, queued_at: createdAt, eta: pending ? this.etaOf(pending) : null };
	}

	private variationsView({ variations }: VirtualStagingAiRender, query: Call['query']) {
		return this.pageOf(
			variations.map((variation) => this.variationView(variation)),
			query,
			'variations_',
			'asc',
		);
	}

	private variationView(variation: VirtualStagingAiVariation): JsonObject {
		const { id, type, renderId, createdAt, error, baseVariationId, config } = variation;
		const state = this.stateOf(variation, this.variationDurationMs);
		const eta = state === 'completed' || state === 'failed' ? null : this.etaOf(variation);
		const end = {
			...(state === 'completed' && { result: this.resultOf(id) }),
			...(state === 'failed' && { [this.errorField]: error }),
			...(baseVariationId !== null && { base_variation_id: baseVariationId }),
		};
		return {
			id,
			type,
			render_id: renderId,
			created_at: createdAt,
			status: this.statusWords[state],
			...end,
			eta,
			config,
		};
	}

	/** An epoch in milliseconds, one of the docs' two readings. */
	private etaOf({ createdAt }: VirtualStagingAiVariation): number | null {
		return Number.isFinite(this.variationDurationMs) ? createdAt + this.variationDurationMs : null;
	}
}

/** The variations of a render without removals that the service has added by itself. */
const requestedOf = ({ variations }: VirtualStagingAiRender) => variations.filter(({ index }) => index >= 0);
