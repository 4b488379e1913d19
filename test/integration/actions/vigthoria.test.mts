import { failAction, jsonOf, runAction, useSimulator } from './run-action.mts';

const simulator = useSimulator();
const provider = () => simulator.current.vigthoria;
const body = () => provider().requests[0]?.body;

describe('vigthoria music:generate', () => {
	test('starts a generation and returns its id', async () => {
		const [music] = await jsonOf(simulator.current, 'vigthoria music:generate', { prompt: 'rain' });

		expect(music).toMatchObject({ id: [...provider().generations.keys()][0], status: 'processing' });
		expect(body()).toEqual({ prompt: 'rain' });
	});

	test('sends every documented field under its own name', async () => {
		await runAction(simulator.current, 'vigthoria music:generate', {
			prompt: 'rain',
			additionalFields: {
				genre: 'jazz',
				duration: 90,
				lyrics: '[Verse] drip',
				vocals: { values: { enabled: true, gender: 'female', style: '' } },
				customFields: '{ "seed": 7 }',
			},
		});

		expect(body()).toEqual({
			prompt: 'rain',
			genre: 'jazz',
			duration: 90,
			lyrics: '[Verse] drip',
			vocals: { enabled: true, gender: 'female' },
			seed: 7,
		});
	});

	test("repeats the provider's words about a wrong field, nested or not", async () => {
		provider().errorShape = 'nested';
		const error = await failAction(simulator.current, 'vigthoria music:generate', {
			prompt: 'rain',
			additionalFields: { duration: 9 },
		});

		expect(error.message).toBe('Vigthoria rejected the request (400)');
		expect(error.description).toContain('duration must be an integer from 30 to 240');
	});
});

describe('vigthoria music:get', () => {
	test('returns the piece as the provider describes it', async () => {
		const [{ id }] = await jsonOf(simulator.current, 'vigthoria music:generate', { prompt: 'rain' });
		provider().finishGeneration(String(id));

		const [music] = await jsonOf(simulator.current, 'vigthoria music:get', { musicId: String(id) });

		expect(music).toMatchObject({ id, status: 'completed', output_url: expect.stringContaining(String(id)) });
	});
});

describe('vigthoria music:getAll', () => {
	test.each(['bare', 'items', 'data'] as const)('gives an item for each piece of the shape "%s"', async (shape) => {
		provider().libraryShape = shape;
		const [{ id }] = await jsonOf(simulator.current, 'vigthoria music:generate', { prompt: 'rain' });
		provider().finishGeneration(String(id));

		const items = await jsonOf(simulator.current, 'vigthoria music:getAll');

		expect(items).toEqual([expect.objectContaining({ id })]);
	});
});

describe('vigthoria video:generate', () => {
	test('starts a generation', async () => {
		const [video] = await jsonOf(simulator.current, 'vigthoria video:generate', { prompt: 'a boat' });

		expect(video).toMatchObject({ id: [...provider().generations.keys()][0] });
		expect(body()).toEqual({ prompt: 'a boat' });
	});

	test('sends every documented field under its own name, and what the user adds', async () => {
		await runAction(simulator.current, 'vigthoria video:generate', {
			prompt: 'a boat',
			additionalFields: {
				type: 'image-to-video',
				duration: 12,
				resolution: '4k',
				customFields: '={{ ({ image_url: "https://example.com/boat.jpg" }) }}',
			},
		});

		expect(body()).toEqual({
			prompt: 'a boat',
			type: 'image-to-video',
			duration: 12,
			resolution: '4k',
			image_url: 'https://example.com/boat.jpg',
		});
	});
});
