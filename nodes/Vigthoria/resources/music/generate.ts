import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod/v4';

import { generationEventSchema } from '../../../shared/event/schema';
import { toObject } from '../../../shared/util/json';
import { additionalFields, additionalFieldsProperty } from '../../../shared/operations/additional-fields';
import { startAndPoll, waitProperties } from '../../../shared/waiting/start-and-poll';
import type { Operation } from '../../../shared/operations/operation';
import { omitEmpty, requiredText } from '../../../shared/operations/parameters';
import { generateMusic, getMusic } from '../../api';
import { vigthoriaDelivery } from '../../delivery';
import { generationJobs } from '../../jobs';
import { promptProperty } from '../prompt';

const PROMPT = promptProperty('a calm piano piece for a rainy evening');

/** Starts the generation of a piece of music. */
export const generateMusicOperation: Operation = {
	value: 'generate',
	name: 'Generate',
	action: 'Generate music',
	description:
		'Starts the generation of music from a prompt. Returns its ID at once or, with Wait for Completion, the finished music. The Vigthoria Trigger receives the finished music as well.',
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
				description: 'Length of the track, from 30 to 240 seconds',
			},
			{
				displayName: 'Genre',
				name: 'genre',
				type: 'string',
				default: '',
				placeholder: 'e.g. jazz',
				description: 'The genre of the track',
			},
			{
				displayName: 'Lyrics',
				name: 'lyrics',
				type: 'string',
				typeOptions: { rows: 5 },
				default: '',
				placeholder: 'e.g. [Verse] …',
				description: 'The lyrics to sing, with tags such as [Verse] and [Chorus]',
			},
			{
				displayName: 'Vocals',
				name: 'vocals',
				type: 'fixedCollection',
				default: {},
				placeholder: 'Add Vocals',
				description: 'Whether there are vocals, and what they sound like',
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
								description: 'Whether the track has vocals',
							},
							{
								displayName: 'Gender',
								name: 'gender',
								type: 'string',
								default: '',
								placeholder: 'e.g. female',
								description: 'The gender of the voice',
							},
							{
								displayName: 'Style',
								name: 'style',
								type: 'string',
								default: '',
								placeholder: 'e.g. soulful',
								description: 'The style of singing',
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
	...startAndPoll(
		generationJobs(getMusic, 'Get it later with Music > Get, using the jobId.'),
		async (context, itemIndex) => {
			const prompt = requiredText(context, itemIndex, PROMPT);
			const { fields, custom } = additionalFields(context, itemIndex);
			const { vocals, ...others } = fields;
			const singing = omitEmpty(toObject(toObject(vocals).values) as IDataObject);
			return await generateMusic(context, {
				prompt,
				...others,
				...(Object.keys(singing).length === 0 ? {} : { vocals: singing }),
				...custom,
			});
		},
	),
};
