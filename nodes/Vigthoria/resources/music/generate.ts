import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod/v4';

import { generationEventSchema } from '../../../shared/operations/output-schema';
import { toObject } from '../../../shared/delivery/json';
import { additionalFields, additionalFieldsProperty } from '../../../shared/operations/additional-fields';
import { startAndPoll, waitProperties } from '../../../shared/operations/polling';
import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { omitEmpty, requiredText } from '../../../shared/operations/parameters';
import { generateMusic, getMusic } from '../../api';
import { vigthoriaDelivery } from '../../delivery';
import { generationJobs } from '../../generation-job';
import { promptProperty } from '../prompt';

const PROMPT = promptProperty('a calm piano piece for a rainy evening');

/** Starts the generation of a piece of music. */
export const generateMusicOperation: Operation = {
	value: 'generate',
	name: 'Generate',
	action: 'Generate music',
	description:
		'Starts the generation of a piece of music from a prompt and returns its ID at once or, if told to wait for completion, the finished music. The finished music is announced to the Vigthoria Trigger.',
	endpoint: 'POST /music/generate',
	properties: [
		PROMPT,
		...waitProperties,
		additionalFieldsProperty([
			{
				displayName: 'Duration (Seconds)',
				name: 'duration',
				type: 'number',
				typeOptions: { minValue: 30, maxValue: 240 },
				default: 60,
				description: 'How long the piece shall be, from 30 to 240 seconds',
			},
			{
				displayName: 'Genre',
				name: 'genre',
				type: 'string',
				default: '',
				placeholder: 'e.g. jazz',
				description: 'The genre of the piece',
			},
			{
				displayName: 'Lyrics',
				name: 'lyrics',
				type: 'string',
				typeOptions: { rows: 5 },
				default: '',
				placeholder: 'e.g. [Verse] …',
				description: 'The words to sing, with tags such as [Verse] and [Chorus]',
			},
			{
				displayName: 'Vocals',
				name: 'vocals',
				type: 'fixedCollection',
				default: {},
				placeholder: 'Add Vocals',
				description: 'Whether and how somebody sings',
				options: [
					{
						displayName: 'Vocals',
						name: 'values',
						values: [
							{
								displayName: 'Enabled',
								name: 'enabled',
								type: 'boolean',
								default: true,
								description: 'Whether there is singing',
							},
							{
								displayName: 'Gender',
								name: 'gender',
								type: 'string',
								default: '',
								placeholder: 'e.g. female',
								description: 'The voice that sings',
							},
							{
								displayName: 'Style',
								name: 'style',
								type: 'string',
								default: '',
								placeholder: 'e.g. soulful',
								description: 'How it sings',
							},
						],
					},
				],
			},
		]),
	],
	output: () =>
		z.union([
			z.looseObject({
				id: z.string(),
				status: z.string(),
				estimated_time: z.number().optional(),
				queue_position: z.number().optional(),
			}),
			generationEventSchema(vigthoriaDelivery, z.looseObject({})),
		]),
	...startAndPoll(generationJobs(getMusic), async (context, itemIndex) => {
		const prompt = requiredText(context, itemIndex, PROMPT);
		const { fields, custom } = additionalFields(context, itemIndex);
		const { vocals, ...others } = fields;
		const singing = omitEmpty(toObject(toObject(vocals).values) as IDataObject);
		return toItems(
			await generateMusic(context, {
				prompt,
				...others,
				...(Object.keys(singing).length === 0 ? {} : { vocals: singing }),
				...custom,
			}),
		);
	}),
};
