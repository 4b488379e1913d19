import './clock.mts';

import { randomUUID } from 'node:crypto';

import type { IDataObject, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { VigthoriaCatchUpTrigger } from '../../../../nodes/Vigthoria/VigthoriaCatchUpTrigger.node.ts';
import { VirtualStagingAiCatchUpTrigger } from '../../../../nodes/VirtualStagingAi/VirtualStagingAiCatchUpTrigger.node.ts';
import { makePollContext } from '../../support/n8n-contexts.mts';
import { letTimePass } from './clock.mts';
import type { OpenTrigger } from './open-trigger.mts';

/** The providers that list finished work. */
export type Service = 'virtualStagingAi' | 'vigthoria';

/** The catch-up trigger of each. */
export const catchUpTriggers: Record<Service, INodeType> = {
	virtualStagingAi: new VirtualStagingAiCatchUpTrigger(),
	vigthoria: new VigthoriaCatchUpTrigger(),
};

/** Longer than nodes share the answers of a provider. */
const ANSWERS_FORGOTTEN = 60_000;

/** A catch-up trigger in the workflow of a trigger. */
export type CatchUpNode = Pick<OpenTrigger, 'setUp'>;

/**
 * Puts a catch-up trigger beside a trigger, into a workflow that n8n has published.
 *
 * @param parameters those that differ from a new node
 */
export function catchUpBeside(
	{ setUp, provider }: Pick<OpenTrigger, 'setUp' | 'provider'>,
	parameters: { events?: string[]; options?: IDataObject } = {},
): CatchUpNode {
	const id = randomUUID();
	setUp.staticData.global = { ...(setUp.staticData.global as object), [`${id}:catchUp`]: Date.now() };
	return {
		setUp: {
			...setUp,
			nodeType: catchUpTriggers[provider.name as Service],
			parameters: parameters as INodeParameters,
			node: { id },
		},
	};
}

/**
 * Polls as n8n does at a start, or at a publication.
 *
 * @param pause milliseconds that pass before each poll
 * @returns a function that polls, the first time at once and later on schedule, and returns the items to execute
 */
export function starter({ setUp }: CatchUpNode, activation: 'init' | 'activate' = 'init', pause = ANSWERS_FORGOTTEN) {
	const context = makePollContext(setUp, activation);
	return async (): Promise<INodeExecutionData[] | null> => {
		letTimePass(pause);
		const data = await setUp.nodeType.poll?.call(context);
		return data?.[0] ?? null;
	};
}
