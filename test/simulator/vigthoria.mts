import { randomBytes } from 'node:crypto';
import { z } from 'zod/v4';

import { type Endpoint, EndpointSimulator } from './endpoints.mts';
import type { FileHost } from './files.mts';
import { type Call, type JsonObject, ok, type Routes } from './http.mts';
import { mediaFor } from './media.mts';
import { finishWork, newId, newWork, type Work, wrap } from './provider.mts';
import { type VigthoriaEnvelope, type VigthoriaEvent, vigthoriaSample } from './samples.mts';

/** A music or video generation. */
interface VigthoriaGeneration extends Work {
	service: 'music' | 'video';
	prompt: string;
}

function seconds(least: number, most: number) {
	const rule = `must be an integer from ${least} to ${most}`;
	return z.int(rule).min(least, rule).max(most, rule).optional();
}

/** Docs, REST API page. */
const musicInput = z.object({
	prompt: z.string().min(1),
	genre: z.string().optional(),
	lyrics: z.string().optional(),
	vocals: z.looseObject({}).optional(),
	duration: seconds(30, 240),
});
const videoInput = z.object({
	prompt: z.string().min(1),
	type: z.enum(['text-to-video', 'image-to-video', 'avatar']).optional(),
	resolution: z.enum(['720p', '1080p', '4k']).optional(),
	duration: seconds(5, 60),
});
/** Named on several of the docs' pages. */
const MODELS = ['vigthoria-reasoning-v2', 'vigthoria-balanced-4b', 'vigthoria-creative-v2'];

/**
 * Vigthoria (docs: landing.vigthoria.io/docs). Its pages contradict each other: the envelope and the form of the signature are switchable,
 * and so are the shapes that no page shows.
 */
export class VigthoriaSimulator extends EndpointSimulator<VigthoriaEvent> {
	/** The one valid key. */
	readonly credentials = { apiKey: `vk_test_${randomBytes(20).toString('hex')}` };
	/** In the order of their creation. */
	readonly generations = new Map<string, VigthoriaGeneration>();
	/** Which of the docs' envelopes events have. */
	envelope: VigthoriaEnvelope = 'tutorial';
	/** How long a generation takes, milliseconds; Infinity leaves it to `finishGeneration`. */
	generationDurationMs = 200;
	/** Gives the reason why a generation fails, or undefined for success. */
	generationFailure: (generation: VigthoriaGeneration) => string | undefined = () => undefined;
	/** The words for a status; only `processing` is known. */
	statusWords = { processing: 'processing', completed: 'completed', failed: 'failed' };
	/** Makes the address of a result; whether it is on a host of its own isn't known. */
	linkTo: (name: string) => string = (name) => this.files.url(name);
	/** The shape of `GET /music/library`; not known. */
	libraryShape: 'bare' | 'items' | 'data' = 'bare';
	/** The shape of an error; not known. */
	errorShape: 'flat' | 'nested' = 'flat';
	protected readonly routes: Routes = {
		// As the services that this API resembles list their models; its own shape isn't known.
		'GET /models': () => ok({ object: 'list', data: MODELS.map((id) => ({ id, object: 'model' })) }),
		'POST /music/generate': ({ body }) => {
			const id = this.start('music', this.read(musicInput, body).prompt);
			const pending = [...this.generations.values()].filter(({ state }) => state === 'pending').length;
			return ok({ id, status: this.statusWords.processing, estimated_time: 45, queue_position: pending });
		},
		'GET /music/library': () => {
			const music = [...this.generations.values()].filter(
				({ service, state }) => service === 'music' && state === 'completed',
			);
			return ok(
				wrap(
					this.libraryShape,
					music.map((generation) => this.view(generation)),
				),
			);
		},
		// The answer isn't shown; it follows music's.
		'POST /video/generate': ({ body }) => {
			const id = this.start('video', this.read(videoInput, body).prompt);
			return ok({ id, status: this.statusWords.processing });
		},
		// The tutorial's result link is below the API; whether it needs the key isn't known, so it does.
		'GET /results/:name': ({ params }) => {
			const { bytes, contentType } = this.found(mediaFor(params.name), 'Result');
			return { status: 200, headers: { 'content-type': contentType }, bytes };
		},
		'GET /:service/:id': ({ params: { service, id } }) => {
			const generation = this.generations.get(id);
			return ok(this.view(this.found(generation?.service === service ? generation : undefined, 'Generation')));
		},
	};

	constructor(private readonly files: FileHost) {
		// Up to 5 retries with exponential back-off on anything but 2xx: docs, webhooks reference. The schedule and the time limit aren't known.
		super('vigthoria', '/v1', { retries: 5, baseDelayMs: 100, backOff: 2, success: /^2/, timeoutMs: 10_000 });
	}

	/** Sets up an endpoint, for all events unless given, as a user does on the dashboard; no API for this is known. */
	addEndpoint({
		url,
		secret = newId('whsec_'),
		events = ['*'],
	}: {
		url: string;
		secret?: string;
		events?: string[];
	}): Endpoint {
		const endpoint = { id: newId('we_'), url, secret, events };
		this.endpoints.set(endpoint.id, endpoint);
		return endpoint;
	}

	/** Ends a generation now; an error lets it fail. */
	finishGeneration(id: string, error?: string): void {
		const generation = finishWork(this.generations.get(id), error);
		if (generation === undefined) return;
		const { service, createdAt } = generation;
		const isTutorial = this.envelope === 'tutorial';
		const job = isTutorial ? { generation_id: id } : { job_id: id, service };
		if (error !== undefined) return this.tell('generation.failed', { ...job, error });
		const link = this.linkOf(generation);
		const result = isTutorial
			? { result_url: link, metadata: {} }
			: { output_url: link, duration_ms: Date.now() - createdAt };
		this.tell('generation.completed', { ...job, ...result });
	}

	protected sample(event: VigthoriaEvent = 'generation.completed'): JsonObject {
		if (event !== 'generation.completed') return vigthoriaSample(event, this.envelope);
		const link = this.linkTo(`${newId('song_')}.mp3`);
		return vigthoriaSample(event, this.envelope, {
			[this.envelope === 'tutorial' ? 'result_url' : 'output_url']: link,
		});
	}

	/** `auth_failed` is one of the WebSocket page's codes; the others are made up in its style. */
	protected override errorBody(status: number, message: string): JsonObject {
		const code = { 400: 'invalid_request', 401: 'auth_failed', 404: 'not_found' }[status] ?? 'error';
		return this.errorShape === 'flat' ? { error: code, message } : { error: { code, message } };
	}

	protected override guard({ headers }: Call): void {
		if (headers.authorization !== `Bearer ${this.credentials.apiKey}`) throw this.refusal(401, 'Invalid API key');
	}

	private tell(type: VigthoriaEvent, data: JsonObject): void {
		this.announce(vigthoriaSample(type, this.envelope, data));
	}

	private start(service: VigthoriaGeneration['service'], prompt: string): string {
		const generation: VigthoriaGeneration = { ...newWork(`${service}_`), service, prompt };
		const { id, createdAt } = generation;
		this.generations.set(id, generation);
		this.tell('generation.started', { job_id: id, service, created_at: new Date(createdAt).toISOString() });
		this.after(this.generationDurationMs, () => this.finishGeneration(id, this.generationFailure(generation)));
		return id;
	}

	private view(generation: VigthoriaGeneration): JsonObject {
		const { id, prompt, createdAt, error } = generation;
		const state = this.stateOf(generation, this.generationDurationMs);
		const status = this.statusWords[state === 'queued' ? 'processing' : state];
		// Which field holds the address isn't known: events have either.
		const end = {
			...(state === 'completed' && { output_url: this.linkOf(generation) }),
			...(state === 'failed' && { error }),
		};
		return { id, status, prompt, created_at: new Date(createdAt).toISOString(), ...end };
	}

	private linkOf({ id, service }: VigthoriaGeneration): string {
		return this.linkTo(`${id}.${service === 'music' ? 'mp3' : 'mp4'}`);
	}
}
