import type { Sender } from '../sender';
import { blackForestLabs } from './blackForestLabs';
import { elevenLabs } from './elevenLabs';
import { fal } from './fal';
import { freepik } from './freepik';
import { gemini } from './gemini';
import { heyGen } from './heyGen';
import { higgsfield } from './higgsfield';
import { magicHour } from './magicHour';
import { mux } from './mux';
import { openAi } from './openAi';
import { replicate } from './replicate';
import { standardWebhooks } from './standardWebhooks';
import { syncSo } from './syncSo';
import { synthesia } from './synthesia';
import { twelveLabs } from './twelveLabs';

/** The senders that the nodes know by name, in the order in which the editor lists them. */
export const senders: readonly Sender[] = [
	blackForestLabs,
	elevenLabs,
	fal,
	freepik,
	gemini,
	heyGen,
	higgsfield,
	magicHour,
	mux,
	openAi,
	replicate,
	standardWebhooks,
	syncSo,
	synthesia,
	twelveLabs,
];
