import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import type { JsonObject } from '../../../nodes/shared/util/json.ts';
import { NOW, providers, shapeBody } from '../support/providers.mts';

const shape = (definition: DeliveryDefinition, body: JsonObject) => shapeBody(definition, body, 'fingerprint');
const fieldOf = ({ eventField }: DeliveryDefinition) => String(eventField);
const sampleOf = (definition: DeliveryDefinition, name: string, time = NOW) =>
	definition.events[name].sample(new Date(time));

const documented = providers.flatMap(({ name, definition }) =>
	Object.keys(definition.events).map((event) => ({ provider: name, definition, event })),
);

/** What a test event has to be: the same whenever it is sent again, another one whenever it is made anew. */
const idOfSample = (definition: DeliveryDefinition, event: string, time: number) => {
	const body = sampleOf(definition, event, time);
	return shapeBody(definition, body, JSON.stringify(body)).id;
};

describe.each(documented)('the sample of $provider, $event', ({ definition, event }) => {
	it('satisfies its own schema', () => {
		expect(definition.events[event].schema.safeParse(sampleOf(definition, event)).success).toBe(true);
	});

	it('becomes an event without issues', () => {
		expect(shape(definition, sampleOf(definition, event))).not.toHaveProperty('issues');
	});

	it('becomes an event of its own name and status', () => {
		const { status } = definition.events[event];
		expect(shape(definition, sampleOf(definition, event))).toMatchObject({ event, status });
	});

	it('carries the time at which it was made', () => {
		expect(shape(definition, sampleOf(definition, event)).timestamp).toBe(new Date(NOW).toISOString());
	});

	it('names the event in the field in which the provider names it', () => {
		expect(sampleOf(definition, event)[fieldOf(definition)]).toBe(event);
	});

	it('survives being sent as JSON', () => {
		const sample = sampleOf(definition, event);
		expect(JSON.parse(JSON.stringify(sample))).toEqual(sample);
	});

	it('is another event when it is made at another time, so that a second test event is no duplicate', () => {
		expect(idOfSample(definition, event, NOW)).not.toBe(idOfSample(definition, event, NOW + 1));
	});
});

describe.each(providers)('the catalogue of $name', ({ definition }) => {
	const names = Object.keys(definition.events);

	it('describes each event in a sentence without a full stop', () => {
		for (const name of names) expect(definition.events[name].description).toMatch(/^[A-Z].*[^.]$/);
	});

	it('gives no two events the same sample id', () => {
		const ids = names.map((name) => idOfSample(definition, name, NOW));
		expect(new Set(ids).size).toBe(names.length);
	});

	it('refuses the sample of one event under the schema of another', () => {
		for (const name of names) {
			for (const other of names.filter((candidate) => candidate !== name)) {
				expect(definition.events[other].schema.safeParse(sampleOf(definition, name)).success).toBe(false);
			}
		}
	});

	it.each([
		'constructor',
		'__proto__',
		'toString',
		'hasOwnProperty',
		'valueOf',
		'new.event',
		'*',
		'unknown',
		' ',
		'DONE',
	])('passes an event called %j through as an undocumented one', (event) => {
		const field = fieldOf(definition);
		expect(shape(definition, { [field]: event })).toMatchObject({
			event,
			status: 'info',
			issues: [`${field}: is not a documented event`],
		});
	});

	it.each([[undefined], [null], [''], [0], [42], [true], [['done']], [{ name: 'done' }]])(
		'calls an event whose name is %j unknown',
		(value) => {
			const field = fieldOf(definition);
			expect(shape(definition, { [field]: value })).toMatchObject({
				event: 'unknown',
				status: 'info',
				issues: [`${field}: names no event`],
			});
		},
	);

	it('shapes an empty body', () => {
		expect(shape(definition, {})).toEqual({
			provider: definition.provider,
			event: 'unknown',
			id: 'unknown|fingerprint',
			timestamp: null,
			status: 'info',
			jobId: null,
			variationId: null,
			results: [],
			error: null,
			verifiedBy: 'signature',
			body: {},
			issues: [`${fieldOf(definition)}: names no event`],
		});
	});

	it('hands on the very body that it was given', () => {
		const body = sampleOf(definition, names[0]);
		expect(shape(definition, body).body).toBe(body);
	});

	it('does not change the body', () => {
		const body = sampleOf(definition, names[0]);
		const before = structuredClone(body);
		shape(definition, body);
		expect(body).toEqual(before);
	});

	it('keeps fields that it does not know', () => {
		const body = { ...sampleOf(definition, names[0]), new_field: { a: [1] } };
		expect(shape(definition, body)).not.toHaveProperty('issues');
	});

	it('tells two undocumented events of one job apart by their bodies, since a new kind of event may come often', () => {
		const field = fieldOf(definition);
		const progress = (percent: number): JsonObject => ({
			...sampleOf(definition, names[0]),
			id: undefined,
			[field]: 'generation.progress',
			percent,
		});
		const idOf = (body: JsonObject) => shapeBody(definition, body, JSON.stringify(body)).id;
		expect(idOf(progress(10))).not.toBe(idOf(progress(20)));
	});
});
