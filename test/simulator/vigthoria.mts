import { randomBytes } from 'node:crypto';

import type { Attempt, DeliveryOverrides } from './delivery.mts';
import { RAW_HEX } from './delivery.mts';
import type { FileHost } from './files.mts';
import type { Call, JsonObject, Reply } from './http.mts';
import { HttpService, isJsonObject, Refusal } from './http.mts';
import { mediaFor } from './media.mts';
import { newId, ProviderSimulator, wrap } from './provider.mts';
import type { VigthoriaEnvelope, VigthoriaEvent } from './samples.mts';
import { vigthoriaEnvelope, vigthoriaSample } from './samples.mts';

/** An endpoint as a user sets it up on the dashboard; no API for this is known. */
interface VigthoriaEndpoint {
	id: string;
	url: string;
	secret: string;
	/** Names of events, or `*` for all. */
	events: string[];
}

/** A music or video generation. */
interface VigthoriaGeneration {
	id: string;
	service: 'music' | 'video';
	prompt: string;
	createdAt: number;
	/** Absent while it is pending. */
	finishedAt?: number;
	state: 'pending' | 'completed' | 'failed';
	error: string | null;
}

/** Docs, REST API page. */
const MUSIC_SECONDS = [30, 240] as const;
const VIDEO_SECONDS = [5, 60] as const;
const VIDEO_TYPES = ['text-to-video', 'image-to-video', 'avatar'];
const RESOLUTIONS = ['720p', '1080p', '4k'];
/** Named on several of the docs' pages. */
const MODELS = ['vigthoria-reasoning-v2', 'vigthoria-balanced-4b', 'vigthoria-creative-v2'];

/**
 * Vigthoria (docs: landing.vigthoria.io/docs). Its pages contradict each other: the envelope and the form of the signature are switchable,
 * and so are the shapes that no page shows.
 */
export class VigthoriaSimulator extends ProviderSimulator {
	/** The one valid key. */
	readonly credentials = { apiKey: `vk_test_${randomBytes(20).toString('hex')}` };
	/** The dashboard's list. */
	readonly endpoints: VigthoriaEndpoint[] = [];
	/** In the order of their creation. */
	readonly generations = new Map<string, VigthoriaGeneration>();
	/** Which of the docs' envelopes events have. */
	envelope: VigthoriaEnvelope = 'tutorial';
	/** How long a generation takes, milliseconds; Infinity leaves it to `finishGeneration`. */
	generationDurationMs = 200;
	/** Gives the reason why a generation fails, or undefined for success. */
	generationFailure: (generation: VigthoriaGeneration) => string | undefined = () => undefined;
	/** Whether generations send `generation.started`, `.completed` and `.failed`. */
	autoDeliver = true;
	/** The words for a status; only `processing` is known. */
	statusWords = { pending: 'processing', completed: 'completed', failed: 'failed' };
	/** The field with the result's address in `GET /music/{id}`; not known, and events have either. */
	resultField = 'output_url';
	/** Makes the address of a result; whether it is on a host of its own isn't known. */
	linkTo: (name: string) => string = (name) => this.files.url(name);
	/** The shape of `GET /music/library`; not known. */
	libraryShape: 'bare' | 'items' | 'data' = 'bare';
	/** The shape of an error; not known. */
	errorShape: 'flat' | 'nested' = 'flat';

	constructor(private readonly files: FileHost) {
		const service = new HttpService({
			prefix: '/v1',
			errorBody: (status, message) => this.errorBody(status, message),
			guard: ({ headers }) => {
				if (headers.authorization !== `Bearer ${this.credentials.apiKey}`) throw this.refusal(401, 'Invalid API key');
			},
		});
		// Up to 5 retries with exponential back-off on anything but 2xx: docs, webhooks reference. The schedule and the time limit aren't known.
		super(
			'vigthoria',
			service,
			{ retries: 5, baseDelayMs: 100, backOff: 'exponential', success: 'any-2xx', timeoutMs: 10_000 },
			RAW_HEX,
		);
		service.route('GET', '/models', () => this.models());
		service.route('POST', '/music/generate', (call) => this.generateMusic(call));
		service.route('GET', '/music/library', () => this.library());
		service.route('GET', '/music/:id', (call) => this.getGeneration(call, 'music'));
		service.route('POST', '/video/generate', (call) => this.generateVideo(call));
		service.route('GET', '/video/:id', (call) => this.getGeneration(call, 'video'));
		service.route('GET', '/results/:name', ({ params }) => this.getResult(params.name ?? ''));
	}

	/** @param port 0 for any free one */
	async listen(host: string, port: number): Promise<void> {
		await this.service.listen(host, port);
	}

	/**
	 * Sets up an endpoint on the dashboard.
	 *
	 * @param endpoint `secret` is made when left out; `events` are all when left out
	 */
	addEndpoint({ url, secret, events = ['*'] }: { url: string; secret?: string; events?: string[] }): VigthoriaEndpoint {
		const endpoint = { id: newId('we_'), url, secret: secret ?? `whsec_${randomBytes(24).toString('hex')}`, events };
		this.endpoints.push(endpoint);
		return endpoint;
	}

	/**
	 * Sends an event to every endpoint that subscribes to it, with the service's retries.
	 *
	 * @param bodyOrEvent a body, or the name of an event, which gives a sample in the present envelope
	 * @returns the attempts, endpoint by endpoint
	 */
	async deliver(
		bodyOrEvent: JsonObject | VigthoriaEvent = 'generation.completed',
		overrides: DeliveryOverrides = {},
	): Promise<Attempt[]> {
		const body = typeof bodyOrEvent === 'string' ? this.sample(bodyOrEvent) : bodyOrEvent;
		const attempts = await Promise.all(this.deliveriesOf(body).map(async (delivery) => await this.send(delivery, overrides)));
		return attempts.flat();
	}

	/**
	 * Ends a generation now.
	 *
	 * @param error lets it fail
	 */
	finishGeneration(id: string, error?: string): void {
		const generation = this.generations.get(id);
		if (generation === undefined) throw new Error(`No such generation: ${id}`);
		if (generation.state !== 'pending') return;
		generation.finishedAt = Date.now();
		generation.state = error === undefined ? 'completed' : 'failed';
		generation.error = error ?? null;
		const data =
			this.envelope === 'tutorial' ? { generation_id: id } : { job_id: id, service: generation.service };
		if (error !== undefined) {
			this.announce('generation.failed', { ...data, error });
			return;
		}
		const link = this.linkOf(generation);
		this.announce('generation.completed', {
			...data,
			...(this.envelope === 'tutorial'
				? { model: 'vigthoria-creative-v2', status: 'completed', result_url: link, metadata: {} }
				: { output_url: link, duration_ms: Date.now() - generation.createdAt }),
		});
	}

	private sample(event: VigthoriaEvent): JsonObject {
		if (event !== 'generation.completed') return vigthoriaSample(event, this.envelope);
		const link = this.linkTo(`${newId('song_')}.mp3`);
		return vigthoriaSample(event, this.envelope, this.envelope === 'tutorial' ? { result_url: link } : { output_url: link });
	}

	private announce(type: VigthoriaEvent, data: JsonObject): void {
		if (!this.autoDeliver) return;
		for (const delivery of this.deliveriesOf(vigthoriaEnvelope(type, this.envelope, data))) this.post(delivery);
	}

	private deliveriesOf(body: JsonObject) {
		return this.endpoints
			.filter(({ events }) => events.includes('*') || events.includes(String(body.type)))
			.map(({ id, url, secret }) => ({ url, body, secret, endpointId: id }));
	}

	/** As the services that this API resembles list their models; its own shape isn't known. */
	private models(): Reply {
		return { status: 200, json: { object: 'list', data: MODELS.map((id) => ({ id, object: 'model' })) } };
	}

	private generateMusic({ body }: Call): Reply {
		const input = this.inputOf(body);
		this.checkSeconds(input.duration, MUSIC_SECONDS);
		for (const name of ['genre', 'lyrics']) {
			if (input[name] !== undefined && typeof input[name] !== 'string') throw this.refusal(400, `${name} must be a string`);
		}
		if (input.vocals !== undefined && !isJsonObject(input.vocals)) throw this.refusal(400, 'vocals must be an object');
		const { id } = this.start('music', String(input.prompt));
		const pending = [...this.generations.values()].filter(({ state }) => state === 'pending').length;
		return { status: 200, json: { id, status: this.statusWords.pending, estimated_time: 45, queue_position: pending } };
	}

	/** The answer isn't shown; it follows music's. */
	private generateVideo({ body }: Call): Reply {
		const input = this.inputOf(body);
		this.checkSeconds(input.duration, VIDEO_SECONDS);
		this.checkOneOf(input.type, VIDEO_TYPES, 'type');
		this.checkOneOf(input.resolution, RESOLUTIONS, 'resolution');
		const { id } = this.start('video', String(input.prompt));
		return { status: 200, json: { id, status: this.statusWords.pending } };
	}

	private start(service: VigthoriaGeneration['service'], prompt: string): VigthoriaGeneration {
		const generation: VigthoriaGeneration = {
			id: newId(`${service}_`),
			service,
			prompt,
			createdAt: Date.now(),
			state: 'pending',
			error: null,
		};
		const { id, createdAt } = generation;
		this.generations.set(id, generation);
		this.announce('generation.started', { job_id: id, service, created_at: new Date(createdAt).toISOString() });
		this.timers.after(this.generationDurationMs, () => this.finishGeneration(id, this.generationFailure(generation)));
		return generation;
	}

	private library(): Reply {
		const music = [...this.generations.values()].filter(({ service, state }) => service === 'music' && state === 'completed');
		return { status: 200, json: wrap(this.libraryShape, music.map((generation) => this.view(generation))) };
	}

	private getGeneration({ params }: Call, service: VigthoriaGeneration['service']): Reply {
		const generation = this.generations.get(params.id ?? '');
		if (generation?.service !== service) throw this.refusal(404, `No such ${service}`);
		return { status: 200, json: this.view(generation) };
	}

	/** The tutorial's result link is below the API; whether it needs the key isn't known, so it does. */
	private getResult(name: string): Reply {
		const media = mediaFor(name);
		if (media === undefined) throw this.refusal(404, 'No such result');
		return { status: 200, headers: { 'content-type': media.contentType }, bytes: media.bytes };
	}

	private view(generation: VigthoriaGeneration): JsonObject {
		const { id, prompt, createdAt, error } = generation;
		const state = this.shows(generation.finishedAt ?? 0) ? generation.state : 'pending';
		return {
			id,
			status: this.statusWords[state],
			prompt,
			created_at: new Date(createdAt).toISOString(),
			...(state === 'completed' ? { [this.resultField]: this.linkOf(generation) } : {}),
			...(state === 'failed' ? { error } : {}),
		};
	}

	private linkOf({ id, service }: VigthoriaGeneration): string {
		return this.linkTo(`${id}.${service === 'music' ? 'mp3' : 'mp4'}`);
	}

	private inputOf(body: unknown): JsonObject {
		if (!isJsonObject(body)) throw this.refusal(400, 'The body must be a JSON object');
		if (typeof body.prompt !== 'string' || body.prompt === '') throw this.refusal(400, 'prompt is required');
		return body;
	}

	private checkSeconds(value: unknown, [least, most]: readonly [number, number]): void {
		if (value === undefined) return;
		if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
			throw this.refusal(400, `duration must be an integer from ${least} to ${most}`);
		}
	}

	private checkOneOf(value: unknown, allowed: string[], name: string): void {
		if (value !== undefined && !allowed.includes(String(value))) {
			throw this.refusal(400, `${name} must be one of ${allowed.join(', ')}`);
		}
	}

	private refusal(status: number, message: string): Refusal {
		return new Refusal({ status, json: this.errorBody(status, message) });
	}

	/** `auth_failed` is one of the WebSocket page's codes; the others are made up in its style. */
	private errorBody(status: number, message: string): JsonObject {
		const code = { 400: 'invalid_request', 401: 'auth_failed', 404: 'not_found' }[status] ?? 'error';
		return this.errorShape === 'flat' ? { error: code, message } : { error: { code, message } };
	}
}
