import { makeHookContext } from '../../support/n8n-contexts.mts';
import { providers } from './providers.mts';

/** A line of n8n's log, and when it was written in epoch milliseconds. */
interface TimedWarning {
	text: string;
	at: number;
}

/**
 * Collects what n8n's own logger, which nodes log with, is told as a warning.
 *
 * @returns the texts so far; grows until `jest.restoreAllMocks()`
 */
export function collectWarnings(): string[] {
	const warnings: string[] = [];
	onWarning((text) => warnings.push(text));
	return warnings;
}

/** The same, with the times. */
export function collectTimedWarnings(): TimedWarning[] {
	const warnings: TimedWarning[] = [];
	onWarning((text) => warnings.push({ text, at: Date.now() }));
	return warnings;
}

function onWarning(handle: (text: string) => void): void {
	const { logger } = makeHookContext({ nodeType: providers[0].trigger });
	jest.spyOn(logger, 'warn').mockImplementation(handle);
}
