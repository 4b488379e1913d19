import { z } from 'zod/v4';

import { generationEventSchema } from '../../../shared/operations/output-schema';
import { additionalFields, additionalFieldsProperty } from '../../../shared/operations/additional-fields';
import { startAndPoll, waitProperties } from '../../../shared/operations/polling';
import type { Operation } from '../../../shared/operations/operation';
import { toItems } from '../../../shared/operations/items';
import { requiredText } from '../../../shared/operations/parameters';
import { generateVideo, getVideo } from '../../api';
import { vigthoriaDelivery } from '../../delivery';
import { generationJobs } from '../../generation-job';
import { promptProperty } from '../prompt';

const PROMPT = promptProperty('a paper boat that sails down a rainy street');

/** Starts the generation of a video. */
export const generateVideoOperation: Operation = {
	value: 'generate',
	name: 'Generate',
	action: 'Generate a video',
	description:
		'Starts the generation of a video from a prompt and returns its ID at once or, if told to wait for completion, the finished video. The finished video is announced to the Vigthoria Trigger.',
	endpoint: 'POST /video/generate',
	properties: [
		PROMPT,
		...waitProperties,
		additionalFieldsProperty([
			{
				displayName: 'Duration (Seconds)',
				name: 'duration',
				type: 'number',
				typeOptions: { minValue: 5, maxValue: 60 },
				default: 10,
				description: 'How long the video shall be, from 5 to 60 seconds',
			},
			{
				displayName: 'Resolution',
				name: 'resolution',
				type: 'options',
				options: [
					{ name: '1080p', value: '1080p' },
					{ name: '4K', value: '4k' },
					{ name: '720p', value: '720p' },
				],
				default: '1080p',
				description: 'The size of the video. An expression may give any other value.',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'Avatar', value: 'avatar' },
					{
						name: 'Image to Video',
						value: 'image-to-video',
						description: 'Give the image in Custom Fields: the documentation does not name its field',
					},
					{ name: 'Text to Video', value: 'text-to-video' },
				],
				default: 'text-to-video',
				description: 'What to make the video from. An expression may give any other value.',
			},
		]),
	],
	output: () => z.union([z.looseObject({}), generationEventSchema(vigthoriaDelivery, z.looseObject({}))]),
	...startAndPoll(generationJobs(getVideo), async (context, itemIndex) => {
		const prompt = requiredText(context, itemIndex, PROMPT);
		const { fields, custom } = additionalFields(context, itemIndex);
		return toItems(await generateVideo(context, { prompt, ...fields, ...custom }));
	}),
};
