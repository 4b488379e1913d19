import { randomBytes, randomUUID } from 'node:crypto';

import type { Attempt, DeliveryOverrides } from './delivery.mts';
import { RAW_HEX } from './delivery.mts';
import type { FileHost } from './files.mts';
import type { Call, JsonObject, Reply } from './http.mts';
import { HttpService, isJsonObject } from './http.mts';
import type { Delivery } from './provider.mts';
import { newId, ProviderSimulator } from './provider.mts';
import type { VirtualStagingAiEvent } from './samples.mts';
import { virtualStagingAiSample } from './samples.mts';
import type { Page, VariationOrder } from './virtual-staging-ai-input.mts';
import {
	imageUrlOf,
	MAX_VARIATIONS,
	toObject,
	ordersOf,
	pageOf,
	refusal,
	waitOf,
	webhookUrlOf,
} from './virtual-staging-ai-input.mts';

/** The account's limits and usage, as `GET /user` answers them. */
interface VirtualStagingAiAccount {
	user: { email: string; uid: string };
	photoLimit: { staging: number | 'UNLIMITED'; imageEditing: number | 'UNLIMITED' };
	photosUsedThisPeriod: { staging: number; imageEditing: number };
}

/** A variation as the simulator keeps it. */
interface VirtualStagingAiVariation {
	id: string;
	type: string;
	renderId: string;
	createdAt: number;
	/** Absent while it is pending. */
	finishedAt?: number;
	state: 'pending' | 'done' | 'error';
	error: string | null;
	baseVariationId: string | null;
	config: JsonObject;
	/** Counted from 0 over the render's requested variations; -1 for a removal that the service adds by itself. */
	index: number;
	/** Where its events go, byte for byte as it was given. */
	webhookUrl: string | null;
	/** Settles when the variation has come to its end. */
	finished: Promise<void>;
}

/** A render as the simulator keeps it. */
interface VirtualStagingAiRender {
	id: string;
	createdAt: number;
	imageUrl: string;
	variations: VirtualStagingAiVariation[];
}

type VariationRecord = VirtualStagingAiVariation & { finish: () => void };

/**
 * Virtual Staging AI, v2 (docs: docs.virtualstagingai.app/v2-api, pages endpoints, core concepts and webhooks). What those don't say is
 * switchable, each time with the reading that the public clients' code suggests as the default.
 */
export class VirtualStagingAiSimulator extends ProviderSimulator {
	/** The one valid key. */
	readonly credentials = { apiKey: `vsai-pk-${randomUUID()}` };
	readonly account: VirtualStagingAiAccount = {
		user: { email: 'agent@example.com', uid: newId('user_') },
		photoLimit: { staging: 500, imageEditing: 500 },
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
	/** How long a secret may be, and has to be; not known. */
	secretLength = { least: 1, most: Infinity };
	/** The words for a variation's status: the docs' sample has `queued`, the others are clients'. */
	statusWords = { queued: 'queued', rendering: 'rendering', done: 'done', error: 'error' };
	/** What becomes of a request's `webhook_url`; that its query string is kept is a client's experience. */
	webhookUrlFor: (url: string) => string | null = (url) => url;
	/** Makes the address of a result. */
	linkTo: (name: string) => string = (name) => this.files.url(name);
	/** `server`: ignores the body, makes a secret and answers with it in the field of that name. */
	secretSource: 'caller' | 'server' = 'caller';
	/** In the order of their creation. */
	readonly renders = new Map<string, VirtualStagingAiRender>();
	/** How long a variation takes, milliseconds; Infinity leaves it to `finishVariation`. */
	variationDurationMs = 200;
	/** Which variations fail: by their index within the render, or by a predicate. */
	failVariations: ReadonlySet<number> | ((variation: VirtualStagingAiVariation) => boolean) = new Set<number>();
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
	/** How long an analysis takes, milliseconds. */
	analysisDurationMs = 100;
	/** Whether analyses fail. */
	failAnalyses = false;
	/** The answer of the multi-view check; its schema isn't known. */
	multiViewAnswer: JsonObject = { compatible: true };

	constructor(private readonly files: FileHost) {
		const service = new HttpService({
			prefix: '/v2',
			errorBody: (_status, message) => ({ message }),
			guard: ({ headers }) => {
				if (headers.authorization !== `Api-Key ${this.credentials.apiKey}`) throw refusal(401, 'Invalid API key');
			},
		});
		// Up to 3 retries unless the answer is 200: docs, webhooks page. Their delay and the receiver's time limit aren't known.
		super(
			'virtualStagingAi',
			service,
			{ retries: 3, baseDelayMs: 200, backOff: 'constant', success: 'exactly-200', timeoutMs: 10_000 },
			RAW_HEX,
		);
		service.route('GET', '/status', () => ({ status: 200 }), true);
		service.route('GET', '/user', () => ({ status: 200, json: this.account }));
		service.route('POST', '/user/webhook-secret', (call) => this.setSecret(call));
		service.route('DELETE', '/user/webhook-secret', () => this.removeSecret());
		service.route('GET', '/renders', (call) => this.listRenders(call));
		service.route('POST', '/renders', async (call) => await this.createRender(call));
		service.route('GET', '/renders/:renderId', (call) => this.getRender(call));
		service.route('POST', '/renders/:renderId/variations', async (call) => await this.addVariations(call));
		service.route('GET', '/renders/:renderId/variations/:variationId', (call) => this.getVariation(call));
		service.route('POST', '/analyze', async (call) => await this.analyse(call));
		service.route('POST', '/multi-view-compatability', (call) => this.checkMultiView(call));
	}

	/** @param port 0 for any free one */
	async listen(host: string, port: number): Promise<void> {
		await this.service.listen(host, port);
	}

	/**
	 * Sends an event to a URL, with the service's retries, signed with the account's secret when there is one.
	 *
	 * @param bodyOrEvent a body, or the name of an event, which gives a sample with results on the file host
	 * @param overrides `url`: the receiver, kept byte for byte
	 */
	async deliver(
		bodyOrEvent: JsonObject | VirtualStagingAiEvent,
		{ url, ...overrides }: DeliveryOverrides & { url: string },
	): Promise<Attempt[]> {
		const body = typeof bodyOrEvent === 'string' ? this.sample(bodyOrEvent) : bodyOrEvent;
		return await this.send({ url, body, secret: this.webhookSecret }, overrides);
	}

	/**
	 * Ends a variation now, as if its time had passed.
	 *
	 * @param error lets it fail
	 */
	finishVariation(variationId: string, error?: string): void {
		const variation = [...this.renders.values()].flatMap(({ variations }) => variations).find(({ id }) => id === variationId);
		if (variation === undefined) throw new Error(`No such variation: ${variationId}`);
		this.finish(variation as VariationRecord, error);
	}

	/** The secret may change between two attempts, and the service can only sign with the present one. */
	protected override secretFor(): string | null {
		return this.webhookSecret;
	}

	private sample(event: VirtualStagingAiEvent): JsonObject {
		if (event === 'done') return virtualStagingAiSample(event, { result: this.resultOf(newId('var_')) });
		if (event === 'analysis_completion') return virtualStagingAiSample(event, { result_url: this.files.url('mask.png') });
		return virtualStagingAiSample(event);
	}

	private setSecret({ body }: Call): Reply {
		if (this.secretSource === 'server') {
			this.webhookSecret = `whsec_${randomBytes(24).toString('hex')}`;
			return { status: 200, json: { [this.secretField]: this.webhookSecret } };
		}
		const secret = isJsonObject(body) ? body[this.secretField] : undefined;
		if (typeof secret !== 'string' || secret === '') {
			throw refusal(this.secretRefusalStatus, `${this.secretField} must be a non-empty string`);
		}
		const { least, most } = this.secretLength;
		if (secret.length < least || secret.length > most) {
			throw refusal(this.secretRefusalStatus, `${this.secretField} must have ${least} to ${most} characters`);
		}
		this.webhookSecret = secret;
		return { status: 200, json: { message: 'Webhook secret set' } };
	}

	/** Idempotent and without content; neither is known. */
	private removeSecret(): Reply {
		this.webhookSecret = null;
		return { status: 204 };
	}

	private listRenders({ query }: Call): Reply {
		const page = pageOf([...this.renders.values()], query, '', 'desc');
		return { status: 200, json: { ...page, items: page.items.map((render) => this.renderView(render)) } };
	}

	private async createRender({ body }: Call): Promise<Reply> {
		const input = toObject(body);
		const orders = ordersOf(input);
		const imageUrl = imageUrlOf(input.image_url, 'image_url');
		const render: VirtualStagingAiRender = { id: newId('rnd_'), createdAt: Date.now(), imageUrl, variations: [] };
		const [wait, webhookUrl] = [waitOf(input), webhookUrlOf(input)];
		this.checkOrders(render, orders);
		this.takePhoto(orders);
		this.renders.set(render.id, render);
		const added = this.addTo(render, orders, webhookUrl);
		if (wait) await Promise.all(added.map(async ({ finished }) => await finished));
		return {
			status: wait ? this.createStatus.finished : this.createStatus.queued,
			json: { ...this.renderView(render), variations: this.variationsView(render, new URLSearchParams()) },
		};
	}

	private getRender({ params, query }: Call): Reply {
		const render = this.renderOf(params);
		const include = query.get('include_variations') ?? 'false';
		if (include !== 'true' && include !== 'false') throw refusal(400, 'include_variations must be true or false');
		const variations = include === 'true' ? { variations: this.variationsView(render, query) } : {};
		return { status: 200, json: { ...this.renderView(render), ...variations } };
	}

	/** The answer holds a plain list, unlike the page inside a render (public clients agree). No photo is charged (a client's notes). */
	private async addVariations({ params, body }: Call): Promise<Reply> {
		const render = this.renderOf(params);
		const input = toObject(body);
		const orders = ordersOf(input);
		const [wait, webhookUrl] = [waitOf(input), webhookUrlOf(input)];
		this.checkPlan();
		this.checkOrders(render, orders);
		const added = this.addTo(render, orders, webhookUrl);
		if (wait) await Promise.all(added.map(async ({ finished }) => await finished));
		return {
			status: wait ? this.createStatus.finished : this.createStatus.queued,
			json: { variations: added.map((variation) => this.variationView(variation)) },
		};
	}

	private getVariation({ params }: Call): Reply {
		const variation = this.renderOf(params).variations.find(({ id }) => id === params.variationId);
		if (variation === undefined) throw refusal(404, 'Variation not found');
		return { status: 200, json: this.variationView(variation) };
	}

	/**
	 * Answers when the analysis is finished, as clients expect, and sends its event besides. Its payload isn't documented: it holds what a
	 * public client reads, and only the query string of its `webhook_url` tells to which request it belongs.
	 */
	private async analyse({ body }: Call): Promise<Reply> {
		const input = toObject(body);
		imageUrlOf(input.image_url, 'image_url');
		const url = webhookUrlOf(input);
		this.checkPlan();
		const createdAt = Date.now();
		await this.timers.sleep(this.analysisDurationMs);
		const mask = this.files.url(`${newId('mask_')}.png`);
		const result = this.failAnalyses
			? { status: 'error', percentage_masked: null, result_url: null }
			: { status: 'done', percentage_masked: 42.5, result_url: mask };
		if (url !== null) {
			const event = this.failAnalyses
				? virtualStagingAiSample('analysis_error')
				: virtualStagingAiSample('analysis_completion', { result_url: mask });
			this.post({ url, body: event, secret: this.webhookSecret });
		}
		return { status: 200, json: { id: newId('an_'), created_at: createdAt, ...result } };
	}

	/** Two addresses, in whichever field they come: its name isn't known. */
	private checkMultiView({ body }: Call): Reply {
		const lists = Array.isArray(body) ? [body] : Object.values(toObject(body)).filter(Array.isArray);
		const [urls] = lists;
		if (urls?.length !== 2) throw refusal(400, 'Exactly two image URLs are required');
		for (const url of urls) imageUrlOf(url, 'image_url');
		return { status: 200, json: this.multiViewAnswer };
	}

	private renderOf({ renderId = '' }: Call['params']): VirtualStagingAiRender {
		const render = this.renders.get(renderId);
		if (render === undefined) throw refusal(404, 'Render not found');
		return render;
	}

	private checkOrders(render: VirtualStagingAiRender, orders: VariationOrder[]): void {
		const present = render.variations.filter(({ index }) => index >= 0).length;
		const wanted = orders.reduce((sum, { count }) => sum + count, 0);
		if (present + wanted > MAX_VARIATIONS) throw refusal(400, `A render has at most ${MAX_VARIATIONS} variations`);
		const known = [...this.renders.values()].flatMap(({ variations }) => variations);
		for (const base of orders.map(({ config }) => givenBase(config))) {
			if (base !== null && !known.some(({ id, type }) => id === base && type === 'removal')) {
				throw refusal(400, 'base_variation_id is not a removal variation');
			}
		}
	}

	private checkPlan(): void {
		if (this.plan !== 'enterprise') throw refusal(403, 'Your plan does not include API access');
	}

	/** One photo per render, whatever the number of variations (a client's notes). Which kind counts what isn't known. */
	private takePhoto(orders: VariationOrder[]): void {
		this.checkPlan();
		const kind = orders.some(({ config }) => config.type === 'staging') ? 'staging' : 'imageEditing';
		const limit = this.account.photoLimit[kind];
		if (limit !== 'UNLIMITED' && this.account.photosUsedThisPeriod[kind] >= limit) {
			throw refusal(403, 'Photo limit reached for this period');
		}
		this.account.photosUsedThisPeriod[kind] += 1;
	}

	/** @returns what was asked for, without removals that the service adds by itself */
	private addTo(render: VirtualStagingAiRender, orders: VariationOrder[], webhookUrl: string | null) {
		return orders.flatMap(({ config, count }) => {
			const base = givenBase(config) ?? (this.needsRemoval(config) ? this.addRemoval(render, config, webhookUrl) : null);
			const type = isRemovalOnly(config) ? 'removal' : config.type;
			return Array.from({ length: count }, () => {
				const index = render.variations.filter((other) => other.index >= 0).length;
				return this.start(render, { type, config, index, webhookUrl, baseVariationId: base }, this.variationDurationMs);
			});
		});
	}

	private needsRemoval({ add_furniture: add, remove_furniture: remove }: JsonObject): boolean {
		if (add === undefined || !isJsonObject(remove)) return false;
		return remove.mode === 'on' || (remove.mode === 'auto' && this.autoRemoves);
	}

	private addRemoval(render: VirtualStagingAiRender, config: JsonObject, webhookUrl: string | null): string {
		const removal = {
			type: 'removal',
			config: { type: config.type, remove_furniture: config.remove_furniture },
			index: -1,
			webhookUrl: this.removalSendsWebhook ? webhookUrl : null,
			baseVariationId: null,
		};
		return this.start(render, removal, this.variationDurationMs / 2).id;
	}

	private start(
		render: VirtualStagingAiRender,
		fields: Pick<VirtualStagingAiVariation, 'type' | 'config' | 'index' | 'webhookUrl' | 'baseVariationId'>,
		durationMs: number,
	): VirtualStagingAiVariation {
		let finish = () => {};
		const finished = new Promise<void>((resolve) => {
			finish = resolve;
		});
		const variation: VariationRecord = {
			...fields,
			id: newId('var_'),
			renderId: render.id,
			createdAt: Date.now(),
			state: 'pending',
			error: null,
			finished,
			finish,
		};
		render.variations.push(variation);
		if (this.sendUpdates) {
			this.timers.after(this.variationDurationMs / 3, () => {
				if (variation.state === 'pending') this.notify(variation, { event_type: 'update', status: 'rendering' });
			});
		}
		this.timers.after(durationMs, () => {
			const fails =
				typeof this.failVariations === 'function' ? this.failVariations(variation) : this.failVariations.has(variation.index);
			this.finish(variation, fails ? 'Failed to process image' : undefined);
		});
		return variation;
	}

	private finish(variation: VariationRecord, error?: string): void {
		if (variation.state !== 'pending') return;
		variation.finishedAt = Date.now();
		variation.state = error === undefined ? 'done' : 'error';
		variation.error = error ?? null;
		variation.finish();
		this.notify(
			variation,
			error === undefined
				? { event_type: 'done', result: this.resultOf(variation.id) }
				: { event_type: 'error', error_message: error },
		);
	}

	/** The fields in the order of the docs' samples (webhooks page); `base_variation_id` in `done` only, as there. */
	private notify(variation: VirtualStagingAiVariation, { event_type, ...rest }: JsonObject): void {
		const { webhookUrl, renderId, id, type, baseVariationId } = variation;
		const url = webhookUrl === null ? null : this.webhookUrlFor(webhookUrl);
		if (url === null) return;
		const body = {
			render_id: renderId,
			variation_id: id,
			variation_type: type,
			...(event_type === 'done' && baseVariationId !== null ? { base_variation_id: baseVariationId } : {}),
			timestamp: Date.now(),
			event_type,
			...rest,
		};
		const delivery: Delivery = { url, body, secret: this.webhookSecret };
		this.post(delivery);
	}

	/** Links are signed and made anew each time (docs, getting started). */
	private resultOf(variationId: string): JsonObject | JsonObject[] {
		const link = (name: string) => `${this.linkTo(name)}?token=${randomBytes(6).toString('hex')}`;
		const entry = (name: string) => ({
			url: link(`${name}.png`),
			optimized_url: link(`${name}-optimized.png`),
			thumbnail_url: link(`${name}-thumbnail.png`),
		});
		return this.multiView ? [entry(`${variationId}-1`), entry(`${variationId}-2`)] : entry(variationId);
	}

	private renderView({ id, createdAt, variations }: VirtualStagingAiRender): JsonObject {
		const pending = variations.filter(({ state }) => state === 'pending');
		return { id, created_at: createdAt, queued_at: createdAt, eta: pending[0] === undefined ? null : this.etaOf(pending[0]) };
	}

	private variationsView({ variations }: VirtualStagingAiRender, query: URLSearchParams): Page<JsonObject> {
		const page = pageOf(variations, query, 'variations_', 'asc');
		return { ...page, items: page.items.map((variation) => this.variationView(variation)) };
	}

	private variationView(variation: VirtualStagingAiVariation): JsonObject {
		const { id, type, renderId, createdAt, error, baseVariationId, config } = variation;
		const state = this.shows(variation.finishedAt ?? 0) ? variation.state : 'pending';
		return {
			id,
			type,
			render_id: renderId,
			created_at: createdAt,
			status: this.statusWords[state === 'pending' ? this.phaseOf(variation) : state],
			...(state === 'done' ? { result: this.resultOf(id) } : {}),
			...(state === 'error' ? { [this.errorField]: error } : {}),
			...(baseVariationId === null ? {} : { base_variation_id: baseVariationId }),
			eta: state === 'pending' ? this.etaOf(variation) : null,
			config,
		};
	}

	private phaseOf({ createdAt }: VirtualStagingAiVariation): 'queued' | 'rendering' {
		return Date.now() - createdAt < this.variationDurationMs / 3 ? 'queued' : 'rendering';
	}

	/** An epoch in milliseconds, one of the docs' two readings. */
	private etaOf({ createdAt }: VirtualStagingAiVariation): number | null {
		return Number.isFinite(this.variationDurationMs) ? createdAt + this.variationDurationMs : null;
	}
}

function givenBase({ add_furniture: add }: JsonObject): string | null {
	return isJsonObject(add) && typeof add.base_variation_id === 'string' ? add.base_variation_id : null;
}

function isRemovalOnly({ add_furniture: add, remove_furniture: remove }: JsonObject): boolean {
	return add === undefined && remove !== undefined;
}
