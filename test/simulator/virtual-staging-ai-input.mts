import type { JsonObject } from './http.mts';
import { isJsonObject, Refusal } from './http.mts';

/** What a render or variation request asks for, checked. */
export interface VariationOrder {
	config: JsonObject & { type: string };
	count: number;
}

/** Docs, endpoints page: an http(s) URL or a base64 data URL. */
const IMAGE_URL = /^(https?:\/\/[^\s]+|data:image\/[a-zA-Z+]+;base64,[A-Za-z0-9+/=]+)$/;
const SKY_STYLES = ['dusk', 'golden', 'blue'];
const REMOVAL_MODES = ['on', 'auto', 'off'];
/** Over all requests for the same render (several public clients agree on 20). */
export const MAX_VARIATIONS = 20;

/** An error as the docs' `AuthError` shows it; the other errors are read the same way by every public client. */
export function refusal(status: number, message: string): Refusal {
	return new Refusal({ status, json: { message } });
}

/** @throws Refusal 400 */
export function toObject(body: unknown): JsonObject {
	if (!isJsonObject(body)) throw refusal(400, 'Request body must be a JSON object');
	return body;
}

/** @throws Refusal 400 for a missing or malformed address */
export function imageUrlOf(value: unknown, name: string): string {
	if (typeof value !== 'string' || !IMAGE_URL.test(value)) throw refusal(400, `${name} must be a URL or a base64 image data URL`);
	return value;
}

/** @returns null when there is none. @throws Refusal 400 */
export function webhookUrlOf({ webhook_url: url }: JsonObject): string | null {
	if (url === undefined || url === null) return null;
	if (typeof url !== 'string' || !/^https?:\/\/[^\s]+$/.test(url)) throw refusal(400, 'webhook_url must be a URL');
	return url;
}

/** @returns false by default (docs, endpoints page). @throws Refusal 400 */
export function waitOf({ wait_for_completion: wait = false }: JsonObject): boolean {
	if (typeof wait !== 'boolean') throw refusal(400, 'wait_for_completion must be a boolean');
	return wait;
}

/**
 * Reads `config` with `variation_count`, or `configs` with one count each (docs, endpoints page).
 *
 * @throws Refusal 400
 */
export function ordersOf(input: JsonObject): VariationOrder[] {
	const { config, configs } = input;
	if ((config === undefined) === (configs === undefined)) throw refusal(400, 'Give either config or configs');
	if (configs === undefined) return [{ config: configOf(config), count: countOf(input) }];
	if (!Array.isArray(configs) || configs.length === 0) throw refusal(400, 'configs must be a non-empty array');
	return configs.map((each: unknown) => {
		const { variation_count, ...rest } = toObject(each);
		return { config: configOf(rest), count: countOf({ variation_count }) };
	});
}

/** The default isn't documented; 1 is the least surprising. */
function countOf({ variation_count: count = 1 }: JsonObject): number {
	if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MAX_VARIATIONS) {
		throw refusal(400, `variation_count must be an integer from 1 to ${MAX_VARIATIONS}`);
	}
	return count;
}

/** Types other than the two known ones exist (enhancement, multi-view) under unknown names, so any type is let through. */
function configOf(value: unknown): VariationOrder['config'] {
	if (!isJsonObject(value)) throw refusal(400, 'config must be an object');
	const { type } = value;
	if (typeof type !== 'string' || type === '') throw refusal(400, 'config.type is required');
	if (type === 'staging') checkStaging(value);
	if (type === 'daytodusk') checkOneOf(value.sky_style, SKY_STYLES, 'config.sky_style');
	return { ...value, type };
}

function checkStaging(config: JsonObject): void {
	const { add_furniture: add, remove_furniture: remove } = config;
	if (add === undefined && remove === undefined) {
		throw refusal(400, 'config needs add_furniture or remove_furniture');
	}
	if (add !== undefined) {
		const { room_type: room, style, base_variation_id: base } = toObject(add);
		// The complete lists of rooms and styles aren't known, so any word will do.
		for (const [name, word] of Object.entries({ room_type: room, style })) {
			if (typeof word !== 'string' || word === '') throw refusal(400, `config.add_furniture.${name} is required`);
		}
		if (base !== undefined && remove !== undefined) {
			throw refusal(400, 'remove_furniture cannot be combined with base_variation_id');
		}
	}
	if (remove !== undefined) {
		const { mode, mask_url: mask } = toObject(remove);
		checkOneOf(mode, REMOVAL_MODES, 'config.remove_furniture.mode');
		if (mask !== undefined) imageUrlOf(mask, 'config.remove_furniture.mask_url');
	}
	const { add_virtually_staged_watermark: watermark, output_resolution: resolution } = config;
	if (watermark !== undefined && typeof watermark !== 'boolean') {
		throw refusal(400, 'config.add_virtually_staged_watermark must be a boolean');
	}
	if (resolution !== undefined && resolution !== 'default' && resolution !== 1536) {
		throw refusal(400, 'config.output_resolution must be "default" or 1536');
	}
}

function checkOneOf(value: unknown, allowed: string[], name: string): void {
	if (value !== undefined && !allowed.includes(String(value))) throw refusal(400, `${name} must be one of ${allowed.join(', ')}`);
}

/** One page of a list, as the docs' endpoints page describes lists. */
export interface Page<T> {
	total_count: number;
	next_cursor: string | null;
	items: T[];
}

/**
 * Cuts a page out of a list.
 *
 * @param all the oldest first
 * @param query with the parameters `<prefix>limit` (1 to 100, default 20), `<prefix>cursor` (the id to start after) and `<prefix>order`
 * @param defaultOrder `desc` for renders and `asc` for variations
 * @throws Refusal 400
 */
export function pageOf<T extends { id: string }>(
	all: readonly T[],
	query: URLSearchParams,
	prefix: '' | 'variations_',
	defaultOrder: 'asc' | 'desc',
): Page<T> {
	const limit = Number(query.get(`${prefix}limit`) ?? 20);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw refusal(400, `${prefix}limit must be from 1 to 100`);
	const order = query.get(`${prefix}order`) ?? defaultOrder;
	if (order !== 'asc' && order !== 'desc') throw refusal(400, `${prefix}order must be asc or desc`);
	const ordered = order === 'asc' ? [...all] : [...all].reverse();
	const cursor = query.get(`${prefix}cursor`);
	const start = cursor === null ? 0 : ordered.findIndex(({ id }) => id === cursor) + 1;
	if (cursor !== null && start === 0) throw refusal(400, `${prefix}cursor is unknown`);
	const items = ordered.slice(start, start + limit);
	const isLast = start + limit >= ordered.length;
	return { total_count: all.length, next_cursor: isLast ? null : (items.at(-1)?.id ?? null), items };
}
