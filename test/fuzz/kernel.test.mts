import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { listingRvaDelivery } from '../../nodes/ListingRva/delivery.ts';
import type { SignatureScheme } from '../../nodes/shared/delivery/scheme.ts';
import { signDelivery } from '../../nodes/shared/test-events/sign-delivery.ts';
import { verifyDelivery } from '../../nodes/shared/delivery/verify.ts';
import { parseBody } from '../../nodes/shared/util/json.ts';
import { epochMilliseconds } from '../../nodes/shared/util/timestamp.ts';
import { vigthoriaDelivery } from '../../nodes/Vigthoria/delivery.ts';
import { virtualStagingAiDelivery } from '../../nodes/VirtualStagingAi/delivery.ts';
import { definitionOf, schemeCases } from '../support/schemes.mts';
import { printFigures } from '../support/figures.mts';
import { mutate, mutateSignature } from './mutate.mts';
import { createRandom, seed } from './random.mts';

const INPUTS = Number(process.env.FUZZ_INPUTS || 100_000);
const SCHEME_INPUTS = 2 * INPUTS;
const SECRET = 'the signing secret';
const NOW = Date.UTC(2026, 0, 1);
const URL = 'https://n8n.example.com/webhook/1?team=2';

const definitions = [listingRvaDelivery, virtualStagingAiDelivery, vigthoriaDelivery];
const hmac = (content: Buffer | string, secret: string) => createHmac('sha256', secret).update(content).digest('hex');

/** What a delivery may be signed over, worked out independently of the kernel. */
function contentsOf(body: Buffer, reserialised: boolean): Array<Buffer | string> {
	if (!reserialised) return [body];
	try {
		const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
		return isObject ? [body, JSON.stringify(value)] : [body];
	} catch {
		return [body];
	}
}

/** Whether a delivery is authentic, by the providers' documents. */
function isAuthentic(
	definition: (typeof definitions)[number],
	body: Buffer,
	header: string | string[] | undefined,
): boolean {
	const values = [header ?? []].flat().filter((value) => value !== '');
	if (values.length !== 1) return false;
	const prefix = definition.provider === 'vigthoria' ? '(?:sha256=)?' : '';
	const form = new RegExp(`^${prefix}([0-9a-fA-F]{64})$(?!\\n)`);
	const contents = contentsOf(body, definition.provider !== 'listingRva');
	// Several signatures are separated by commas.
	return values[0].split(/, */).some((text) => {
		const digits = form.exec(text)?.[1].toLowerCase();
		return contents.some((content) => hmac(content, SECRET) === digits);
	});
}

/** The compact form of a JSON object, else null. */
function textOf(bytes: Buffer): string | null {
	const parsed = parseBody(bytes);
	return parsed.ok ? JSON.stringify(parsed.body) : null;
}

/** No headers where the body has no form that the scheme signs. */
function trySign(scheme: SignatureScheme, body: Buffer, secret: string): Record<string, string> {
	try {
		return signDelivery(scheme, { body, secret, id: 'msg_1', now: NOW, url: URL }).headers;
	} catch {
		return {};
	}
}

const prototypes = () =>
	JSON.stringify(
		[Object.prototype, Array.prototype, Function.prototype, String.prototype].map((prototype) =>
			Object.getOwnPropertyNames(prototype),
		),
	);

const examine = (definition: (typeof definitions)[number], body: Buffer, header?: string | string[]) =>
	verifyDelivery(
		definition,
		{ body, headers: { [definition.signature.places[0]]: header } },
		{ secrets: [SECRET], events: ['*'], maxAge: 0, now: NOW },
	);

it(
	`accepts none of ${INPUTS.toLocaleString('en')} mutated deliveries unless it is authentic, and never throws`,
	() => {
		const random = createRandom(seed);
		const untouched = prototypes();
		const samples = definitions.map((definition) =>
			Object.values(definition.events).map(({ sample }) => Buffer.from(JSON.stringify(sample(new Date(NOW))))),
		);
		const outcomes: Record<string, number> = {};
		let wrong = 0;
		let forged = 0;
		for (let input = 0; input < INPUTS; input++) {
			const which = random.below(definitions.length);
			const definition = definitions[which];
			const original = random.pick(samples[which]);
			const body = random.chance(0.8) ? mutate(original, random) : original;
			// The signature of the original, one that fits, or one of somebody else.
			const signature = random.pick([hmac(original, SECRET), hmac(body, SECRET), hmac(body, 'guessed')]);
			const header = random.chance(0.3) ? mutateSignature(signature, random) : signature;

			const verdict = examine(definition, body, header);
			const authentic = isAuthentic(definition, body, header);
			const refused = verdict.outcome === 'unauthorized';
			if (!authentic) forged += 1;
			if (authentic === refused) {
				wrong += 1;
				process.stderr.write(
					`seed ${seed}, input ${input}: ${JSON.stringify({ header, body: body.toString('base64') })}\n`,
				);
			}
			outcomes[verdict.outcome] = (outcomes[verdict.outcome] ?? 0) + 1;
		}
		const figures = { deliveries: INPUTS, lost: 0, duplicated: 0, forgedAccepted: wrong };
		printFigures(`kernel fuzz, seed ${seed}`, figures, { forged, ...outcomes });
		expect(wrong).toBe(0);
		expect(forged).toBeGreaterThan(INPUTS / 4);
		expect(prototypes()).toBe(untouched);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	},
	10 * 60_000,
);

it(
	`accepts no forged one of ${SCHEME_INPUTS.toLocaleString('en')} mutated deliveries over all schemes, and never throws`,
	() => {
		const random = createRandom(seed);
		const originals = ['{"type":"done","id":1}', '{ "type": "a_b", "data": { "id": "job_1" } }'].map((text) =>
			Buffer.from(text),
		);
		const outcomes: Record<string, number> = {};
		let wrong = 0;
		for (let input = 0; input < SCHEME_INPUTS; input++) {
			const { scheme, sender, receiver, stranger } = random.pick(schemeCases);
			const original = random.pick(originals);
			const body = random.chance(0.7) ? mutate(original, random) : original;
			const isForged = random.chance(0.2);
			const content = random.chance(0.5) ? body : original;
			const signed = trySign(scheme, content, isForged ? stranger : sender);
			const headers = Object.entries(signed).map(
				([name, value]) => [name, random.chance(0.2) ? mutateSignature(value, random) : value] as const,
			);
			const isUntouched = headers.every(([name, value]) => value === signed[name]) && content.equals(body);

			const verdict = verifyDelivery(
				definitionOf(scheme),
				{ body, headers: Object.fromEntries(headers), url: URL },
				{ secrets: [receiver], events: ['*'], maxAge: 0, now: NOW },
			);
			// Whatever is accepted has to say what the sender signed; what nobody touched has to be accepted.
			const isRefused = verdict.outcome === 'unauthorized';
			const saysWhatWasSigned = !('event' in verdict) || body.equals(content) || textOf(body) === textOf(content);
			// Whoever extends the content of a plain digest adds padding that is no UTF-8.
			const isReadable = !scheme.algorithm.startsWith('digest') || isUtf8(body);
			const isWrong = isRefused
				? isUntouched && !isForged && headers.length > 0 && isReadable
				: isForged || !saysWhatWasSigned;
			if (isWrong) {
				wrong += 1;
				process.stderr.write(
					`seed ${seed}, input ${input}: ${JSON.stringify({ scheme, headers, body: body.toString('base64') })}\n`,
				);
			}
			outcomes[verdict.outcome] = (outcomes[verdict.outcome] ?? 0) + 1;
		}
		const figures = { deliveries: SCHEME_INPUTS, lost: 0, duplicated: 0, forgedAccepted: wrong };
		printFigures(`kernel fuzz over all schemes, seed ${seed}`, figures, outcomes);
		expect(wrong).toBe(0);
		expect(outcomes.accepted).toBeGreaterThan(SCHEME_INPUTS / 20);
		expect(outcomes.unauthorized).toBeGreaterThan(SCHEME_INPUTS / 4);
	},
	10 * 60_000,
);

describe.each(definitions)('of $provider', (definition) => {
	it('accepts every JSON object that is signed, and passes it on untouched', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
				const body = Buffer.from(JSON.stringify(value));
				const verdict = examine(definition, body, hmac(body, SECRET));
				if (verdict.outcome !== 'accepted') return false;
				const { event } = verdict;
				return JSON.stringify(event.body) === body.toString() && typeof event.id === 'string' && event.id !== '';
			}),
			{ seed, numRuns: 2_000 },
		);
	});

	it('accepts nothing that is signed with another secret, or over another body', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.uint8Array(), fc.string({ unit: 'binary' }), (bytes, others, secret) => {
				fc.pre(secret !== SECRET && Buffer.compare(bytes, others) !== 0);
				const body = Buffer.from(bytes);
				return [hmac(body, secret), hmac(Buffer.from(others), SECRET)].every(
					(header) => examine(definition, body, header).outcome === 'unauthorized',
				);
			}),
			{ seed, numRuns: 2_000 },
		);
	});

	it('accepts no header value that is anything else than the signature', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (header, bytes) => {
				const body = Buffer.from(bytes);
				return examine(definition, body, header).outcome === 'unauthorized';
			}),
			{ seed, numRuns: 2_000 },
		);
	});

	it('gives an event the same id however often it is examined', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
				const body = Buffer.from(JSON.stringify(value));
				const ids = [1, 2].map(() => {
					const verdict = examine(definition, body, hmac(body, SECRET));
					return verdict.outcome === 'accepted' ? verdict.event.id : Symbol('refused');
				});
				return ids[0] === ids[1];
			}),
			{ seed, numRuns: 500 },
		);
	});
});

it('parses any bytes to what JSON.parse makes of them, or to a reason', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
			const parsed = parseBody(bytes);
			return parsed.ok || ['not-utf8', 'not-json', 'not-an-object'].includes(parsed.reason);
		}),
		{ seed, numRuns: 5_000 },
	);
});

it('reads any value as a time or as none', () => {
	fc.assert(
		fc.property(fc.anything(), (value) => {
			const time = epochMilliseconds(value);
			return time === null || !Number.isNaN(new Date(time).getTime());
		}),
		{ seed, numRuns: 5_000 },
	);
});
