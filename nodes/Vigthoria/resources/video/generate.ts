import { z } from 'zod/v4';

import { generationEventSchema } from '../../../shared/event/schema';
import { additionalFields, additionalFieldsProperty } from '../../../shared/operations/additional-fields';
import { startAndPoll, waitProperties } from '../../../shared/waiting/start-and-poll';
import type { Operation } from '../../../shared/operations/operation';
import { requiredText } from '../../../shared/operations/parameters';
import { generateVideo, getVideo } from '../../api';
import { vigthoriaDelivery } from '../../delivery';
import { generationJobs } from '../../jobs';
import { promptProperty } from '../prompt';

const PROMPT = promptProperty('a paper boat that sails down a rainy street');

/** Starts the generation of a video. */
export const generateVideoOperation: Operation = {
	value: 'generate',
	name: 'Generate',
	action: 'Generate a video',
	description:
		'Starts the generation of a video from a prompt. Returns its ID at once or, with Wait for Completion, the finished video. The Vigthoria Trigger receives the finished video as well.',
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
				description: 'Length of the video, from 5 to 60 seconds',
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
				description: 'The resolution of the video. An expression can set any other value.',
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
						description: 'Pass the image in Custom Fields: the documentation does not name its field',
					},
					{ name: 'Text to Video', value: 'text-to-video' },
				],
				default: 'text-to-video',
				description: 'What to make the video from. An expression can set any other value.',
			},
		]),
	],
	output: () => z.union([z.looseObject({}), generationEventSchema(vigthoriaDelivery, z.looseObject({}))]),
	...startAndPoll(generationJobs(getVideo), async (context, itemIndex) => {
		const prompt = requiredText(context, itemIndex, PROMPT);
		const { fields, custom } = additionalFields(context, itemIndex);
		return await generateVideo(context, { prompt, ...fields, ...custom });
	}),
};
